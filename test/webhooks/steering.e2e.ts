import {
  getDelivery,
  getGlobalWebhookStatus,
  getWebhookStatus,
  listDeliveries,
  type ListDeliveriesData,
  listGlobalDeliveries,
  pauseGlobalWebhook,
  pauseWebhook,
  redeliver,
  replayDeliveries,
  type Replay,
  replayGlobalDeliveries,
  resumeGlobalWebhook,
  resumeWebhook,
  updateWebhook,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf } from '../harness/outcome.js';
import { type Arrival, useReceiver } from '../harness/receiver.js';
import { deliveryOf } from '../harness/signatures.js';
import { eventually, steadily } from '../harness/waiting.js';
import { useWorld, World } from '../harness/world.js';

const BOT = '628111111111';
const CASEY = '15551000001';
const KIM = '15551000002';
const path = { instanceId: 'bot' };

const everything = useReceiver();
const world = useWorld(() => ({
  WEBHOOK_URL: everything.url,
  WEBHOOK_RETRY_DELAY_MS: '50',
  WEBHOOK_MAX_RETRIES: '4',
}));
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
  await updateWebhook({
    client: world.api.client,
    throwOnError: true,
    path,
    body: { webhookEvents: ['message'] },
  });
});

afterEach(() => {
  world.receiver.answer = () => ({ status: 200 });
});

async function restarted(): Promise<void> {
  await world.api.halt();
  await world.api.start();
  await bot.reaches('connected');
}

const call = () => ({ client: world.api.client, path });
const about = (deliveryId: string) => ({ client: world.api.client, path: { ...path, deliveryId } });

async function listed(query: ListDeliveriesData['query'] = {}) {
  const { data } = await listDeliveries({ ...call(), throwOnError: true, query });
  return data.data;
}

async function status() {
  const { data } = await getWebhookStatus({ ...call(), throwOnError: true });
  return data.data;
}

/** Waits until nothing is pending. */
async function quiet(): Promise<void> {
  await eventually(status, ({ counts }) => counts.pending === 0, 'the deliveries to be over');
}

/** Somebody writes, and the receiver has been told. */
async function heard(text: string, from = CASEY): Promise<Arrival> {
  return bot.hears(await world.emulator.send(from, { to: BOT, text }));
}

/** Somebody writes while the receiver is down, until that is given up. Resolves with the delivery's id. */
async function givenUp(text: string): Promise<string> {
  world.receiver.answer = () => ({ status: 503, body: 'closed' });
  const first = await heard(text);
  const id = deliveryOf(first);
  await eventually(
    async () => (await outcomeOf(getDelivery(about(id)))).data?.state,
    (state) => state === 'parked',
    'the delivery to be given up',
  );
  world.receiver.answer = () => ({ status: 200 });
  return id;
}

async function replayed(body?: Replay): Promise<number | undefined> {
  return (await outcomeOf(replayDeliveries({ ...call(), body }))).data?.replayed;
}

/** How many deliveries a replay would make again. */
async function counted(body?: Replay): Promise<number | undefined> {
  const { data } = await outcomeOf(replayDeliveries({ ...call(), body: { ...body, dryRun: true } }));
  return data?.replayed === 0 ? data.matched : undefined;
}

describe('the log of deliveries', () => {
  it('shows what was delivered, newest first, page by page, each once while more come', async () => {
    const ids: string[] = [];
    for (const text of ['one', 'two', 'three', 'four', 'five']) ids.unshift(deliveryOf(await heard(text)));
    await quiet();
    const first = await listed({ limit: 2 });
    expect(first.deliveries.map(({ id }) => id)).toEqual(ids.slice(0, 2));
    expect(first.deliveries[0]).toEqual({
      id: ids[0],
      eventId: expect.stringMatching(/^evt_/),
      event: 'message',
      instanceId: 'bot',
      sequence: expect.any(Number),
      chatId: jidOf(CASEY),
      state: 'delivered',
      attempts: 1,
      createdAt: expect.any(String),
      finishedAt: expect.any(String),
      lastStatus: 200,
      lastLatencyMs: expect.any(Number),
    });
    await heard('six');
    const second = await listed({ limit: 2, cursor: first.nextCursor });
    const third = await listed({ limit: 2, cursor: second.nextCursor });
    expect([...second.deliveries, ...third.deliveries].map(({ id }) => id)).toEqual(
      expect.arrayContaining(ids.slice(2)),
    );
  });

  it('shows one delivery with what was sent and every attempt', async () => {
    const id = await givenUp('nobody is there');
    const { data } = await outcomeOf(getDelivery(about(id)));
    expect(data).toMatchObject({
      id,
      event: 'message',
      state: 'parked',
      attempts: 3,
      lastStatus: 503,
      lastLatencyMs: expect.any(Number),
      lastError: 'http_503',
      data: { text: 'nobody is there', chatId: jidOf(CASEY) },
      log: [1, 2, 3].map((number) => ({ number, status: 503, error: 'http_503', response: 'closed' })),
    });
    expect(await outcomeOf(getDelivery(about('dlv_unknown')))).toMatchObject({
      code: 404,
      error: { code: 'DELIVERY_NOT_FOUND' },
    });
  });

  it('can be searched by state, event and time', async () => {
    const parked = await givenUp('lost and found');
    const before = new Date().toISOString();
    const later = deliveryOf(await heard('later'));
    await quiet();
    const ids = async (query: ListDeliveriesData['query']) =>
      (await listed(query)).deliveries.map(({ id }) => id);
    expect(await ids({ state: 'parked' })).toContain(parked);
    expect(await ids({ state: 'parked' })).not.toContain(later);
    expect(await ids({ from: before })).toEqual([later]);
    expect(await ids({ to: before, limit: 100 })).not.toContain(later);
    expect(await ids({ event: 'message', from: before })).toEqual([later]);
    expect(await ids({ event: 'presence' })).toEqual([]);
    expect(await ids({ state: 'pending' })).toEqual([]);
  });
});

