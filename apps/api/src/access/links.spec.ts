import { LinkSigner } from './links.js';

const signer = new LinkSigner('s3cret');
const MAKER = { keyId: 'AbCdEfGh', digest: 'digest' };
const secrets = () => [MAKER.digest];
const END = Date.parse('2026-01-31T09:00:00Z');

describe('a signed link', () => {
  it.each(['/a/b', '/a/b?x=1&y=2', '/a/%2e%2e?key=other'])('is read as it was made: %s', (path) => {
    const link = signer.sign(path, MAKER, END);
    expect(link.startsWith(path)).toBe(true);
    expect(signer.read(link, secrets)).toEqual({ ...MAKER, expiresAt: END });
  });

  it('is not read with any character changed', () => {
    const link = signer.sign('/a/b?x=1', MAKER, END);
    for (let n = 0; n < link.length; n += 1) {
      const other = link[n] === '1' ? '2' : '1';
      expect(signer.read(`${link.slice(0, n)}${other}${link.slice(n + 1)}`, secrets)).toBeUndefined();
    }
    expect(signer.read(`${link}&x=1`, secrets)).toBeUndefined();
  });

  it('is not read once the secret with which it was made is gone', () => {
    const link = signer.sign('/a', MAKER, END);
    expect(signer.read(link, () => ['replaced', MAKER.digest])).toMatchObject(MAKER);
    expect(signer.read(link, () => ['replaced'])).toBeUndefined();
    expect(signer.read(link, () => [])).toBeUndefined();
  });

  it('is not read with another root key, nor if it is no link', () => {
    expect(new LinkSigner('another').read(signer.sign('/a', MAKER, END), secrets)).toBeUndefined();
    for (const url of ['', '/a', '/a?signature=x', '/a?key=root&expires=1&signature='])
      expect(signer.read(url, secrets)).toBeUndefined();
  });
});
