import { ClientRequest } from 'node:http';
import { Readable } from 'node:stream';
import { type AxiosInstance, create, isAxiosError } from 'axios';
import type { Clock } from '#libs/observability';
import {
  type AddressGuard,
  connectionFault,
  type GuardedAgents,
  guardedAgents,
  OutboundRefused,
  transport,
} from '#libs/outbound';
import { Poster, type PostOutcome, type PostRequest } from './poster.js';
import { PER_TARGET } from './slots.js';

/** How much of an answer is kept, in bytes. */
const KEPT_BYTES = 1024;
/** How much of an answer is read, in bytes. Beyond that, closing the connection is cheaper than reading on. */
const READ_BYTES = 64 * 1024;

/** Sends over HTTP/1.1 on keep-alive connections, only where the guard permits. Follows no redirects. */
export class HttpPoster extends Poster {
  private readonly agents: GuardedAgents;
  private readonly client: AxiosInstance;

  /** @param timeoutMs usual limit from the DNS lookup to the end of the answer */
  constructor(
    private readonly guard: AddressGuard,
    private readonly clock: Clock,
    private readonly timeoutMs: number,
  ) {
    super();
    // With fewer, connections to a busy target would be closed and reopened all the time.
    this.agents = guardedAgents({ guard, idlePerHost: PER_TARGET });
    this.client = create({
      transport,
      httpAgent: this.agents.http,
      httpsAgent: this.agents.https,
      proxy: false,
      maxRedirects: 0,
      maxBodyLength: Number.POSITIVE_INFINITY,
      responseType: 'stream',
      validateStatus: () => true,
      // The signature covers these bytes, so nothing may rewrite them.
      transformRequest: [(data: unknown) => data],
      transformResponse: [],
    });
  }

  async post(request: PostRequest, signal: AbortSignal): Promise<PostOutcome | undefined> {
    try {
      this.guard.checkUrl(request.url);
    } catch (error) {
      if (error instanceof OutboundRefused) return { status: null, error: error.reason };
      throw error;
    }
    const limit = new AbortController();
    const abort = () => limit.abort();
    const alarm = this.clock.after(request.timeoutMs ?? this.timeoutMs, abort);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    try {
      return await this.exchange(request, limit.signal);
    } catch (error) {
      if (signal.aborted) return undefined;
      return { status: null, error: limit.signal.aborted ? 'timeout' : connectionFault(error) };
    } finally {
      alarm.cancel();
      signal.removeEventListener('abort', abort);
    }
  }

  /** Closes all connections. */
  close(): void {
    this.agents.destroy();
  }

  private async exchange(request: PostRequest, signal: AbortSignal): Promise<PostOutcome> {
    for (;;) {
      try {
        return await this.once(request, signal);
      } catch (error) {
        // The target closed an idle connection just as it was reused, which is no failure of the target.
        if (signal.aborted || !metStaleConnection(error)) throw error;
      }
    }
  }

  private async once(request: PostRequest, signal: AbortSignal): Promise<PostOutcome> {
    const answer = await this.client.request<unknown>({
      method: 'POST',
      url: request.url,
      headers: request.headers,
      data: request.body,
      signal,
    });
    const retryAfter: unknown = answer.headers['retry-after'];
    return {
      status: answer.status,
      response: answer.data instanceof Readable ? await beginningOf(answer.data) : '',
      retryAfter: typeof retryAfter === 'string' ? retryAfter : null,
    };
  }
}

function metStaleConnection(error: unknown): boolean {
  if (!isAxiosError(error) || connectionFault(error) !== 'reset') return false;
  const request: unknown = error.request;
  return request instanceof ClientRequest && request.reusedSocket;
}

/** The first bytes of an answer as text. Only the status decides, so a body that breaks off is no failure. */
async function beginningOf(answer: Readable): Promise<string> {
  const kept: Buffer[] = [];
  let read = 0;
  try {
    for await (const chunk of answer) {
      if (!Buffer.isBuffer(chunk)) continue;
      if (read < KEPT_BYTES) kept.push(chunk.subarray(0, KEPT_BYTES - read));
      read += chunk.length;
      if (read >= READ_BYTES) break;
    }
  } catch {
    answer.destroy();
  }
  // `stream` omits a character that was cut apart.
  return new TextDecoder().decode(Buffer.concat(kept), { stream: true }).replaceAll('\0', '\u{FFFD}');
}
