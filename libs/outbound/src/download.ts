import { addAbortSignal, Readable } from 'node:stream';
import { type AxiosResponse, create } from 'axios';
import type { Clock } from '#libs/observability';
import type { AddressGuard } from './address-guard.js';
import { type GuardedAgents, guardedAgents } from './agents.js';
import { connectionFault } from './connection-fault.js';
import { DownloadFailure } from './download-failure.js';
import { proxiedAgents } from './proxied-agents.js';
import type { Proxy } from './proxy.js';
import { downloadName } from './file-name.js';
import { writePrivateFile } from './private-file.js';
import { OutboundRefused } from './refusal.js';
import { TimeLimit, type TimeLimits } from './time-limit.js';
import { transport } from './transport.js';

const OK = 200;

const client = create({
  transport,
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
  /** Refuses plain http, even if the guard permits it. */
  httpsOnly: boolean;
  maxBytes: number;
  /** How many redirects are followed; each place is checked like the first. Default: none. */
  maxRedirects?: number;
  /** Path of the file to create, with mode 0600. Must not exist. */
  destination: string;
  /** Aborts the download. */
  signal?: AbortSignal;
  /** PEM of the only certificate authority to trust, instead of the public ones. */
  ca?: string;
  /** Makes all connections, in place of the guard: only for hosts that were checked by their names. */
  proxy?: Proxy;
  /** Transforms the bytes before they are written. An error that it throws ends the download unchanged. */
  through?: (received: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>;
}

export interface Download {
  /** Path of the file. */
  path: string;
  /** Size of the file in bytes. */
  sizeBytes: number;
  /** The server's claim, not to be trusted. */
  contentType?: string;
  /** A safe name, from the server's header or the URL. */
  fileName?: string;
  /** Where the file was, after all redirects. */
  url: string;
}

/**
 * Downloads a URL into a file, chunk by chunk. Connects only where the guard permits, decompresses nothing and stops at the
 * first byte beyond the limit. If it fails, no file remains.
 * @throws DownloadFailure; errors of the file system unchanged
 */
export async function download(url: string, options: DownloadOptions): Promise<Download> {
  const limit = new TimeLimit(options.clock, options, options.signal);
  const agents = agentsFor(options);
  try {
    const { answer, url: place } = await follow(url, options, (target) => ask(target, agents, limit));
    const body = bodyOf(answer, options.maxBytes, limit.signal);
    const chunks = received(body, options.maxBytes, limit);
    const sizeBytes = await writePrivateFile(options.destination, options.through?.(chunks) ?? chunks);
    return {
      path: options.destination,
      sizeBytes,
      contentType: header(answer, 'content-type'),
      fileName: downloadName(header(answer, 'content-disposition'), place),
      url: place,
    };
  } finally {
    limit.end();
    agents.destroy();
  }
}

function agentsFor({ guard, ca, proxy }: DownloadOptions): GuardedAgents {
  if (!proxy) return guardedAgents({ guard, ca });
  const { http, https } = proxiedAgents(proxy, { ca });
  return {
    http,
    https,
    destroy: () => {
      http.destroy();
      https.destroy();
    },
  };
}

/** Asks for a URL, and then for the places that it redirects to. Every place is checked before it is asked. */
async function follow(
  url: string,
  options: DownloadOptions,
  request: (url: string) => Promise<AxiosResponse<unknown>>,
): Promise<{ answer: AxiosResponse<unknown>; url: string }> {
  let place = url;
  for (let left = options.maxRedirects ?? 0; ; left--) {
    checkTarget(place, options);
    const answer = await request(place);
    const next = left > 0 ? redirection(answer) : undefined;
    if (next === undefined) return { answer, url: place };
    if (answer.data instanceof Readable) answer.data.destroy();
    place = placeFrom(place, next);
  }
}

/** The place that an answer redirects to; undefined if it is no redirect. */
function redirection(answer: AxiosResponse<unknown>): string | undefined {
  return answer.status >= 300 && answer.status < 400 ? header(answer, 'location') : undefined;
}

/** @throws DownloadFailure for an invalid place, and for one by plain http after one by https */
function placeFrom(url: string, location: string): string {
  if (!URL.canParse(location, url)) throw new DownloadFailure('redirect');
  const next = new URL(location, url);
  if (new URL(url).protocol === 'https:' && next.protocol === 'http:') throw new DownloadFailure('redirect');
  return next.href;
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

/** Returns the body of a usable answer, and closes that of any other. */
function bodyOf(answer: AxiosResponse<unknown>, maxBytes: number, signal: AbortSignal): Readable {
  const { data } = answer;
  if (!(data instanceof Readable)) throw new DownloadFailure('invalid_answer');
  const reason = uselessness(answer, maxBytes);
  // Immediately: an abort before anybody reads would be an unhandled error.
  if (reason === undefined) return addAbortSignal(signal, data);
  data.destroy();
  throw reason;
}

function uselessness(answer: AxiosResponse<unknown>, maxBytes: number): DownloadFailure | undefined {
  const { status } = answer;
  if (redirection(answer) !== undefined) return new DownloadFailure('redirect');
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

/** @param otherwise the reason for an error without a known code */
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
