import {
  createEndpoint,
  type CreateEndpoint,
  createGlobalEndpoint,
  getEndpoint,
  getEndpointStatus,
  getGlobalEndpoint,
  getInstance,
  getWebhook,
  listEndpointDeliveries,
  listEndpoints,
  listGlobalEndpoints,
  pauseEndpoint,
  removeEndpoint,
  replayEndpointDeliveries,
  resumeEndpoint,
  rotateEndpointSecret,
  type RotateSecret,
  testGlobalEndpoint,
  updateEndpoint,
  type UpdateEndpoint,
  updateGlobalEndpoint,
} from '../../packages/client/src/generated/index.js';
import { createHmac } from 'node:crypto';
import { makeKey } from '../harness/api-key.js';
import { Bot } from '../harness/bot.js';
import { dataOf, record } from '../harness/envelope.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { type Arrival, Receiver, useReceiver } from '../harness/receiver.js';
import { WEBHOOK_SECRET } from '../harness/server.js';
import { deliveryOf, planAccepts, standardAccepts } from '../harness/signatures.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const CASEY = '15551000001';
const KIM = '15551000002';
const path = { instanceId: 'bot' };

const everything = useReceiver();
const world = useWorld(() => ({ WEBHOOK_URL: everything.url, WEBHOOK_RETRY_DELAY_MS: '50' }));
const bot = new Bot(world, 'bot', BOT);
const receivers: Receiver[] = [];
let group: string;

beforeAll(async () => {
  await bot.link();
  const { jid } = await world.emulator.request('POST', `/phones/${CASEY}/groups`, {
    subject: 'Lunch',
    participants: [BOT],
  });
  group = String(jid);
});

afterAll(async () => {
  for (const receiver of receivers) await receiver.stop();
});

const call = () => ({ client: world.api.client, path });
const about = (endpointName: string, instanceId = 'bot') => ({
  client: world.api.client,
  path: { instanceId, endpointName },
});

async function receiverFor(): Promise<Receiver> {
  const receiver = await Receiver.start();
  receivers.push(receiver);
  return receiver;
}

/** A receiver with an endpoint of this name. */
async function endpoint(name: string, more: Partial<CreateEndpoint> = {}) {
  const receiver = await receiverFor();
  const body = { name, url: receiver.url, events: ['message' as const], ...more };
  const { data } = await createEndpoint({ ...call(), throwOnError: true, body });
  return { receiver, ...data.data };
}

async function changed(name: string, body: UpdateEndpoint) {
  const { data } = await updateEndpoint({ ...about(name), throwOnError: true, body });
  return data.data;
}

async function rotated(name: string, body?: RotateSecret): Promise<string> {
  const { data } = await rotateEndpointSecret({ ...about(name), throwOnError: true, body });
  return data.data.secret;
}

async function status(name: string) {
  const { data } = await getEndpointStatus({ ...about(name), throwOnError: true });
  return data.data;
}

async function written(text: string, from = CASEY, to = BOT): Promise<string> {
  return world.emulator.send(from, { to, text });
}

async function arrived(receiver: Receiver, id: string, from = 0): Promise<Arrival> {
  return receiver.event('message', ({ data }) => data['id'] === id, { from });
}

function idsOf(arrivals: readonly Arrival[]): unknown[] {
  return arrivals.map(({ data }) => data['id']);
}

/** Whether a secret makes `X-Miaw-Signature`. */
function signedBy({ headers, raw }: Arrival, secret: string): boolean {
  const hmac = createHmac('sha256', secret + String(headers['x-miaw-timestamp'])).update(raw);
  return headers['x-miaw-signature'] === `sha256=${hmac.digest('hex')}`;
}

