/** Delays before the second, third… attempt, in units (`WEBHOOK_RETRY_DELAY_MS`); the last one repeats. */
const DELAYS = [1, 5, 15, 60] as const;
const LONGEST_DELAY = 60;

/** The longest delay that a receiver may ask for, in ms. */
export const LONGEST_RETRY_AFTER_MS = 24 * 60 * 60 * 1000;

export interface RetryPolicy {
  /** The number of the attempt that is no longer made (6 means five attempts). At least 2. */
  maxRetries: number;
  /** The unit of the schedule, ms. */
  retryDelayMs: number;
}

/** A failed attempt. */
export interface FailedAttempt {
  /** From 1. */
  number: number;
  /** Epoch ms. */
  endedAt: number;
  /** The answer's `Retry-After`, unparsed. */
  retryAfter: string | null;
}

/** When the next attempt is due (epoch ms); undefined after the last one. */
export function nextAttemptAt(failed: FailedAttempt, policy: RetryPolicy): number | undefined {
  if (failed.number + 1 >= policy.maxRetries) return undefined;
  const delay = (DELAYS[failed.number - 1] ?? LONGEST_DELAY) * policy.retryDelayMs;
  return failed.endedAt + Math.max(delay, retryAfterMs(failed.retryAfter, failed.endedAt));
}

/**
 * The delay that `Retry-After` asks for (RFC 9110, section 10.2.3: seconds or a date), in ms, at most one day; 0 if the
 * header is missing or invalid.
 */
export function retryAfterMs(value: string | null, now: number): number {
  const text = value?.trim() ?? '';
  const wanted = /^\d+$/.test(text) ? Number(text) * 1000 : httpDate(text) - now;
  return Number.isNaN(wanted) ? 0 : Math.min(Math.max(0, wanted), LONGEST_RETRY_AFTER_MS);
}

/** Epoch ms of an HTTP date; NaN for anything else (`Date.parse` alone would read `-5` as a year). */
function httpDate(text: string): number {
  return /^[A-Z][a-z]{2,8},? .*\d{2}:\d{2}:\d{2}/.test(text) ? Date.parse(text) : Number.NaN;
}
