import { maskedProxy, Proxy, proxyFault } from './proxy.js';

describe('the URL of a proxy', () => {
  it.each([
    'http://127.0.0.1:8080',
    'https://user:p%40ss@proxy.example:3128/',
    'socks5://127.0.0.1',
    'socks5h://user@[::1]:1080',
  ])('may be %s', (url) => {
    expect(proxyFault(url)).toBeUndefined();
    expect(() => new Proxy(url)).not.toThrow();
  });

  it.each([
    ['no URL', 'proxy'],
    ['another scheme', 'socks4://127.0.0.1:1080'],
    ['a path', 'http://127.0.0.1:8080/x'],
    ['a query', 'socks5://127.0.0.1:1080?x'],
    ['no host', 'socks5://:1080'],
    ['a login that is not UTF-8', 'socks5://%ff@127.0.0.1:1080'],
    ['a password that SOCKS cannot send', `socks5://u:${'p'.repeat(256)}@127.0.0.1:1080`],
    ['no text', 42],
  ])('must not have %s', (_what, url) => {
    expect(proxyFault(url)).toEqual(expect.stringMatching(/^must /));
  });

  it('is shown without user name and password', () => {
    expect(maskedProxy('socks5://user:secret@127.0.0.1:1080')).toBe('socks5://***:***@127.0.0.1:1080');
    expect(maskedProxy('http://user@proxy.example:8080/')).toBe('http://***:***@proxy.example:8080');
    expect(maskedProxy('https://proxy.example')).toBe('https://proxy.example');
  });
});
