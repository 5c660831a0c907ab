import { createHmac, hkdfSync } from 'node:crypto';
import { makeKey } from '../harness/api-key.js';
import { Bot } from '../harness/bot.js';
import { dataOf, record } from '../harness/envelope.js';
import { type Answer, Caller, type Header, JSON_TYPE, talk } from '../harness/http.js';
import { usePair } from '../harness/pair.js';
import { API_KEY } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';

const ANNA = '15550001111';
const BOT = '/api/v1/instances/bot';
const ROOT: Header = ['X-API-Key', API_KEY];

let bot: Bot;
/** At the server that has the instance, and at the one that passes requests on to it. */
let direct: Caller;
let passed: Caller;

const pair = usePair({ LEASE_TTL_MS: '4000' }, async (world) => {
  await world.emulator.phone(ANNA, { name: 'Anna' });
  bot = new Bot(world, 'bot', '628111111111');
  await bot.link();
});

beforeAll(() => {
  direct = new Caller(pair.first.url);
  passed = new Caller(pair.other.url);
});

afterAll(() => {
  direct.close();
  passed.close();
});

/** What an answer says, without what is different each time. */
function gist({ status, text }: Answer): unknown {
  const { error, data } = Object(JSON.parse(text === '' ? '{}' : text));
  return { status, data, code: Object(error).code, message: Object(error).message };
}

/** A mark as servers make it, with a secret of somebody else. */
function markOf(rootKey: string, said: string, method: string, url: string): string {
  const key = Buffer.from(hkdfSync('sha256', rootKey, '', 'miaw-api hop', 32));
  return `${said}.${createHmac('sha256', key).update(`${said}\n${method}\n${url}`).digest('base64url')}`;
}

describe('a request that is passed on', () => {
  it.each([
    ['GET', `${BOT}/messages/%2e/media`],
    ['GET', `${BOT}/messages/%2e%2e/media`],
    ['GET', `${BOT}/messages/%2E%2E%2Fstatus`],
    ['GET', `${BOT}/messages/..%5c..%5cstatus/media`],
    ['GET', `${BOT}/%2e%2e/bot/qr`],
    ['GET', `${BOT}/%2e/qr`],
    ['DELETE', `${BOT}/groups/%2e%2e`],
    ['POST', `${BOT}/groups/%2e%2e/restart`],
    ['DELETE', `${BOT}/webhooks/%2e`],
    ['GET', `${BOT}/messages/a"b|c/media`],
    ['GET', `${BOT}/messages/%zz/media`],
    ['GET', `${BOT}/messages/%C0%AE/media`],
    ['GET', `${BOT}/qr?a=https://example.com//b/../c&d=%2e%2e`],
    ['GET', `${BOT}/qr#/../../../nodes`],
    ['GET', `${BOT}/qr?q=..`],
    ['GET', `${BOT}//qr`],
    ['GET', `/api/v1/instances/%62ot/qr`],
  ])('has the path with which it came: %s %s', async (method, path) => {
    const call = { method, path, headers: [ROOT] };
    expect(gist(await passed.call(call))).toEqual(gist(await direct.call(call)));
    await bot.reaches('connected');
  });

  it('has the headers of its caller, whatever those name as of the connection', async () => {
    const text = (n: string): string => JSON.stringify({ to: ANNA, text: n });
    const named: Header = [
      'Connection',
      'keep-alive, x-api-key, content-type, content-length, idempotency-key, x-miaw-hop',
    ];
    const key: Header = ['Idempotency-Key', 'once'];
    const answers = [
      await passed.json('POST', `${BOT}/messages/text`, text('hello'), [ROOT, key, named]),
      await passed.json('POST', `${BOT}/messages/text`, text('hello'), [ROOT, key]),
    ];
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    const [first, second] = answers.map((answer) => record(dataOf(answer))['messageId']);
    expect(second).toBe(first);
  });

  it('is one request, whatever lengths its body claims to have', async () => {
    const inner = `DELETE ${BOT} HTTP/1.1\r\nHost: x\r\nX-API-Key: ${API_KEY}\r\n\r\n`;
    for (const headers of [
      'Transfer-Encoding: chunked\r\nConnection: transfer-encoding, close',
      'Transfer-Encoding: chunked\r\nConnection: close\r\nTE: trailers\r\nTrailer: X-API-Key',
    ])
      await talk(
        pair.other.url,
        `POST ${BOT}/messages/text HTTP/1.1\r\nHost: x\r\nX-API-Key: ${API_KEY}\r\nContent-Type: application/json\r\n` +
          `${headers}\r\n\r\n${inner.length.toString(16)}\r\n${inner}\r\n0\r\n\r\n`,
      );
    await bot.reaches('connected');
  });
});

