import type { Headers } from './headers.js';

/** A request that is ready to go. */
export interface PostRequest {
  url: string;
  headers: Headers;
  body: Uint8Array;
}

/** What came of a request. Without a status there was no answer, and `error` says why in a word. */
export type PostOutcome =
  { status: number; response: string; retryAfter: string | null } | { status: null; error: string };

/** Sends one request to a target. */
export abstract class Poster {
  /**
   * Never throws. Resolves undefined, soon, when `signal` is aborted before there is an answer: nobody knows
   * then whether the target got the request.
   */
  abstract post(request: PostRequest, signal: AbortSignal): Promise<PostOutcome | undefined>;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Codes that succeed always (plan 5.5). */
const SUCCESS = new Set([200, 204]);

/**
 * Why an outcome is a failure, in a word that stays the same; null when it is none.
 * @param successStatus codes that succeed beyond 200 and 204
 */
export function failureOf(outcome: PostOutcome, successStatus: readonly number[]): string | null {
  if (outcome.status === null) return outcome.error;
  if (SUCCESS.has(outcome.status) || successStatus.includes(outcome.status)) return null;
  return REDIRECTS.has(outcome.status) ? 'redirect' : `http_${outcome.status}`;
}
