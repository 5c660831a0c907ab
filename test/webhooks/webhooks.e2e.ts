import { hostname } from 'node:os';
import {
  connectInstance,
  createInstance,
  disconnectInstance,
  getInstance,
  getWebhook,
  listInstances,
  testWebhook,
  type UpdateWebhook,
  updateWebhook,
} from '../../packages/client/src/generated/index.js';
import { EVENT_NAMES } from '../../libs/events/src/index.js';
import { Bot } from '../harness/bot.js';
import { Document } from '../harness/document.js';
import { freePort } from '../harness/process.js';
import { type Answer, useReceiver, Receiver } from '../harness/receiver.js';
import { ApiServer } from '../harness/server.js';
import { attemptOf, deliveryOf, planAccepts, standardAccepts } from '../harness/signatures.js';
import { eventually, steadily } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

/** Shorter than the default, but long enough for a receiver that answers at once. */
const TIMEOUT_MS = 3_000;
/** The default of WEBHOOK_TIMEOUT_MS. */
const DEFAULT_TIMEOUT_MS = 10_000;
const HIDDEN = 'a-value-that-nobody-may-see';

/** Creates an instance without a webhook. */
async function create({ client }: ApiServer, instanceId: string): Promise<void> {
  await createInstance({ client, throwOnError: true, body: { instanceId } });
}

async function configure({ client }: ApiServer, instanceId: string, body: UpdateWebhook) {
  const { response, data, error } = await updateWebhook({ client, path: { instanceId }, body });
  return { http: response?.status, webhook: data?.data, error: error?.error };
}

async function configuration({ client }: ApiServer, instanceId: string) {
  const { data } = await getWebhook({ client, throwOnError: true, path: { instanceId } });
  return data.data;
}

async function tryOut({ client }: ApiServer, instanceId: string) {
  const { response, data, error } = await testWebhook({ client, path: { instanceId } });
  return { http: response?.status, result: data?.data, error: error?.error };
}

