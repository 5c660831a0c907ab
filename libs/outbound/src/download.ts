import { addAbortSignal, Readable } from 'node:stream';
import { type AxiosResponse, create } from 'axios';
import type { Clock } from '#libs/observability';
import type { AddressGuard } from './address-guard.js';
import { type GuardedAgents, guardedAgents } from './agents.js';
import { connectionFault } from './connection-fault.js';
import { DownloadFailure } from './download-failure.js';
import { downloadName } from './file-name.js';
import { writePrivateFile } from './private-file.js';
import { OutboundRefused } from './refusal.js';
import { TimeLimit, type TimeLimits } from './time-limit.js';

const OK = 200;

const client = create({
  proxy: false,
  maxRedirects: 0,
  decompress: false,
  responseType: 'stream',
  headers: { Accept: '*/*', 'Accept-Encoding': 'identity', 'User-Agent': 'miaw-api' },
  validateStatus: () => true,
});

export interface DownloadOptions extends TimeLimits {
  guard: AddressGuard;
  clock: Clock;
  /** Plain http is refused, whatever the guard says. */
  httpsOnly: boolean;
  maxBytes: number;
  /** Path of the file that is made, mode 0600; it must not exist. */
  destination: string;
  /** Ends the download when nobody wants it any more. */
  signal?: AbortSignal;
  /** PEM of the one authority to trust instead of the public ones. */
  ca?: string;
  /** Turns what arrives into what is written; what it throws ends the download as it is. */
  through?: (received: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

export interface Download {
  /** The destination. */
  path: string;
  /** Of the file that was written. */
  sizeBytes: number;
  /** As the server said it: nothing to believe. */
  contentType?: string;
  /** From the server or the URL, cleaned. */
  fileName?: string;
}

/**
 * Fetches a URL into a file, chunk by chunk. Goes only where the guard lets it, follows no redirect, unpacks
 * no compression and stops at the first byte too many.
 * @throws DownloadFailure when it cannot be had; errors of the file system as they are. No file is left then
 */
export async function download(url: string, options: DownloadOptions): Promise<Download> {
  checkTarget(url, options);
  const limit = new TimeLimit(options.clock, options, options.signal);
  const agents = guardedAgents({ guard: options.guard, ca: options.ca });
  try {
    const answer = await ask(url, agents, limit);
    const body = bodyOf(answer, options.maxBytes, limit.signal);
    const chunks = received(body, options.maxBytes, limit);
    const sizeBytes = await writePrivateFile(options.destination, options.through?.(chunks) ?? chunks);
    return {
      path: options.destination,
      sizeBytes,
      contentType: header(answer, 'content-type'),
      fileName: downloadName(header(answer, 'content-disposition'), url),
    };
  } finally {
    limit.end();
    agents.destroy();
  }
}

function checkTarget(url: string, { guard, httpsOnly }: DownloadOptions): void {
  try {
    guard.checkUrl(url);
  } catch (error) {
    if (error instanceof OutboundRefused) throw new DownloadFailure(error.reason);
    throw error;
  }
  if (httpsOnly && new URL(url).protocol !== 'https:') throw new DownloadFailure('scheme');
}

async function ask(url: string, agents: GuardedAgents, limit: TimeLimit): Promise<AxiosResponse<unknown>> {
  try {
    const answer = await client.request<unknown>({
      url,
      httpAgent: agents.http,
      httpsAgent: agents.https,
      signal: limit.signal,
    });
    limit.progress();
    return answer;
  } catch (error) {
    throw failureOf(error, limit);
  }
}

/** The body of an answer that is worth reading; that of any other is closed. */
function bodyOf(answer: AxiosResponse<unknown>, maxBytes: number, signal: AbortSignal): Readable {
  const { data } = answer;
  if (!(data instanceof Readable)) throw new DownloadFailure('invalid_answer');
  const reason = uselessness(answer, maxBytes);
  // At once: an abort while nobody reads yet would be an error that nobody hears.
  if (reason === undefined) return addAbortSignal(signal, data);
  data.destroy();
  throw reason;
}

function uselessness(answer: AxiosResponse<unknown>, maxBytes: number): DownloadFailure | undefined {
  const { status } = answer;
  if (status >= 300 && status < 400 && header(answer, 'location') !== undefined) {
    return new DownloadFailure('redirect');
  }
  if (status !== OK) return new DownloadFailure(`http_${status}`);
  const encoding = header(answer, 'content-encoding')?.trim().toLowerCase() ?? '';
  if (encoding !== '' && encoding !== 'identity') return new DownloadFailure('encoding');
  const announced = Number(header(answer, 'content-length') ?? 0);
  return announced > maxBytes ? new DownloadFailure('too_large') : undefined;
}

async function* received(body: Readable, maxBytes: number, limit: TimeLimit): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  try {
    for await (const chunk of body) {
      if (!(chunk instanceof Uint8Array)) throw new DownloadFailure('invalid_answer');
      limit.progress();
      bytes += chunk.length;
      if (bytes > maxBytes) throw new DownloadFailure('too_large');
      yield chunk;
    }
  } catch (error) {
    throw failureOf(error, limit, 'reset');
  }
}

/** @param otherwise what an error is that says nothing of its own */
function failureOf(
  error: unknown,
  limit: TimeLimit,
  otherwise: 'failed' | 'reset' = 'failed',
): DownloadFailure {
  if (error instanceof DownloadFailure) return error;
  if (limit.expired) return new DownloadFailure('timeout');
  if (limit.signal.aborted) return new DownloadFailure('aborted');
  const reason = connectionFault(error);
  return new DownloadFailure(reason === 'failed' ? otherwise : reason);
}

function header(answer: AxiosResponse<unknown>, name: string): string | undefined {
  const value: unknown = answer.headers[name];
  return typeof value === 'string' ? value : undefined;
}
