import type { Header } from './http.js';
import { API_KEY } from './server.js';

export const NOT_THE_KEY: readonly { what: string; headers: readonly Header[] }[] = [
  { what: 'no key', headers: [] },
  { what: 'a wrong key', headers: [['X-API-Key', 'wrong']] },
  { what: 'an empty key', headers: [['X-API-Key', '']] },
  { what: 'the beginning of the key', headers: [['X-API-Key', API_KEY.slice(0, -1)]] },
  { what: 'more than the key', headers: [['X-API-Key', `${API_KEY}x`]] },
  { what: 'the key in capitals', headers: [['X-API-Key', API_KEY.toUpperCase()]] },
  { what: 'a key beyond ASCII', headers: [['X-API-Key', 'schlüssel']] },
  { what: 'a very long key', headers: [['X-API-Key', 'k'.repeat(12_000)]] },
  { what: 'the key after another', headers: [['X-API-Key', 'wrong'], ['X-API-Key', API_KEY]] }, // prettier-ignore
  { what: 'a wrong bearer token', headers: [['Authorization', 'Bearer wrong']] },
  { what: 'an empty bearer token', headers: [['Authorization', 'Bearer ']] },
  { what: 'a bearer token beyond ASCII', headers: [['Authorization', 'Bearer schlüssel']] },
  { what: 'the key without a scheme', headers: [['Authorization', API_KEY]] },
  { what: 'the key under another scheme', headers: [['Authorization', `Basic ${API_KEY}`]] },
];

export const NOT_JSON: readonly string[] = [
  '{',
  '}',
  '{"to":}',
  '{"to":"x",}',
  "{'to':'x'}",
  '{to:"x"}',
  '{"to":"x"} {}',
  '{"to":"x"}\0',
  '{"to":"line\nbreak"}',
  'NaN',
  'undefined',
  '<to>x</to>',
  'to=x',
  // JSON, but no object
  'null',
  'true',
  '1',
  '"x"',
  '[]',
  '[{"to":"6281234567890","text":"x"}]',
  // JSON that sets prototypes
  '{"__proto__":{"admin":true}}',
  '{"constructor":{"prototype":{"admin":true}}}',
];

export const NOT_JSON_TYPES: readonly (readonly Header[])[] = [
  [],
  [['Content-Type', '']],
  [['Content-Type', 'nonsense']],
  [['Content-Type', 'text/plain']],
  [['Content-Type', 'text/json']],
  [['Content-Type', 'application/jsonx']],
  [['Content-Type', 'application/xml']],
  [['Content-Type', 'application/x-www-form-urlencoded']],
  [['Content-Type', 'multipart/form-data; boundary=x']],
];

const key = `Host: x\r\nX-API-Key: ${API_KEY}\r\n`;
const close = 'Connection: close\r\n';

/** What a client of HTTP could not be made to send, as it goes over the wire. */
export const NOT_HTTP: readonly [what: string, bytes: string | Buffer][] = [
  ['another protocol', 'SSH-2.0-OpenSSH_9.6\r\n'],
  ['TLS on a plain port', Buffer.from('16030100a5010000a10303', 'hex')],
  ['an unknown method', `BREW /api/v1/instances HTTP/1.1\r\n${key}\r\n`],
  ['raw UTF-8 in the path', Buffer.from(`GET /api/v1/instances/🤖 HTTP/1.1\r\n${key}\r\n`)],
  ['a blank in the path', `GET /api/v1/instances/a b HTTP/1.1\r\n${key}\r\n`],
  ['an endless path', `GET /${'a'.repeat(100_000)} HTTP/1.1\r\n${key}\r\n`],
  ['endless headers', `GET /api/v1/instances HTTP/1.1\r\n${key}X-Long: ${'a'.repeat(100_000)}\r\n\r\n`],
  ['a NUL in a header', `GET /api/v1/instances HTTP/1.1\r\n${key}X-Nul: a\0b\r\n\r\n`],
  ['a negative length', `POST /api/v1/instances HTTP/1.1\r\n${key}Content-Length: -1\r\n\r\n{}`],
  [
    'two lengths that differ',
    `POST /api/v1/instances HTTP/1.1\r\n${key}Content-Length: 2\r\nContent-Length: 4\r\n\r\n{}`,
  ],
  [
    'a length and chunks',
    `POST /api/v1/instances HTTP/1.1\r\n${key}Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
  ],
  [
    'a chunk without a size',
    `POST /api/v1/instances HTTP/1.1\r\n${key}Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nZ\r\n{}`,
  ],
  ['no host', `GET /api/v1/instances HTTP/1.1\r\nX-API-Key: ${API_KEY}\r\n${close}\r\n`],
  [
    'an expectation that nobody meets',
    `POST /api/v1/instances HTTP/1.1\r\n${key}${close}Expect: wonders\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}`,
  ],
];