describe('the webhook of an instance', () => {
  const world = useWorld();

  it('is shown and changed, each part for itself', async () => {
    const { api, receiver } = world;
    await create(api, 'parts');
    expect(await configuration(api, 'parts')).toMatchObject({
      webhookUrl: null,
      webhookEnabled: true,
      order: 'chat',
      headerNames: [],
      format: 'miaw',
    });
    const all = (await configuration(api, 'parts')).webhookEvents;
    expect(all).toEqual(expect.arrayContaining(['qr', 'ready', 'message', 'message_status', 'logged_out']));

    await configure(api, 'parts', { webhookUrl: receiver.url });
    await configure(api, 'parts', { webhookEvents: ['message', 'ready'] });
    await configure(api, 'parts', { order: 'strict' });
    const { http, webhook } = await configure(api, 'parts', { webhookEnabled: false });
    expect(http).toBe(200);
    expect(webhook).toEqual({
      webhookUrl: receiver.url,
      webhookEvents: ['message', 'ready'],
      webhookEnabled: false,
      order: 'strict',
      headerNames: [],
      format: 'miaw',
    });
    expect(await configuration(api, 'parts')).toEqual(webhook);
    const { data } = await getInstance({ client: api.client, path: { instanceId: 'parts' } });
    expect(data?.data).toMatchObject({
      webhookUrl: receiver.url,
      webhookEvents: ['message', 'ready'],
      webhookEnabled: false,
    });

    expect((await configure(api, 'parts', { webhookUrl: null, webhookEvents: null })).webhook).toEqual({
      webhookUrl: null,
      webhookEvents: all,
      webhookEnabled: false,
      order: 'strict',
      headerNames: [],
      format: 'miaw',
    });
  });

  it('keeps the values of its extra headers to itself, and sends them', async () => {
    const { api, receiver } = world;
    await create(api, 'headers');
    const headers = { 'X-Tenant': HIDDEN, Authorization: `Bearer ${HIDDEN}` };
    const { webhook } = await configure(api, 'headers', { webhookUrl: receiver.url, headers });
    expect(webhook?.headerNames).toEqual(['X-Tenant', 'Authorization']);
    const { client } = api;
    const path = { instanceId: 'headers' };
    const shown = [webhook, await configuration(api, 'headers'), await getInstance({ client, path })];
    const list = await listInstances({ client });
    for (const { data } of [{ data: shown }, list]) expect(JSON.stringify(data)).not.toContain(HIDDEN);

    const mark = receiver.mark;
    expect((await tryOut(api, 'headers')).http).toBe(200);
    const sent = await receiver.event('test', undefined, { from: mark });
    expect(sent.headers).toMatchObject({ 'x-tenant': HIDDEN, authorization: `Bearer ${HIDDEN}` });

    // Other changes leave them; an empty object takes them away.
    await configure(api, 'headers', { webhookEnabled: true });
    expect((await configuration(api, 'headers')).headerNames).toEqual(['X-Tenant', 'Authorization']);
    expect((await configure(api, 'headers', { headers: {} })).webhook?.headerNames).toEqual([]);
    const from = receiver.mark;
    await tryOut(api, 'headers');
    expect((await receiver.event('test', undefined, { from })).headers).not.toHaveProperty('x-tenant');
  });

  it('is a matter of an instance that exists', async () => {
    const { client } = world.api;
    const path = { instanceId: 'nobody' };
    for (const answer of [
      await getWebhook({ client, path }),
      await updateWebhook({ client, path, body: { webhookEnabled: false } }),
      await testWebhook({ client, path }),
    ]) {
      expect(answer.response?.status).toBe(404);
      expect(answer.error?.error.code).toBe('INSTANCE_NOT_FOUND');
    }
  });

  it('hears only the events that it asked for, numbered among all', async () => {
    const { api } = world;
    const { client } = api;
    const receiver = await Receiver.start();
    const path = { instanceId: 'filter' };
    await create(api, 'filter');
    await configure(api, 'filter', { webhookUrl: receiver.url, webhookEvents: ['qr', 'disconnected'] });
    for (const round of [1, 2]) {
      await connectInstance({ client, throwOnError: true, path });
      await new Bot(world, 'filter').reaches('qr_required');
      await disconnectInstance({ client, throwOnError: true, path });
      const heard = await receiver.arrivals.count(
        (each) => each.event === 'disconnected',
        round,
        'disconnected',
      );
      expect(heard).toHaveLength(round);
    }
    expect(receiver.arrivals.all.map(({ event }) => event)).toEqual([
      'qr',
      'disconnected',
      'qr',
      'disconnected',
    ]);
    // instance_created; connection{connecting}, connection{qr_required}, qr, connection{disconnected}, disconnected, and again
    expect(receiver.arrivals.all.map(({ sequence }) => sequence)).toEqual([4, 6, 9, 11]);

    await configure(api, 'filter', { webhookEvents: null });
    await connectInstance({ client, throwOnError: true, path });
    await receiver.event('connection', ({ data }) => data['state'] === 'qr_required');
    await disconnectInstance({ client, throwOnError: true, path });
    await receiver.stop();
  });
});