describe('a delivery that was given up', () => {
  it('is made again on demand, under its own id', async () => {
    const id = await givenUp('please');
    const from = world.receiver.mark;
    const { data } = await outcomeOf(redeliver(about(id)));
    expect(data).toMatchObject({ id, attempts: 3 });
    const again = await world.receiver.event('message', (arrival) => deliveryOf(arrival) === id, { from });
    expect(again.data['text']).toBe('please');
    expect(again.headers['x-miaw-attempt']).toBe('4');
    await quiet();
    const after = await outcomeOf(getDelivery(about(id)));
    expect(after.data).toMatchObject({ state: 'delivered', attempts: 4 });
    expect(after.data?.lastError).toBeUndefined();
    expect(await outcomeOf(redeliver(about('dlv_unknown')))).toMatchObject({ code: 404 });
  });

  it('comes with all others when they are replayed; successes only where they are asked for', async () => {
    const from = new Date().toISOString();
    const lost = [await givenUp('first'), await givenUp('second')];
    const kept = deliveryOf(await heard('third', KIM));
    await quiet();
    let mark = world.receiver.mark;
    expect(await counted({ from })).toBe(2);
    expect(await counted({ from, states: ['parked', 'delivered'] })).toBe(3);
    expect((await status()).counts.pending).toBe(0);
    expect(await replayed({ from })).toBe(2);
    await quiet();
    const arrivals = world.receiver.arrivals.all.slice(mark).map(deliveryOf);
    expect(arrivals).toEqual(lost);
    expect(await replayed({ from })).toBe(0);
    mark = world.receiver.mark;
    expect(await replayed({ from, states: ['delivered'], events: ['message'] })).toBe(3);
    await quiet();
    expect(world.receiver.arrivals.all.slice(mark).map(deliveryOf).sort()).toEqual([...lost, kept].sort());
    expect(await replayed({ from, states: ['delivered'], events: ['presence'] })).toBe(0);
    const ofKim = { from, states: ['delivered' as const], chatId: KIM };
    expect((await listed({ from, chatId: KIM })).deliveries.map(({ id }) => id)).toEqual([kept]);
    expect(await counted(ofKim)).toBe(1);
    mark = world.receiver.mark;
    expect(await replayed(ofKim)).toBe(1);
    await quiet();
    expect(world.receiver.arrivals.all.slice(mark).map(deliveryOf)).toEqual([kept]);
  });

  it('survives a restart of the server, and can be replayed after it', async () => {
    const from = new Date().toISOString();
    const id = await givenUp('patience');
    await restarted();
    const mark = world.receiver.mark;
    expect(await replayed({ from })).toBe(1);
    await world.receiver.event('message', (arrival) => deliveryOf(arrival) === id, { from: mark });
  });
});

