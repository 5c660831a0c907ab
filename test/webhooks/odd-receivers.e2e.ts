import { once } from 'node:events';
import { createServer } from 'node:https';
import { issueLoopbackCertificate } from '../../libs/emulator/src/trust/certificate.js';
import { testWebhook, type UpdateWebhook, updateWebhook } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const MANY_BYTES = 5_000_000;

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

afterEach(async () => {
  world.receiver.answer = () => ({ status: 200 });
  await configure({ webhookUrl: world.receiver.url, headers: {} });
});

async function configure(body: UpdateWebhook) {
  const { client } = world.api;
  const { response, error } = await updateWebhook({ client, path: { instanceId: 'bot' }, body });
  return { code: response?.status, fields: error?.error.details?.['fields'] };
}

async function tryOut() {
  const { client } = world.api;
  const { response, error } = await testWebhook({ client, path: { instanceId: 'bot' } });
  return { code: response?.status, error: error?.error.code, details: error?.error.details };
}

function place(path: string): string {
  return new URL(path, world.receiver.url).href;
}

describe('a receiver', () => {
  it('that redirects is reported, and not followed', async () => {
    await configure({ webhookUrl: place('/redirect') });
    world.receiver.answer = () => ({ status: 308, headers: { Location: '/final' } });
    expect(await tryOut()).toMatchObject({
      code: 500,
      error: 'WEBHOOK_FAILED',
      details: { status: 308, reason: 'redirect' },
    });
    expect(world.receiver.arrivals.all.map(({ path }) => path)).not.toContain('/final');
  });

  it('that answers 201 has not accepted the delivery', async () => {
    world.receiver.answer = () => ({ status: 201 });
    expect(await tryOut()).toMatchObject({ code: 500, error: 'WEBHOOK_FAILED', details: { status: 201 } });
  });

  it('may answer with as much as it likes', async () => {
    world.receiver.answer = () => ({ status: 200, body: 'x'.repeat(MANY_BYTES) });
    expect(await tryOut()).toMatchObject({ code: 200 });
  });

  it('with a certificate that nobody has signed is not trusted', async () => {
    const { certificate: cert, privateKey: key } = issueLoopbackCertificate();
    const server = createServer({ key, cert }, (_request, response) => response.end('ok'));
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = Object(server.address());
    await configure({ webhookUrl: `https://127.0.0.1:${port}/x` });
    expect(await tryOut()).toMatchObject({ code: 500, error: 'WEBHOOK_FAILED', details: { reason: 'tls' } });
    server.closeAllConnections();
    server.close();
  });

  it('may have a path of any characters', async () => {
    const path = '/wéb/😀?q=ç';
    expect(await configure({ webhookUrl: `${new URL(world.receiver.url).origin}${path}` })).toMatchObject({
      code: 200,
    });
    expect(await tryOut()).toMatchObject({ code: 200 });
    expect(decodeURI(world.receiver.arrivals.all.at(-1)?.path ?? '')).toBe(path);
  });

  it.each<[string, UpdateWebhook, string]>([
    ['a password in its URL', { webhookUrl: 'http://user:password@127.0.0.1:9/' }, 'webhookUrl'],
    ['a header that is not ASCII', { headers: { 'X-Token': 'ç' } }, 'headers'],
    ['a header of several lines', { headers: { 'X-Token': 'a\r\nX: b' } }, 'headers'],
  ])('cannot have %s', async (_what, body, field) => {
    expect(await configure(body)).toEqual({
      code: 400,
      fields: [{ field: expect.stringContaining(field), reason: expect.any(String) }],
    });
  });

  it('gets texts as they were written, however odd or long', async () => {
    const odd = '😀 ção 价格 ‮ש " \\  </script> ';
    for (const text of [odd, 'é'.repeat(60_000)]) {
      const id = await world.emulator.send(ANNA, { to: BOT, text });
      expect((await bot.hears(id)).data['text']).toBe(text);
    }
  });
});
