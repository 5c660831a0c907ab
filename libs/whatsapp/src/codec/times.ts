const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Checks a time that somebody else claims.
 * @param at the claimed time, epoch ms; may be NaN
 * @param now when the claim was received, epoch ms
 * @returns `at`, or `now` if `at` is not a positive whole number or is more than a day ahead
 */
export function plausible(at: number | undefined, now: number): number {
  return at !== undefined && Number.isSafeInteger(at) && at > 0 && at <= now + DAY_MS ? at : now;
}
