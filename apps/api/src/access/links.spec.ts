import { LinkSigner } from './links.js';

const signer = new LinkSigner('s3cret');
const END = Date.parse('2026-01-31T09:00:00Z');

describe('a signed link', () => {
  it.each(['/a/b', '/a/b?x=1&y=2', '/a/%2e%2e?key=other'])('is read as it was made: %s', (path) => {
    const link = signer.sign(path, 'AbCdEfGh', END);
    expect(link.startsWith(path)).toBe(true);
    expect(signer.read(link)).toEqual({ keyId: 'AbCdEfGh', expiresAt: END });
  });

  it('is not read with any character changed', () => {
    const link = signer.sign('/a/b?x=1', 'AbCdEfGh', END);
    for (let n = 0; n < link.length; n += 1) {
      const other = link[n] === '1' ? '2' : '1';
      expect(signer.read(`${link.slice(0, n)}${other}${link.slice(n + 1)}`)).toBeUndefined();
    }
    expect(signer.read(`${link}&x=1`)).toBeUndefined();
  });

  it('is not read with another root key, nor if it is no link', () => {
    expect(new LinkSigner('another').read(signer.sign('/a', 'AbCdEfGh', END))).toBeUndefined();
    for (const url of ['', '/a', '/a?signature=x', '/a?key=root&expires=1&signature='])
      expect(signer.read(url)).toBeUndefined();
  });
});
