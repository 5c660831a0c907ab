import type { Headers } from './headers.js';

/** A request that is ready to be sent. */
export interface PostRequest {
  url: string;
  headers: Headers;
  body: Uint8Array;
  /** Limit from the DNS lookup to the end of the answer, ms; null or absent: the usual one. */
  timeoutMs?: number | null;
}

/** The result of a request. Without a status there was no answer, and `error` is the reason as a stable word. */
export type PostOutcome =
  { status: number; response: string; retryAfter: string | null } | { status: null; error: string };

/** Sends one request to a target. */
export abstract class Poster {
  /**
   * Never throws. Resolves with undefined soon after `signal` is aborted before an answer: it is then unknown whether the
   * target received the request.
   */
  abstract post(request: PostRequest, signal: AbortSignal): Promise<PostOutcome | undefined>;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);
/** Status codes that always count as success (plan 5.5). */
const SUCCESS = new Set([200, 204]);

/**
 * Why a request failed, as a stable word; null if it succeeded.
 * @param successStatus status codes that count as success besides 200 and 204
 */
export function failureOf(outcome: PostOutcome, successStatus: readonly number[]): string | null {
  if (outcome.status === null) return outcome.error;
  if (SUCCESS.has(outcome.status) || successStatus.includes(outcome.status)) return null;
  return REDIRECTS.has(outcome.status) ? 'redirect' : `http_${outcome.status}`;
}
