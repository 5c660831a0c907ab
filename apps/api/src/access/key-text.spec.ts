import { digestOf, keyIdIn, newKey, newKeyId } from './key-text.js';

describe('the text of a key', () => {
  it('is made of a public id, a secret and a checksum', () => {
    const id = newKeyId();
    const key = newKey(id);
    expect(key).toMatch(/^miaw_[0-9A-Za-z]{8}_[0-9A-Za-z]{49}$/);
    expect(keyIdIn(key)).toBe(id);
  });

  it('has the checksum that everybody can compute', () => {
    // By zlib of Python: crc32 of the text before it is 1873963215, which is 22oxR9 in base62.
    expect(keyIdIn(`miaw_AAAAAAAA_${'0'.repeat(43)}22oxR9`)).toBe('AAAAAAAA');
  });

  it('differs every time', () => {
    const keys = Array.from({ length: 1000 }, () => newKey('AAAAAAAA'));
    expect(new Set(keys).size).toBe(1000);
    expect(new Set(keys.map(digestOf)).size).toBe(1000);
  });

  it('is not accepted with any character changed, missing or added', () => {
    const key = newKey(newKeyId());
    for (let n = 0; n < key.length; n += 1) {
      const other = key[n] === 'a' ? 'b' : 'a';
      expect(keyIdIn(`${key.slice(0, n)}${other}${key.slice(n + 1)}`)).toBeUndefined();
      expect(keyIdIn(`${key.slice(0, n)}${key.slice(n + 1)}`)).toBeUndefined();
    }
    for (const text of [`${key} `, ` ${key}`, `${key}\n`, key.toUpperCase(), '', 'miaw_'])
      expect(keyIdIn(text)).toBeUndefined();
  });
});