describe('two endpoints of one instance', () => {
  it('get what their filters let pass, each signed with its own secret', async () => {
    const people = await endpoint('people', { filter: { chats: 'people' } });
    const groups = await endpoint('groups', {
      filter: { chats: 'groups' },
      secret: 'a-secret-of-the-groups',
    });
    expect(groups.secret).toBe('a-secret-of-the-groups');
    expect(people.secret).toMatch(/^[\w-]{43}$/);
    expect(people.standardSecret).toBe(`whsec_${Buffer.from(people.secret).toString('base64')}`);

    const direct = await written('to the bot');
    const toGroup = await written('to the group', CASEY, group);
    const one = await arrived(people.receiver, direct);
    const other = await arrived(groups.receiver, toGroup);
    // The endpoint of the environment gets everything, so that nothing is under way any more.
    for (const id of [direct, toGroup]) await arrived(everything, id);
    expect(idsOf(people.receiver.arrivals.all)).toEqual([direct]);
    expect(idsOf(groups.receiver.arrivals.all)).toEqual([toGroup]);

    for (const [arrival, own, foreign] of [
      [one, people.secret, groups.secret],
      [other, groups.secret, people.secret],
    ] as const) {
      expect(standardAccepts(arrival, own)).toBe(true);
      expect(signedBy(arrival, own)).toBe(true);
      expect([foreign, WEBHOOK_SECRET].filter((secret) => standardAccepts(arrival, secret))).toEqual([]);
    }
    expect(deliveryOf(one)).not.toBe(deliveryOf(await arrived(world.receiver, direct)));
  });

  it('get chats by phone number, types of messages, and what others wrote, and all that belongs to no chat', async () => {
    const kim = await endpoint('kim', { filter: { chatIds: [KIM] } });
    const pictures = await endpoint('pictures', { filter: { types: ['image'] } });
    const own = await endpoint('own', { filter: { fromMe: true }, events: ['message', 'message_sent'] });
    expect(await outcomeOf(getEndpoint(about('kim')))).toMatchObject({
      data: { filter: { chats: 'all', chatIds: [jidOf(KIM)] } },
    });
    const casey = await written('from Casey');
    const fromKim = await written('from Kim', KIM);
    await arrived(kim.receiver, fromKim);
    for (const id of [casey, fromKim]) await arrived(everything, id);
    expect(idsOf(kim.receiver.arrivals.all)).toEqual([fromKim]);
    expect([...pictures.receiver.arrivals.all, ...own.receiver.arrivals.all]).toEqual([]);

    await changed('pictures', { events: ['*'], filter: { types: ['image'], chatIds: [KIM] } });
    const from = everything.mark;
    await bot.restart();
    await pictures.receiver.event('ready');
    await everything.event('ready', undefined, { from });
  });

  it('do not wait for each other', async () => {
    const slow = await endpoint('slow');
    slow.receiver.answer = () => 'hang';
    const quick = await endpoint('quick');
    const sent: string[] = [];
    for (let index = 0; index < 20; index += 1) sent.push(await written(`number ${index}`));
    for (const id of sent) await arrived(quick.receiver, id);
    expect(slow.receiver.arrivals.all.length).toBeLessThan(sent.length);
    expect(await status('slow')).toMatchObject({ counts: { pending: sent.length } });
    expect((await outcomeOf(removeEndpoint(about('slow')))).data).toEqual({ name: 'slow', removed: true });
    expect(await outcomeOf(getEndpoint(about('slow')))).toMatchObject({ code: 404 });
  });

  it('take as many requests at a time as they want, within the time that they set', async () => {
    const single = await endpoint('single', { concurrency: 1, timeoutMs: 300 });
    single.receiver.answer = () => 'hang';
    await written('one', CASEY);
    await written('two', KIM);
    const { log } = await eventually(
      async () => {
        const { data } = await outcomeOf(listEndpointDeliveries(about('single')));
        return { log: data?.deliveries ?? [] };
      },
      ({ log: rows }) => rows.some(({ lastError }) => lastError === 'timeout'),
      'a request to time out',
    );
    expect(log).toHaveLength(2);
    single.receiver.answer = () => ({ status: 200 });
    await outcomeOf(removeEndpoint(about('single')));
  });
});

