import { createServer } from 'node:http';
import { once } from 'node:events';
import { createInstance } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { record } from '../harness/envelope.js';
import { Caller } from '../harness/http.js';
import { API_KEY, ApiServer } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const PERSON = '15550001111';

type Line = Record<string, unknown>;

function parsed(lines: readonly string[]): Line[] {
  return lines.flatMap((line) => (line.startsWith('{') ? [record(JSON.parse(line))] : []));
}

/** The first line that is as it shall be, once it is there. */
async function find(lines: readonly string[], fits: (line: Line) => boolean, what: string): Promise<Line> {
  const found = await eventually(
    async () => parsed(lines).find(fits),
    (line) => line !== undefined,
    what,
  );
  return found ?? {};
}

describe('the log', () => {
  const world = useWorld({ LOG_LEVEL: 'info', LOG_REQUESTS: 'true' });
  const bot = new Bot(world, 'bot', BOT);
  let lines: readonly string[];

  beforeAll(async () => {
    await world.api.halt();
    lines = world.api.hear();
    await world.api.start();
    await bot.link();
  });

  it('says how a connection comes and goes, and why', async () => {
    const state = (status: string) => (line: Line) =>
      line['instanceId'] === 'bot' && line['status'] === status;
    await find(lines, state('qr_required'), 'a line about the QR code');
    expect(await find(lines, state('connected'), 'a line about the connection')).toMatchObject({
      phone: BOT,
    });
    await world.emulator.request('POST', `/phones/${BOT}/drop`).catch(() => undefined);
    await world.emulator
      .fault({ kind: 'stream-error', phone: BOT, code: '503', times: 1 })
      .catch(() => undefined);
    await world.api.raw('/api/v1/instances/bot/disconnect', { method: 'POST' });
    expect(await find(lines, state('disconnected'), 'a line about the end')).toMatchObject({
      level: 30,
      reason: 'requested',
    });
    await bot.connect();
    await bot.reaches('connected');
  });

  it('says where a delivery that failed was to go, and no longer names a request that is over', async () => {
    world.receiver.answer = () => ({ status: 500 });
    await world.emulator.send(PERSON, { to: BOT, text: 'hello' });
    const line = await find(lines, ({ msg }) => msg === 'a delivery attempt failed', 'a failed attempt');
    expect(line).toMatchObject({
      instanceId: 'bot',
      host: new URL(world.receiver.url).host,
      delivery: expect.stringMatching(/^dlv_/),
      attempt: 1,
      status: 500,
    });
    expect(line['requestId']).toBeUndefined();
    world.receiver.answer = () => ({ status: 200 });
  });

  it('has a line for every request, with key and address, and none of their contents', async () => {
    const caller = new Caller(world.api.url, [['X-API-Key', API_KEY]]);
    const path = '/api/v1/instances/bot/messages/text';
    const sent = await caller.json('POST', path, JSON.stringify({ to: PERSON, text: 'a secret of ours' }));
    const requestId = sent.headers['x-request-id'];
    const line = await find(lines, (each) => each['requestId'] === requestId, 'a line about the request');
    expect(line).toMatchObject({
      method: 'POST',
      route: '/api/v1/instances/:instanceId/messages/text',
      status: 200,
      key: 'root',
      address: '127.0.0.1',
      ms: expect.any(Number),
    });
    const stranger = new Caller(world.api.url, [['X-API-Key', 'guessed']]);
    const refused = await stranger.call({ path: '/api/v1/instances' });
    const guess = await find(
      lines,
      ({ requestId: id, code }) => id === refused.headers['x-request-id'] && code === 'UNAUTHORIZED',
      'a line about the guess',
    );
    expect(guess).toMatchObject({ address: '127.0.0.1' });
    for (const secret of ['a secret of ours', API_KEY, 'guessed', PERSON])
      expect(lines.filter((each) => each.includes(secret))).toEqual([]);
    caller.close();
    stranger.close();
  });
});

describe('the start', () => {
  it('names variables that look misspelt', async () => {
    const api = await ApiServer.prepare({ WEBHOOK_TIMEOUT: '5', LOG_LEVEL: 'warn' });
    const lines = api.hear();
    await api.start();
    const line = await find(lines, ({ variable }) => variable === 'WEBHOOK_TIMEOUT', 'a warning');
    expect(line['msg']).toContain('WEBHOOK_TIMEOUT_MS');
    await api.stop();
  });

  it('says which port is in use, without a stack', async () => {
    const taken = createServer().listen(0, '127.0.0.1');
    await once(taken, 'listening');
    const address = taken.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const api = await ApiServer.prepare({ METRICS_PORT: String(port) });
    const lines = api.hear();
    await expect(api.start()).rejects.toThrow();
    const line = await find(lines, ({ level }) => level === 60, 'the reason');
    expect(line).toMatchObject({ port, msg: expect.stringContaining('METRICS_PORT') });
    expect(line['error']).toBeUndefined();
    await api.stop();
    taken.close();
  });

  it('can be read by people', async () => {
    const api = await ApiServer.prepare({ LOG_FORMAT: 'pretty', LOG_LEVEL: 'info' });
    const lines = api.hear();
    await api.start();
    await createInstance({ client: api.client, throwOnError: true, body: { instanceId: 'one' } });
    await eventually(
      async () => lines.some((line) => /INFO.*listening/.test(line)),
      (found) => found,
      'a line for people',
    );
    expect(lines.filter((line) => line.startsWith('{'))).toEqual([]);
    await api.stop();
  });
});
