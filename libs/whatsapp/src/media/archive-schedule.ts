const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long to wait after each failed attempt to archive a file, ms. When they are used up, the file is given up. */
const DELAYS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  5 * MINUTE_MS,
  30 * MINUTE_MS,
  2 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  24 * HOUR_MS,
];
/** Of a file that does not match its checksum: it may be damaged on one server, but not on all of them. */
const CORRUPT_DELAYS_MS = DELAYS_MS.slice(0, 2);
/** What no other attempt would change. */
const FINAL: ReadonlySet<string> = new Set(['too_large', 'expired', 'blocked_address', 'no_file', 'deleted']);

/**
 * How long to wait before the next attempt, ms; undefined: it was the last one.
 * @param tries how many have failed, from 1
 * @param reason why the last one has failed
 */
export function pauseAfter(tries: number, reason: string): number | undefined {
  if (FINAL.has(reason)) return undefined;
  return (reason === 'corrupt' ? CORRUPT_DELAYS_MS : DELAYS_MS)[tries - 1];
}