describe('a secret', () => {
  it('is rotated without loss: for a while both sign, then only the new one', async () => {
    const { receiver, secret } = await endpoint('rotating');
    const old = await arrived(receiver, await written('before'));
    expect(standardAccepts(old, secret)).toBe(true);

    const next = await rotated('rotating', { graceSeconds: 3600 });
    const both = await arrived(receiver, await written('meanwhile'));
    expect(String(both.headers['webhook-signature']).split(' ')).toHaveLength(2);
    expect([secret, next].map((each) => standardAccepts(both, each))).toEqual([true, true]);
    expect([secret, next].map((each) => signedBy(both, each))).toEqual([false, true]);
    const shown = await outcomeOf(getEndpoint(about('rotating')));
    expect(Date.parse(shown.data?.previousSecretUntil ?? '')).toBeGreaterThan(Date.now());

    const last = await rotated('rotating', { secret: 'sixteen-letters-or-more', graceSeconds: 0 });
    expect(last).toBe('sixteen-letters-or-more');
    const after = await arrived(receiver, await written('afterwards'));
    expect(String(after.headers['webhook-signature']).split(' ')).toHaveLength(1);
    expect([secret, next, last].map((each) => standardAccepts(after, each))).toEqual([false, false, true]);
  });

  it('can be given to the endpoint `default`, which has that of the server until then', async () => {
    const before = await arrived(world.receiver, await written('by the server'));
    expect([planAccepts(before), standardAccepts(before)]).toEqual([true, true]);
    const own = await rotated('default');
    const both = await arrived(world.receiver, await written('by both'));
    expect([standardAccepts(both), standardAccepts(both, own), signedBy(both, own)]).toEqual([
      true,
      true,
      true,
    ]);
    await rotated('default', { secret: WEBHOOK_SECRET, graceSeconds: 0 });
    const again = await arrived(world.receiver, await written('by the server again'));
    expect([planAccepts(again), standardAccepts(again), standardAccepts(again, own)]).toEqual([
      true,
      true,
      false,
    ]);
  });

  it('is never shown again, nor are the values of headers', async () => {
    const headers = { 'X-Token': 'hush-hush-hush' };
    const { secret } = await endpoint('secretive', { headers });
    const hidden = [secret, 'hush-hush-hush'];
    const texts: string[] = [];
    for (const route of ['webhooks', 'webhooks/secretive', 'webhooks/secretive/status', 'webhook']) {
      const response = await world.api.raw(`/api/v1/instances/bot/${route}`);
      expect(response.status).toBe(200);
      texts.push(await response.text());
    }
    const url = '/api/v1/instances/bot/webhooks/secretive';
    const wrong = { method: 'PATCH', body: JSON.stringify({ secret, headers: { 'X-Token': 1 } }) };
    const response = await world.api.raw(url, { ...wrong, headers: { 'Content-Type': 'application/json' } });
    expect(response.status).toBe(400);
    texts.push(await response.text());
    for (const each of hidden) expect(texts.filter((text) => text.includes(each))).toEqual([]);
    expect(texts[0]).toContain('X-Token');
  });
});

describe('the plan’s webhook', () => {
  it('is the endpoint called `default`', async () => {
    const listed = await outcomeOf(listEndpoints(call()));
    expect(listed.data?.[0]).toMatchObject({
      name: 'default',
      url: world.receiver.url,
      ownSecret: true,
      fromEnvironment: false,
    });
    await changed('default', { headers: { 'X-Tenant': 'acme' } });
    const { data } = await outcomeOf(getWebhook(call()));
    expect(data).toEqual({
      webhookUrl: world.receiver.url,
      webhookEvents: expect.any(Array),
      webhookEnabled: true,
      order: 'chat',
      headerNames: ['X-Tenant'],
      format: 'miaw',
    });
    expect(await outcomeOf(removeEndpoint(about('default')))).toEqual(refused(409, 'CONFLICT', /default/));
  });
});