describe('the test event', () => {
  let api: ApiServer;
  const receiver = useReceiver();

  beforeAll(async () => {
    api = await ApiServer.start({ WEBHOOK_TIMEOUT_MS: String(TIMEOUT_MS) });
    await create(api, 'shop');
  });

  beforeEach(async () => {
    receiver.answer = () => ({ status: 200 });
    await configure(api, 'shop', { webhookUrl: receiver.url, webhookEvents: null, webhookEnabled: true });
  });

  afterAll(async () => {
    await api.stop();
  });

  it('reaches the receiver at once, signed, and brings back its answer', async () => {
    receiver.answer = () => ({ status: 200, body: 'thank you ✓' });
    const { http, result } = await tryOut(api, 'shop');
    expect(http).toBe(200);
    expect(result).toEqual({ status: 200, latencyMs: expect.any(Number), body: 'thank you ✓' });
    const [arrival] = receiver.named('test');
    if (!arrival) throw new Error('nothing arrived');
    expect(arrival).toMatchObject({ event: 'test', instanceId: 'shop', sequence: 0 });
    expect(arrival.data).toEqual({ message: expect.any(String) });
    expect(arrival.headers).toMatchObject({
      'content-type': 'application/json',
      'x-miaw-instance': 'shop',
      'x-miaw-event': 'test',
      'x-miaw-attempt': '1',
    });
    expect(planAccepts(arrival)).toBe(true);
    expect(standardAccepts(arrival)).toBe(true);
  });

  it('can be an example of any event, as documented', async () => {
    const document = Document.read();
    receiver.answer = () => ({ status: 200 });
    for (const event of EVENT_NAMES) {
      const from = receiver.mark;
      const { response } = await testWebhook({
        client: api.client,
        path: { instanceId: 'shop' },
        body: { event },
      });
      expect({ event, status: response?.status }).toEqual({ event, status: 200 });
      const arrival = await receiver.event(event, undefined, { from });
      expect(arrival).toMatchObject({ instanceId: 'shop', sequence: 0 });
      expect(planAccepts(arrival)).toBe(true);
      expect(document.webhookFaults(arrival)).toEqual([]);
    }
  });

  it('takes 204 for a success, and shows the first bytes of a long answer', async () => {
    receiver.answer = () => ({ status: 204 });
    expect((await tryOut(api, 'shop')).result).toMatchObject({ status: 204, body: '' });
    receiver.answer = () => ({ status: 200, body: 'ä'.repeat(100_000) });
    const { http, result } = await tryOut(api, 'shop');
    expect(http).toBe(200);
    expect(result?.body).toMatch(/^ä{100,2000}$/);
  });

  it.each<{ what: string; answer: Answer; details: object }>([
    {
      what: 'an error of the receiver',
      answer: { status: 500, body: 'out of order' },
      details: { status: 500, body: 'out of order', reason: 'http_500' },
    },
    {
      what: 'a code that is no success',
      answer: { status: 202 },
      details: { status: 202, reason: 'http_202' },
    },
    { what: 'an answer that never comes', answer: 'hang', details: { reason: 'timeout' } },
    {
      what: 'a redirect, which is not followed',
      answer: { status: 307, headers: { Location: '/elsewhere' } },
      details: { status: 307, reason: 'redirect' },
    },
  ])('fails on $what, once', async ({ answer, details }) => {
    receiver.answer = () => answer;
    const from = receiver.mark;
    const { http, error } = await tryOut(api, 'shop');
    expect({ http, code: error?.code }).toEqual({ http: 500, code: 'WEBHOOK_FAILED' });
    expect(error?.details).toMatchObject({ ...details, latencyMs: expect.any(Number) });
    expect(Number(error?.details?.['latencyMs'])).toBeLessThan(DEFAULT_TIMEOUT_MS);
    expect(receiver.arrivals.all.slice(from).map(({ path }) => path)).toEqual(['/webhook']);
  });

  it('fails when nobody listens', async () => {
    await configure(api, 'shop', { webhookUrl: `http://127.0.0.1:${await freePort()}/webhook` });
    const { http, error } = await tryOut(api, 'shop');
    expect({ http, code: error?.code }).toEqual({ http: 500, code: 'WEBHOOK_FAILED' });
    expect(error?.details).toMatchObject({ reason: 'refused' });
    expect(error?.details).not.toHaveProperty('status');
  });

  it('is a conflict when there is no URL', async () => {
    await configure(api, 'shop', { webhookUrl: null });
    const { http, error } = await tryOut(api, 'shop');
    expect({ http, code: error?.code }).toEqual({ http: 409, code: 'CONFLICT' });
  });

  it('goes out whatever the filter and the switch say', async () => {
    await configure(api, 'shop', { webhookEvents: ['message'], webhookEnabled: false });
    const from = receiver.mark;
    expect((await tryOut(api, 'shop')).http).toBe(200);
    expect(receiver.arrivals.all.slice(from).map(({ event }) => event)).toEqual(['test']);
  });

  it('has an id of its own each time, and is not repeated', async () => {
    const from = receiver.mark;
    receiver.answer = () => ({ status: 500 });
    await tryOut(api, 'shop');
    await tryOut(api, 'shop');
    await steadily(
      async () => receiver.arrivals.all.slice(from),
      (arrivals) => arrivals.length === 2 && arrivals.every((each) => attemptOf(each) === 1),
      'one attempt each',
      800,
    );
    expect(new Set(receiver.arrivals.all.slice(from).map(deliveryOf)).size).toBe(2);
  });
});

