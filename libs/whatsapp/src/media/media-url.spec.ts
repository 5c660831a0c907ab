import { LOOPBACK_HOSTS, mediaUrl, WHATSAPP_HOSTS } from './media-url.js';

const PATH = '/v/t62.7118-24/1_n.enc?ccb=11-4';

describe('the address of a file', () => {
  it.each([
    [
      'by its path on the host that the message names',
      { url: `https://mmg-fna.whatsapp.net${PATH}&x=1`, directPath: PATH },
      `https://mmg-fna.whatsapp.net${PATH}`,
    ],
    ['by its path alone', { directPath: PATH }, `https://mmg.whatsapp.net${PATH}`],
    ['by its URL alone', { url: `https://mmg.whatsapp.net${PATH}` }, `https://mmg.whatsapp.net${PATH}`],
  ])('is found %s', (_how, message, address) => {
    expect(mediaUrl(message, WHATSAPP_HOSTS)).toBe(address);
  });

  it.each([
    ['another host', { url: 'https://media.example.com/x' }],
    ['another host, though the path is good', { url: 'https://media.example.com/x', directPath: PATH }],
    ['a host that only begins as WhatsApp', { url: 'https://mmg.whatsapp.net.example.com/x' }],
    ['a host that only ends as WhatsApp', { url: 'https://evilwhatsapp.net/x' }],
    ['another port', { url: 'https://mmg.whatsapp.net:8443/x' }],
    ['plain http', { url: 'http://mmg.whatsapp.net/x' }],
    ['a user name', { url: 'https://mmg.whatsapp.net@example.com/x' }],
    ['a password', { url: 'https://me:pw@mmg.whatsapp.net/x' }],
    ['this machine', { url: 'https://127.0.0.1/x' }],
    ['a path that is a host', { directPath: '//example.com/x' }],
    ['a path that is a host for browsers', { directPath: '/\\example.com/x' }],
    ['a path that goes on with the host', { directPath: '.example.com/x' }],
    ['a path that makes the host a user name', { directPath: '@example.com/x' }],
    ['nonsense', { url: 'nowhere', directPath: PATH }],
    ['nothing', {}],
  ])('is none where the message leads to %s', (_where, message) => {
    expect(mediaUrl(message, WHATSAPP_HOSTS)).toBeUndefined();
  });

  it('is on this machine alone where there is an emulator', () => {
    const url = `https://127.0.0.1:4701${PATH}`;
    expect(mediaUrl({ url, directPath: PATH }, LOOPBACK_HOSTS)).toBe(url);
    expect(mediaUrl({ directPath: PATH }, LOOPBACK_HOSTS)).toBeUndefined();
  });
});
