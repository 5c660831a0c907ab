import { isIP } from 'node:net';
import { Agent as FetchAgent, type Dispatcher } from 'undici';
import type { Clock } from '#libs/observability';
import type { AddressGuard } from './address-guard.js';
import { DownloadFailure } from './download-failure.js';
import { OutboundRefused } from './refusal.js';
import { TimeLimit, type TimeLimits } from './time-limit.js';

/** What a `fetch` may reach, and how much it may take. */
export interface FetchBounds extends TimeLimits {
  clock: Clock;
  guard: AddressGuard;
  /** Which of the places that the guard permits may be asked. Gets the URL without path and query. */
  permits: (url: URL) => boolean;
  /** Size of the largest answer, in bytes. */
  maxBytes: number;
}

/**
 * Options for the `fetch` of a library whose URLs come from others. Each place is checked before it is asked, also those that
 * answers redirect to. Answers that are compressed, too large or too slow are broken off: `fetch`, or who reads the answer, gets an
 * error whose cause is a DownloadFailure.
 * @param agent makes the connections, if they do not go directly
 * @param ca PEM of the only certificate authority to trust, instead of the public ones
 */
export function boundedFetch(
  bounds: FetchBounds,
  { agent, ca }: { agent?: Dispatcher; ca?: string } = {},
): RequestInit {
  const connections =
    agent ??
    new FetchAgent({
      // Each keeps its connections for a moment only.
      keepAliveTimeout: 1,
      keepAliveMaxTimeout: 1,
      connect: { lookup: bounds.guard.lookup, ca },
    });
  const dispatcher = connections.compose((dispatch) => (options, handler) => {
    checkPlace(String(options.origin), bounds);
    return dispatch(options, new BoundedAnswer(handler, bounds));
  });
  const options: RequestInit = { headers: { 'Accept-Encoding': 'identity' } };
  // Node's own, and not among the options of browsers.
  Object.assign(options, { dispatcher });
  return options;
}

/** @throws DownloadFailure */
function checkPlace(origin: string, { guard, permits }: FetchBounds): void {
  try {
    guard.checkUrl(origin);
  } catch (error) {
    throw error instanceof OutboundRefused ? new DownloadFailure(error.reason) : error;
  }
  const url = new URL(origin);
  const host = url.hostname.replace(/^\[(.*)\]$/, '$1');
  // No name is looked up for an address, so that nothing else would check it.
  if (!permits(url) || (isIP(host) !== 0 && !guard.permits(host, host)))
    throw new DownloadFailure('blocked_address');
}

type AnswerHeaders = Parameters<NonNullable<Dispatcher.DispatchHandler['onResponseStart']>>[2];

/** Passes an answer on, as long as it keeps to the bounds. */
class BoundedAnswer implements Dispatcher.DispatchHandler {
  private limit?: TimeLimit;
  private bytes = 0;

  constructor(
    private readonly reader: Dispatcher.DispatchHandler,
    private readonly bounds: FetchBounds,
  ) {}

  /** Called again if the request has to be made on another connection. */
  onRequestStart(controller: Dispatcher.DispatchController, context: unknown): void {
    this.limit?.end();
    this.limit = new TimeLimit(this.bounds.clock, this.bounds);
    const expire = (): void => controller.abort(new DownloadFailure('timeout'));
    this.limit.signal.addEventListener('abort', expire, { once: true });
    this.reader.onRequestStart?.(controller, context);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: AnswerHeaders,
    text?: string,
  ): void {
    this.limit?.progress();
    const encoding = [headers['content-encoding'] ?? ''].flat().join().trim().toLowerCase();
    if (encoding !== '' && encoding !== 'identity') controller.abort(new DownloadFailure('encoding'));
    else if (Number(headers['content-length'] ?? 0) > this.bounds.maxBytes)
      controller.abort(new DownloadFailure('too_large'));
    else this.reader.onResponseStart?.(controller, status, headers, text);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    this.limit?.progress();
    this.bytes += chunk.length;
    if (this.bytes > this.bounds.maxBytes) controller.abort(new DownloadFailure('too_large'));
    else this.reader.onResponseData?.(controller, chunk);
  }

  onResponseEnd(controller: Dispatcher.DispatchController, trailers: AnswerHeaders): void {
    this.limit?.end();
    this.reader.onResponseEnd?.(controller, trailers);
  }

  onResponseError(controller: Dispatcher.DispatchController, error: Error): void {
    this.limit?.end();
    this.reader.onResponseError?.(controller, error);
  }
}