describe('a key that was replaced', () => {
  it('gets no link that outlives it, even if it is hidden from the server that makes the link', async () => {
    const { key, keyId } = await makeKey(pair.first.url, { scopes: ['messages:read', 'messages:send'] });
    const sent = await bot.sent(bot.text(ANNA, 'with a file'));
    const rotate = async (graceSeconds: number): Promise<void> => {
      const answer = await direct.json(
        'POST',
        `/api/v1/keys/${keyId}/rotate`,
        `{"graceSeconds":${graceSeconds}}`,
        [ROOT],
      );
      expect(answer.status).toBe(200);
    };
    await rotate(3600);
    const path = `${BOT}/messages/${sent}/media`;
    // Both servers know of the new secret.
    const link = await eventually(
      () =>
        passed.json('POST', `${path}/link`, '{"expiresInSeconds":3600}', [
          ['X-API-Key', key],
          ['Connection', 'x-api-key'],
        ]),
      ({ status }) => status === 201,
      'a link',
    );
    const at = String(record(dataOf(link))['path']);
    await rotate(3600);
    // The secret that made the link is no longer accepted, and neither is the link.
    await eventually(
      async () => [(await direct.call({ path: at })).status, (await passed.call({ path: at })).status],
      (statuses) => statuses.every((status) => status === 401),
      'the link to end',
    );
  });
});

describe('a caller who claims to be a server', () => {
  const now = () => Date.now();
  const forgeries: [string, (method: string, url: string) => string][] = [
    ['without a signature', () => `${now()}.root.127.0.0.1`],
    ['with an empty signature', () => `${now()}.root.127.0.0.1.`],
    ['with zeros', () => `${now()}.root.127.0.0.1.${'A'.repeat(43)}`],
    [
      'with another root key',
      (method, url) => markOf('another-root-key', `${now()}.root.127.0.0.1`, method, url),
    ],
    ['for another path', (method) => markOf(API_KEY, `${now()}.root.127.0.0.1`, method, '/api/v1/key')],
    ['for another method', (_method, url) => markOf(API_KEY, `${now()}.root.127.0.0.1`, 'PUT', url)],
    ['of yesterday', (method, url) => markOf(API_KEY, `${now() - 86_400_000}.root.127.0.0.1`, method, url)],
    ['of tomorrow', (method, url) => markOf(API_KEY, `${now() + 86_400_000}.root.127.0.0.1`, method, url)],
    ['of nobody', (method, url) => markOf(API_KEY, `${now()}.none.127.0.0.1`, method, url)],
    [
      'of a key that does not exist',
      (method, url) => markOf(API_KEY, `${now()}.AAAAAAAA.127.0.0.1`, method, url),
    ],
  ];

  it.each(forgeries)('%s is let in nowhere', async (_how, forge) => {
    for (const caller of [direct, passed])
      for (const [method, url] of [
        ['GET', `${BOT}/status`],
        ['GET', '/api/v1/nodes'],
        ['GET', '/api/v1/instances'],
        ['POST', '/api/v1/keys'],
        ['GET', '/metrics'],
      ] as const) {
        const answer = await caller.call({
          method,
          path: url,
          headers: [['X-Miaw-Hop', forge(method, url)]],
        });
        expect({ url, status: answer.status }).toEqual({ url, status: 401 });
      }
  });

  it('gets no more than the own key may do', async () => {
    const { key } = await makeKey(pair.first.url, { scopes: ['messages:read'], instances: ['another'] });
    const own: Header = ['X-API-Key', key];
    await eventually(
      async () => (await passed.call({ path: '/api/v1/key', headers: [own] })).status,
      (status) => status === 200,
      'the other server to know the key',
    );
    for (const caller of [direct, passed]) {
      const url = `${BOT}/messages/M`;
      const hop: Header = ['X-Miaw-Hop', markOf(API_KEY, `${now()}.root.127.0.0.1`, 'GET', url)];
      expect((await caller.call({ path: url, headers: [own, hop] })).status).toBe(404);
      const sending = await caller.json('POST', `${BOT}/messages/text`, '{"to":"15550001111","text":"x"}', [
        own,
      ]);
      expect(sending.status).toBe(403);
      expect((await caller.call({ path: '/api/v1/nodes', headers: [own] })).status).toBe(403);
    }
  });

  it('has JSON refused as anybody does', async () => {
    const answer = await passed.call({
      method: 'POST',
      path: `${BOT}/messages/text`,
      headers: [ROOT, JSON_TYPE],
      body: '{"to":',
      chunked: true,
    });
    expect(answer.status).toBe(400);
  });
});
