import { allowedUrl, hostIn, LOOPBACK_HOSTS, mediaUrl, WHATSAPP_HOSTS } from './media-url.js';

const PATH = '/v/t62.7118-24/1_n.enc?ccb=11-4';
const HOST = 'mmg.whatsapp.net';

describe('the address of a file', () => {
  it('is its path on a media host', () => {
    expect(mediaUrl(PATH, HOST, WHATSAPP_HOSTS)).toBe(`https://${HOST}${PATH}`);
    expect(mediaUrl(PATH, 'media-fra5-1.cdn.whatsapp.net', WHATSAPP_HOSTS)).toBe(
      `https://media-fra5-1.cdn.whatsapp.net${PATH}`,
    );
  });

  it.each([
    ['a path that is a host', '//example.com/x', HOST],
    ['a path that is a host for browsers', '/\\example.com/x', HOST],
    ['a path that goes on with the host', '.example.com/x', HOST],
    ['a path that makes the host a user name', '@example.com/x', HOST],
    ['a host of somebody else', PATH, 'media.example.com'],
    ['a host with something before it', PATH, 'me@mmg.whatsapp.net'],
    ['a host with something behind it', PATH, 'mmg.whatsapp.net/x?'],
    ['no host', PATH, ''],
  ])('is none with %s', (_what, path, host) => {
    expect(mediaUrl(path, host, WHATSAPP_HOSTS)).toBeUndefined();
  });

  it('may be a whole URL', () => {
    expect(allowedUrl(`https://${HOST}${PATH}`, WHATSAPP_HOSTS)).toBe(`https://${HOST}${PATH}`);
  });

  it.each([
    ['another host', 'https://media.example.com/x'],
    ['a host that only begins as WhatsApp', 'https://mmg.whatsapp.net.example.com/x'],
    ['a host that only ends as WhatsApp', 'https://evilwhatsapp.net/x'],
    ['another port', 'https://mmg.whatsapp.net:8443/x'],
    ['plain http', 'http://mmg.whatsapp.net/x'],
    ['a user name', 'https://mmg.whatsapp.net@example.com/x'],
    ['a password', 'https://me:pw@mmg.whatsapp.net/x'],
    ['this machine', 'https://127.0.0.1/x'],
    ['nonsense', 'nowhere'],
    ['nothing', ''],
  ])('is none where a URL leads to %s', (_where, url) => {
    expect(allowedUrl(url, WHATSAPP_HOSTS)).toBeUndefined();
  });

  it('is on this machine alone where there is an emulator', () => {
    const host = hostIn(`https://127.0.0.1:4701${PATH}`) ?? '';
    expect(host).toBe('127.0.0.1:4701');
    expect(mediaUrl(PATH, host, LOOPBACK_HOSTS)).toBe(`https://127.0.0.1:4701${PATH}`);
    expect(mediaUrl(PATH, HOST, LOOPBACK_HOSTS)).toBeUndefined();
    expect(hostIn('nowhere')).toBeUndefined();
  });
});
