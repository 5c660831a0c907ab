import { addressList, notBefore, notWith, webUrl } from './judges.js';

describe('a judge', () => {
  it('of addresses takes a list of them that is neither empty nor too long', () => {
    const digits = (value: unknown) => (/^\d+$/.test(String(value)) ? undefined : 'must be digits');
    const judge = addressList(digits, { max: 2, of: 'numbers' });
    expect(judge(['1', '1'], {})).toBeUndefined();
    for (const value of [[], ['1', '2', '3'], '1', null])
      expect(judge(value, {})).toBe('must be a list of 1 to 2 numbers');
    expect(judge(['1', 'one'], {})).toBe('contains an invalid entry: it must be digits');
    expect(judge(['1'.repeat(65)], {})).toBe('contains an invalid entry: it must have at most 64 characters');
  });

  it('of a field that has no meaning beside another one lets it be false there', () => {
    const judge = notWith('ptv', 'must not be given');
    expect(judge('words', { ptv: true })).toBe('must not be given');
    expect(judge(true, { ptv: true })).toBe('must not be given');
    expect(judge(false, { ptv: true })).toBeUndefined();
    expect(judge(true, { ptv: false })).toBeUndefined();
    expect(judge('words', {})).toBeUndefined();
  });

  it('of a time after another one compares instants, and wants both', () => {
    const judge = notBefore('sendAt');
    const sendAt = '2026-01-31T09:00:00Z';
    expect(judge('2026-01-31T16:00:00+07:00', { sendAt })).toBeUndefined();
    expect(judge('2026-01-31T15:59:59+07:00', { sendAt })).toMatch(/not be earlier than sendAt/);
    expect(judge(sendAt, {})).toMatch(/and requires it/);
  });

  it.each([
    ['https://example.com/hook?a=1', undefined],
    ['http://127.0.0.1:8080', undefined],
    ['ftp://example.com', /http or https/],
    ['https://user:word@example.com', /user name or password/],
    ['https://exa\nmple.com', /control characters/],
    ['example.com', /must be a URL/],
    [`https://example.com/${'a'.repeat(2048)}`, /at most 2048/],
    [7, /must be a URL/],
  ])('of URLs: %p', (url, reason) => {
    const expected: unknown = reason ? expect.stringMatching(reason) : undefined;
    expect(webUrl(url)).toEqual(expected);
  });
});
