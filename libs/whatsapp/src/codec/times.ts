const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A time that somebody else claims, if it is possible.
 * @param at epoch ms; not a number where the claim was none
 * @param now epoch ms: when the claim was received
 * @returns `at`, or `now` when `at` is no whole number, is not positive, or is more than a day ahead
 */
export function plausible(at: number | undefined, now: number): number {
  return at !== undefined && Number.isSafeInteger(at) && at > 0 && at <= now + DAY_MS ? at : now;
}