describe('a paused endpoint', () => {
  it('loses nothing over a kill, and goes on in order, with its secret and its filter', async () => {
    const { receiver, secret } = await endpoint('patient', { filter: { chats: 'people' } });
    const paused = await outcomeOf(pauseEndpoint({ ...about('patient'), body: { reason: 'it moves' } }));
    expect(paused.data).toMatchObject({ state: 'paused', pausedReason: 'it moves' });
    const sent: string[] = [];
    for (const text of ['1', '2', '3', '4', '5']) sent.push(await written(text));
    await written('not for it', CASEY, group);
    for (const id of sent) await arrived(everything, id);
    await world.api.kill();
    await world.api.start();
    await bot.reaches('connected');
    const waiting = await status('patient');
    expect(waiting).toMatchObject({
      state: 'paused',
      pausedReason: 'it moves',
      counts: { pending: sent.length, delivered: 0, parked: 0 },
    });
    expect(Date.parse(waiting.pausedSince ?? '')).toBeLessThanOrEqual(Date.now());
    expect(waiting.oldestPendingAgeMs).toBeGreaterThan(0);
    expect(receiver.arrivals.all).toEqual([]);

    expect((await outcomeOf(resumeEndpoint(about('patient')))).data?.state).toBe('active');
    for (const id of sent) await arrived(receiver, id);
    expect(idsOf(receiver.arrivals.all)).toEqual(sent);
    expect(receiver.arrivals.all.map((each) => standardAccepts(each, secret))).toEqual(sent.map(() => true));
  });

  it('is there after a kill right after it was created', async () => {
    const receiver = await receiverFor();
    const body = { name: 'lasting', url: receiver.url, events: ['message' as const], timeoutMs: 900 };
    const made = await outcomeOf(createEndpoint({ ...call(), body }));
    await world.api.kill();
    await world.api.start();
    await bot.reaches('connected');
    const { secret = '', standardSecret: _, ...shown } = made.data ?? {};
    expect((await outcomeOf(getEndpoint(about('lasting')))).data).toEqual(shown);
    expect(standardAccepts(await arrived(receiver, await written('hello')), secret)).toBe(true);
  });
});

describe('an endpoint that fails', () => {
  it('says since when it is held, why, and what waits; a replay of it is nobody else’s', async () => {
    const { receiver } = await endpoint('failing');
    receiver.answer = () => ({ status: 503 });
    const sent = [await written('a'), await written('b', KIM)];
    const held = await eventually(
      () => status('failing'),
      ({ state }) => state === 'held',
      'the endpoint to be held',
    );
    expect(held.heldReason).toBe('http_503');
    expect(Date.parse(held.heldSince ?? '')).toBeLessThanOrEqual(Date.now());
    expect(held.counts.pending + held.counts.parked).toBe(sent.length);
    receiver.answer = () => ({ status: 200 });
    await outcomeOf(resumeEndpoint(about('failing')));
    const states = ['parked' as const, 'pending' as const];
    await outcomeOf(replayEndpointDeliveries({ ...about('failing'), body: { states } }));
    await eventually(
      () => status('failing'),
      ({ counts }) => counts.delivered === sent.length,
      'everything to be delivered',
    );
    for (const id of sent) await arrived(everything, id);
    const marks = [world.receiver.mark, everything.mark];
    const from = receiver.mark;
    const body = { states: ['delivered' as const] };
    const replayed = await outcomeOf(replayEndpointDeliveries({ ...about('failing'), body }));
    expect(replayed.data).toEqual({ matched: sent.length, replayed: sent.length });
    for (const id of sent) await arrived(receiver, id, from);
    expect([world.receiver.mark, everything.mark]).toEqual(marks);
  });
});

describe('the global endpoints', () => {
  const global = (endpointName: string) => ({ client: world.api.client, path: { endpointName } });

  it('hear of every instance, each with its own filter and secret', async () => {
    const receiver = await receiverFor();
    const body = { name: 'archive', url: receiver.url, events: ['message' as const, 'qr' as const] };
    const made = await outcomeOf(createGlobalEndpoint({ client: world.api.client, body }));
    const other = new Bot(world, 'other', '628222222222');
    await other.link();
    const id = await written('for the archive');
    const arrival = await arrived(receiver, id);
    expect(standardAccepts(arrival, made.data?.secret)).toBe(true);
    await receiver.event('qr', ({ instanceId }) => instanceId === 'other');
    expect((await outcomeOf(testGlobalEndpoint(global('archive')))).data?.status).toBe(200);
    expect(await receiver.event('test')).toMatchObject({ instanceId: 'test' });
  });

  it('have a `default` whose URL and events come from the environment', async () => {
    const listed = await outcomeOf(listGlobalEndpoints({ client: world.api.client }));
    expect(listed.data?.map(({ name }) => name)).toEqual(['default', 'archive']);
    expect(listed.data?.[0]).toMatchObject({ url: everything.url, fromEnvironment: true, ownSecret: false });
    for (const [field, body] of Object.entries({
      url: { url: 'https://example.com/' },
      events: { events: ['ready' as const] },
      enabled: { enabled: false },
    })) {
      const answer = await outcomeOf(updateGlobalEndpoint({ ...global('default'), body }));
      expect(answer).toMatchObject({ code: 400, error: { code: 'INVALID_REQUEST' } });
      expect(JSON.stringify(answer.error?.details)).toMatch(new RegExp(`"${field}".*environment`));
    }
    const change = { filter: { chats: 'people' as const }, timeoutMs: 2000 };
    expect(await outcomeOf(updateGlobalEndpoint({ ...global('default'), body: change }))).toMatchObject({
      code: 200,
    });
    await world.api.halt();
    await world.api.start();
    await bot.reaches('connected');
    expect((await outcomeOf(getGlobalEndpoint(global('default')))).data).toMatchObject({
      url: everything.url,
      ...change,
    });
  });
});

