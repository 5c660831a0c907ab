import { objectOf, retryAfterOf } from './errors.js';
import { backoff, pause, untilAborted } from './pause.js';

export interface RetryOptions {
  /** How often a request is repeated at most. */
  maxRetries: number;
  /** The longest wait before a repetition, in ms. If the server asks for a longer one, its answer is final. */
  maxRetryWaitMs: number;
}

/** Name of the header that makes a request safe to repeat. */
export const IDEMPOTENCY_KEY = 'Idempotency-Key';

/**
 * A `fetch` that repeats requests: those that certainly had no effect, and those that take effect once, however often they
 * are sent. Each repetition is the same request, with its idempotency key.
 * @param signal ends the request, and the wait before a repetition
 */
export function retrying(
  fetching: typeof fetch,
  { maxRetries, maxRetryWaitMs }: RetryOptions,
  signal?: AbortSignal,
): typeof fetch {
  const send = (request: Request) => untilAborted(fetching(request, signal && { signal }), signal);
  return async (input, init) => {
    const request = new Request(input, init);
    for (let attempt = 0; attempt < maxRetries; attempt += 1) {
      const { answer, error } = await attemptOf(send(request.clone()), signal);
      const repeatable = answer ? await isRepeatable(request, answer) : isSafe(request);
      const waitMs = (answer && retryAfterOf(answer)) ?? Math.min(backoff(attempt), maxRetryWaitMs);
      if (!repeatable || waitMs > maxRetryWaitMs) {
        if (answer) return answer;
        throw error;
      }
      // Read, not cancelled: the other half of a clone may have been read.
      await answer?.arrayBuffer().catch(() => undefined);
      await pause(waitMs, signal);
    }
    return send(request);
  };
}

type Attempt = { answer: Response; error?: undefined } | { answer?: undefined; error: unknown };

/** @throws what aborted the request */
async function attemptOf(sending: Promise<Response>, signal: AbortSignal | undefined): Promise<Attempt> {
  try {
    return { answer: await sending };
  } catch (error) {
    if (signal?.aborted === true) throw error;
    return { error };
  }
}

/** Whether a request has its effect once, however often it is sent. */
function isSafe({ method, headers }: Request): boolean {
  return ['GET', 'HEAD', 'PUT'].includes(method) || headers.has(IDEMPOTENCY_KEY);
}

/** Whether a request can be repeated after an answer. */
async function isRepeatable(request: Request, answer: Response): Promise<boolean> {
  const { status } = answer;
  if (status === 429) return true;
  if (status !== 502 && status !== 503 && status !== 504) return false;
  return isSafe(request) || (await outcomeOf(answer)) === 'not_sent';
}

async function outcomeOf(answer: Response): Promise<unknown> {
  const body: unknown = await answer
    .clone()
    .json()
    .catch(() => undefined);
  return objectOf(objectOf(objectOf(body)['error'])['details'])['outcome'];
}