describe('how it goes', () => {
  it('is told in figures: what waits, how many succeed, how long they take, what failed last', async () => {
    await quiet();
    const before = await status();
    expect(before).toMatchObject({
      webhookUrl: world.receiver.url,
      state: 'active',
      failuresInARow: 0,
      counts: { pending: 0, delivered: expect.any(Number), parked: expect.any(Number) },
      recent: {
        attempts: expect.any(Number),
        successRate: expect.any(Number),
        latencyMs: { p50: expect.any(Number), p99: expect.any(Number) },
        lastSuccessAt: expect.any(String),
        lastError: { error: 'http_503', status: 503, response: 'closed' },
      },
    });
    expect(before).not.toHaveProperty('oldestPendingAt');
    await givenUp('figures');
    const after = await status();
    expect(after.counts.parked).toBe(before.counts.parked + 1);
    expect(after.recent.attempts).toBe(before.recent.attempts + 3);
    expect(after.failuresInARow).toBe(3);
    const failed = (now: typeof after) => now.recent.attempts * (1 - (now.recent.successRate ?? 1));
    expect(Math.round(failed(after) - failed(before))).toBe(3);
  });

  it('shows a receiver that is held, since when, and the oldest event that waits', async () => {
    world.receiver.answer = () => ({ status: 500, body: 'boom' });
    for (const text of ['a', 'b']) await heard(text);
    const held = await eventually(status, ({ state }) => state === 'held', 'the receiver to be held');
    expect(held.failuresInARow).toBeGreaterThanOrEqual(5);
    expect(Date.parse(held.heldSince ?? '')).toBeLessThanOrEqual(Date.now());
    world.receiver.answer = () => 'hang';
    await world.emulator.send(CASEY, { to: BOT, text: 'c' });
    const waiting = await eventually(status, ({ counts }) => counts.pending > 0, 'something to wait');
    expect(waiting.oldestPendingAgeMs).toBeGreaterThanOrEqual(0);
    expect(Date.parse(waiting.oldestPendingAt ?? '')).toBeLessThanOrEqual(Date.now());
    world.receiver.answer = () => ({ status: 200 });
    const resumed = await outcomeOf(resumeWebhook(call()));
    expect(resumed.data).toMatchObject({ state: 'active', failuresInARow: 0 });
    await replayed();
    await quiet();
  });

  it('is off without a URL, and while it is not enabled', async () => {
    const change = async (body: object) => {
      await updateWebhook({ client: world.api.client, throwOnError: true, path, body });
      return (await status()).state;
    };
    expect(await change({ webhookEnabled: false })).toBe('off');
    expect(await change({ webhookEnabled: true })).toBe('active');
  });
});

describe('a receiver that is paused', () => {
  it('gets nothing until it is resumed, then all of it in order, over a restart as well', async () => {
    await quiet();
    expect((await outcomeOf(pauseWebhook(call()))).data?.state).toBe('paused');
    const mark = world.receiver.mark;
    const sent: string[] = [];
    for (const text of ['1', '2', '3']) sent.push(await world.emulator.send(CASEY, { to: BOT, text }));
    for (const id of sent) await everything.event('message', ({ data }) => data['id'] === id);
    await restarted();
    await steadily(
      async () => world.receiver.arrivals.all.length,
      (count) => count === mark,
      'nothing to come',
      500,
    );
    expect(await status()).toMatchObject({ state: 'paused', counts: { pending: 3 } });
    expect((await outcomeOf(resumeWebhook(call()))).data?.state).toBe('active');
    await quiet();
    const came = world.receiver.arrivals.all.slice(mark).map(({ data }) => data['id']);
    expect(came).toEqual(sent);
  });
});

describe('the global receiver', () => {
  const { client } = { client: () => world.api.client };

  it('is seen and steered apart from those of instances', async () => {
    await quiet();
    const shown = await outcomeOf(getGlobalWebhookStatus({ client: client() }));
    expect(shown.data).toMatchObject({ webhookUrl: everything.url, state: 'active' });
    expect((await outcomeOf(pauseGlobalWebhook({ client: client() }))).data?.state).toBe('paused');
    const mark = everything.mark;
    const arrival = await heard('only for the one');
    expect(everything.arrivals.all.length).toBe(mark);
    const { data } = await outcomeOf(
      listGlobalDeliveries({ client: client(), query: { state: 'pending', event: 'message' } }),
    );
    expect(data?.deliveries).toHaveLength(1);
    expect(data?.deliveries[0]?.id).not.toBe(deliveryOf(arrival));
    expect((await outcomeOf(getDelivery(about(data?.deliveries[0]?.id ?? '')))).code).toBe(404);
    expect((await outcomeOf(resumeGlobalWebhook({ client: client() }))).data?.state).toBe('active');
    await everything.event('message', ({ data: told }) => told['id'] === arrival.data['id'], { from: mark });
    const body: Replay = { states: ['delivered'], events: ['ready'] };
    const ready = await outcomeOf(replayGlobalDeliveries({ client: client(), body }));
    expect(ready.data?.replayed).toBeGreaterThan(0);
  });

  it('is off where there is none', async () => {
    const other = await World.start();
    try {
      const shown = await outcomeOf(getGlobalWebhookStatus({ client: other.api.client }));
      expect(shown.data).toMatchObject({ webhookUrl: null, state: 'off', counts: { pending: 0 } });
    } finally {
      await other.stop();
    }
  });
});
