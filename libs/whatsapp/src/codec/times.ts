const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * A time that somebody else tells, where it can be true.
 * @param at epoch ms, or what was made of no number
 * @param now epoch ms: when it was told
 * @returns `at`, or `now` for what is no whole number, is not after 1970, or is more than a day from now
 */
export function plausible(at: number | undefined, now: number): number {
  return at !== undefined && Number.isSafeInteger(at) && at > 0 && at <= now + DAY_MS ? at : now;
}
