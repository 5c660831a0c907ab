import { pauseAfter } from './archive-schedule.js';

function pauses(reason: string): number[] {
  const all: number[] = [];
  for (let tries = 1; ; tries += 1) {
    const pause = pauseAfter(tries, reason);
    if (pause === undefined) return all;
    all.push(pause);
  }
}

describe('a file that could not be archived', () => {
  it('is tried again after longer and longer pauses, for about two days', () => {
    const all = pauses('timeout');
    expect(all).toEqual([...all].sort((one, other) => one - other));
    expect(all[0]).toBe(5_000);
    const hours = all.reduce((sum, each) => sum + each, 0) / 3_600_000;
    expect(Math.round(hours)).toBe(45);
  });

  it('is tried three times if it is damaged', () => {
    expect(pauses('corrupt')).toEqual([5_000, 30_000]);
  });

  it.each(['too_large', 'expired', 'blocked_address', 'no_file', 'deleted'])(
    'is given up at once: %s',
    (reason) => {
      expect(pauses(reason)).toEqual([]);
    },
  );
});
