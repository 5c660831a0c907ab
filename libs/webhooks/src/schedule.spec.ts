import { nextAttemptAt, retryAfterMs } from './schedule.js';

const UNIT = 60_000;
const MINUTE = 60_000;
const END = Date.parse('2026-03-01T12:00:00Z');

/** Delays between the attempts of a delivery that always fails, in units. */
function delays(maxRetries: number): number[] {
  const found: number[] = [];
  for (let number = 1; ; number += 1) {
    const next = nextAttemptAt(
      { number, endedAt: END, retryAfter: null },
      { maxRetries, retryDelayMs: UNIT },
    );
    if (next === undefined) return found;
    found.push((next - END) / UNIT);
  }
}

describe('the schedule of attempts', () => {
  it.each([
    [2, []],
    [3, [1]],
    [4, [1, 5]],
    [5, [1, 5, 15]],
    [6, [1, 5, 15, 60]],
    [9, [1, 5, 15, 60, 60, 60, 60]],
  ])('gives up at attempt %d, with these waits before: %j', (maxRetries, expected) => {
    expect(delays(maxRetries)).toEqual(expected);
  });

  it('counts in the configured unit, from the end of the attempt', () => {
    const policy = { maxRetries: 6, retryDelayMs: 7 };
    expect(nextAttemptAt({ number: 2, endedAt: 1000, retryAfter: null }, policy)).toBe(1035);
  });

  it.each([
    ['a longer Retry-After', '600', 10 * MINUTE],
    ['a shorter one', '10', MINUTE],
    ['a date', 'Sun, 01 Mar 2026 12:30:00 GMT', 30 * MINUTE],
    ['a date that has passed', 'Sun, 01 Mar 2026 11:30:00 GMT', MINUTE],
    ['more than a day', '999999999', 24 * 60 * MINUTE],
    ['a date years ahead', 'Thu, 01 Mar 2040 12:00:00 GMT', 24 * 60 * MINUTE],
    ['nonsense', 'soon', MINUTE],
    ['a negative number', '-5', MINUTE],
    ['a fraction', '600.5', MINUTE],
    ['nothing', '', MINUTE],
  ])('heeds %s', (_name, retryAfter, wait) => {
    const failed = { number: 1, endedAt: END, retryAfter };
    expect(nextAttemptAt(failed, { maxRetries: 6, retryDelayMs: UNIT })).toBe(END + wait);
  });

  it('never lets Retry-After add an attempt', () => {
    const failed = { number: 5, endedAt: END, retryAfter: '1' };
    expect(nextAttemptAt(failed, { maxRetries: 6, retryDelayMs: UNIT })).toBeUndefined();
    expect(retryAfterMs(null, END)).toBe(0);
  });
});