describe('webhooks in production', () => {
  let api: ApiServer;
  const receiver = useReceiver();

  beforeAll(async () => {
    api = await ApiServer.start({
      NODE_ENV: 'production',
      WEBHOOK_ALLOWED_HOSTS: 'receiver.internal,localhost',
      API_WEBHOOK_SECRET_PREVIOUS: 'the-secret-before',
    });
    await create(api, 'shop');
  });

  afterAll(async () => {
    await api.stop();
  });

  it.each([
    'http://shop.localhost/hook',
    'http://127.0.0.1/hook',
    'http://[::1]/hook',
    'http://[::ffff:127.0.0.1]/hook',
    'http://2130706434/hook',
    'http://10.1.2.3/hook',
    'http://192.168.0.1/hook',
    'http://169.254.169.254/latest/meta-data',
    'https://[fd00::1]/hook',
    'http://0.0.0.0/hook',
  ])('do not go to %s', async (webhookUrl) => {
    const { http, error } = await configure(api, 'shop', { webhookUrl });
    expect({ http, code: error?.code }).toEqual({ http: 400, code: 'INVALID_REQUEST' });
    expect(error?.details?.fields).toMatchObject([{ field: 'webhookUrl' }]);
    const { client } = api;
    const made = await createInstance({ client, body: { instanceId: 'refused', webhookUrl } });
    expect(made.response?.status).toBe(400);
    expect((await configuration(api, 'shop')).webhookUrl).toBeNull();
  });

  it('warn of plain http, and take https as it is', async () => {
    const plain = await configure(api, 'shop', { webhookUrl: 'http://hooks.example.com/in' });
    expect(plain.http).toBe(200);
    expect(plain.webhook?.warnings).toEqual([expect.stringContaining('http')]);
    const { webhook } = await configure(api, 'shop', { webhookUrl: 'https://hooks.example.com/in' });
    expect(webhook).not.toHaveProperty('warnings');
    await configure(api, 'shop', { webhookUrl: null });
  });

  it('do not go to a name that leads to this machine', async () => {
    const { port } = new URL(receiver.url);
    await configure(api, 'shop', { webhookUrl: `http://${hostname()}:${port}/webhook` });
    const { http, error } = await tryOut(api, 'shop');
    expect({ http, code: error?.code }).toEqual({ http: 500, code: 'WEBHOOK_FAILED' });
    // `dns` where the machine does not know its own name.
    expect(['blocked_address', 'dns']).toContain(error?.details?.['reason']);
    expect(receiver.arrivals.all).toEqual([]);
  });

  it('go to hosts that are allowed by name, signed with the secret of before as well', async () => {
    await configure(api, 'shop', { webhookUrl: receiver.url.replace('127.0.0.1', 'localhost') });
    expect((await tryOut(api, 'shop')).http).toBe(200);
    const [arrival] = await eventually(
      async () => receiver.named('test'),
      (arrivals) => arrivals.length === 1,
      'the test event',
    );
    if (!arrival) throw new Error('nothing arrived');
    expect(String(arrival.headers['webhook-signature']).split(' ')).toHaveLength(2);
    expect(standardAccepts(arrival)).toBe(true);
    expect(standardAccepts(arrival, 'the-secret-before')).toBe(true);
    expect(standardAccepts(arrival, 'another-secret')).toBe(false);
    expect(planAccepts(arrival)).toBe(true);
  });
});
