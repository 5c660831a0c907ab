import { plausible } from './times.js';

describe('a time that somebody claims', () => {
  const now = 1_795_346_985_000;

  it.each([now, now - 30 * 86_400_000, now + 86_400_000, 1000])('may be %d', (at) => {
    expect(plausible(at, now)).toBe(at);
  });

  it.each([undefined, Number.NaN, Infinity, -Infinity, 0, -1000, 1.5, now + 86_400_001, 1e17])(
    'is the present rather than %d',
    (at) => {
      expect(plausible(at, now)).toBe(now);
    },
  );
});