describe('what an endpoint cannot be', () => {
  it('is of an instance that the key is not for, or that does not exist', async () => {
    const { caller } = await makeKey(world.api.url, {
      scopes: ['webhooks:read', 'webhooks:write', 'webhooks:replay'],
      instances: ['other'],
    });
    const foreign = '/api/v1/instances/bot/webhooks';
    const body = JSON.stringify({ name: 'spy', url: everything.url });
    for (const answer of [
      await caller.call({ path: foreign }),
      await caller.json('POST', foreign, body),
      await caller.call({ path: `${foreign}/default` }),
      await caller.call({ method: 'POST', path: `${foreign}/default/replay` }),
    ])
      expect(answer.status).toBe(404);
    // It would hear of all instances.
    expect((await caller.json('POST', '/api/v1/webhooks', body)).status).toBe(403);
    caller.close();
    expect(await outcomeOf(getEndpoint(about('default', 'nobody')))).toEqual(
      refused(404, 'INSTANCE_NOT_FOUND'),
    );
    expect(await outcomeOf(getEndpoint(about('nowhere')))).toEqual(refused(404, 'ENDPOINT_NOT_FOUND'));
    expect(await outcomeOf(getEndpoint(about('people', 'other')))).toEqual(
      refused(404, 'ENDPOINT_NOT_FOUND'),
    );
  });

  it('is one too many, or has a name twice', async () => {
    const mine = { client: world.api.client, path: { instanceId: 'other' } };
    const named = async (name: string) =>
      outcomeOf(createEndpoint({ ...mine, body: { name, url: everything.url, enabled: false } }));
    for (let index = 1; index < 20; index += 1) expect((await named(`no-${index}`)).code).toBe(201);
    expect(await named('no-1')).toEqual(refused(409, 'CONFLICT', /name/));
    expect(await named('no-20')).toEqual(refused(409, 'CONFLICT', /20 endpoints/));
    await outcomeOf(removeEndpoint(about('no-1', 'other')));
    expect((await named('no-1')).code).toBe(201);
  });

  it('is changed by nothing', async () => {
    const nothing = await outcomeOf(updateEndpoint({ ...about('default'), body: {} }));
    expect(nothing).toEqual(refused(400, 'INVALID_REQUEST'));
  });
});

describe('the URL of a webhook, which may hold a token', () => {
  it('is shown only with a key that may see endpoints', async () => {
    const seen = async (scopes: readonly string[]) => {
      const { caller } = await makeKey(world.api.url, { scopes });
      const one = record(dataOf(await caller.call({ path: '/api/v1/instances/bot' })));
      const list = await caller.call({ path: '/api/v1/instances' });
      caller.close();
      return [one['webhookUrl'], list.text.includes(world.receiver.url)];
    };
    expect(await seen(['instances:read'])).toEqual([undefined, false]);
    expect(await seen(['instances:read', 'webhooks:read'])).toEqual([world.receiver.url, true]);
    expect((await outcomeOf(getInstance(call()))).data?.webhookUrl).toBe(world.receiver.url);
  });
});
