import { fits, indexable } from './indexable.js';

describe('a text in an index', () => {
  it.each([
    ['', true],
    ['a'.repeat(10), true],
    ['a'.repeat(11), false],
    ['äääää', true],
    ['ääääää', false],
    ['€€€', true],
    ['€€€€', false],
    ['🙂🙂', true],
    ['🙂🙂🙂', false],
  ])('is measured in bytes: %s', (text, does) => {
    expect(fits(text, 10)).toBe(does);
    expect(fits(text, 10)).toBe(Buffer.byteLength(text) <= 10);
  });

  it('stays as it is, or becomes another short one for each text', () => {
    expect(indexable('short', 10)).toBe('short');
    const [one, other] = ['a'.repeat(5000), `${'a'.repeat(4999)}b`].map((text) => indexable(text, 100));
    expect(one).toMatch(/^sha256-[0-9a-f]{64}$/);
    expect(one).not.toBe(other);
    expect(indexable('a'.repeat(5000), 100)).toBe(one);
  });
});
