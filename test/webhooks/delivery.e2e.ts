import {
  listDeliveries,
  type UpdateWebhook,
  updateWebhook,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { outcomeOf } from '../harness/outcome.js';
import { type Answer, type Arrival, useReceiver, Receiver } from '../harness/receiver.js';
import { attemptOf, deliveryOf, planAccepts, standardAccepts } from '../harness/signatures.js';
import { eventually, steadily } from '../harness/waiting.js';
import { useWorld, type World } from '../harness/world.js';

const BOT = '628111111111';
const OTHER_BOT = '628222222222';
const CASEY = '15551000001';
const KIM = '15551000002';

async function configure({ api: { client } }: World, instanceId: string, body: UpdateWebhook): Promise<void> {
  await updateWebhook({ client, throwOnError: true, path: { instanceId }, body });
}

/** A new receiver for the messages of an instance. */
async function receiverOf(world: World, instanceId: string, more: UpdateWebhook = {}): Promise<Receiver> {
  const receiver = await Receiver.start();
  await configure(world, instanceId, {
    webhookUrl: receiver.url,
    webhookEvents: ['message'],
    order: 'chat',
    ...more,
  });
  return receiver;
}

/** Somebody writes to a bot. Resolves with the message's id. */
async function write(world: World, text: string, from = CASEY, to = BOT): Promise<string> {
  return world.emulator.send(from, { to, text });
}

function about(id: string) {
  return ({ data }: Arrival) => data['id'] === id;
}

/** The attempts to deliver a message, in the order of their arrival. */
async function attempts(receiver: Receiver, id: string, count: number): Promise<Arrival[]> {
  return receiver.arrivals.count(about(id), count, `attempts to deliver ${id}`);
}

function ids(arrivals: readonly Arrival[]): unknown[] {
  return arrivals.map(({ data }) => data['id']);
}

/** Waits until the receiver has taken all of these messages. Resolves with the attempts that it took. */
async function taken(receiver: Receiver, written: readonly string[]): Promise<Arrival[]> {
  const accepted = ({ answer }: Arrival): boolean =>
    answer !== undefined && answer !== 'hang' && answer.status < 300;
  const wanted = new Set<unknown>(written);
  return receiver.arrivals.count(
    (arrival) => wanted.has(arrival.data['id']) && accepted(arrival),
    wanted.size,
    'messages that were taken',
  );
}

/** Something that a receiver waits for until the test opens it. */
function newGate(): { opened: Promise<void>; open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

/** The first attempt is answered so, further ones with 200. */
function atFirst(answer: Answer): (arrival: Arrival) => Answer {
  return (arrival) => (attemptOf(arrival) === 1 ? answer : { status: 200 });
}

describe('the delivery of an event', () => {
  const UNIT_MS = 30;
  const TIMEOUT_MS = 3_000;
  const everything = useReceiver();
  const world = useWorld(() => ({
    WEBHOOK_URL: everything.url,
    WEBHOOK_EVENTS: 'message,ready',
    WEBHOOK_RETRY_DELAY_MS: String(UNIT_MS),
    WEBHOOK_MAX_RETRIES: '5',
    WEBHOOK_TIMEOUT_MS: String(TIMEOUT_MS),
    WEBHOOK_SUCCESS_STATUS: '202',
  }));
  const bot = new Bot(world, 'bot', BOT);
  const opened: Receiver[] = [];

  async function open(instanceId = 'bot', more: UpdateWebhook = {}): Promise<Receiver> {
    const receiver = await receiverOf(world, instanceId, more);
    opened.push(receiver);
    return receiver;
  }

  beforeAll(async () => {
    await bot.link();
    await new Bot(world, 'other', OTHER_BOT).link();
  });

  afterEach(async () => {
    for (const receiver of opened.splice(0)) {
      for (const arrival of receiver.arrivals.all) {
        expect(planAccepts(arrival)).toBe(true);
        expect(standardAccepts(arrival)).toBe(true);
      }
      await receiver.stop();
    }
  });

  it('is tried again on the schedule, the same but for what is signed anew', async () => {
    const receiver = await open();
    receiver.answer = (arrival) => ({ status: attemptOf(arrival) < 4 ? 500 : 200 });
    const id = await write(world, 'grüße 👋 "quoted"   </script> \\ end');
    const tries = await attempts(receiver, id, 4);
    expect(tries.map(attemptOf)).toEqual([1, 2, 3, 4]);
    for (const constant of [
      deliveryOf,
      ({ raw }: Arrival) => raw,
      ({ headers }: Arrival) => headers['webhook-id'],
    ]) {
      expect(new Set(tries.map(constant)).size).toBe(1);
    }
    const stamps = tries.map(({ headers }) => Number(headers['x-miaw-timestamp']));
    expect(stamps).toEqual([...new Set(stamps)].sort((one, other) => one - other));
    expect(new Set(tries.map(({ headers }) => headers['x-miaw-signature'])).size).toBe(4);
    // The specs of the dispatcher prove with a clock that it waits no longer.
    for (const [index, units] of [1, 5, 15].entries()) {
      const waited = Number(tries[index + 1]?.at) - Number(tries[index]?.at);
      expect(waited).toBeGreaterThanOrEqual(units * UNIT_MS - 5);
    }
  });

  it('is given up at the last attempt', async () => {
    const receiver = await open();
    receiver.answer = (arrival) => ({ status: arrival.data['text'] === 'in vain' ? 503 : 200 });
    const id = await write(world, 'in vain');
    await attempts(receiver, id, 4);
    await steadily(
      async () => receiver.arrivals.all.filter(about(id)).length,
      (count) => count === 4,
      'four attempts',
      60 * UNIT_MS + 500,
    );
    await attempts(receiver, await write(world, 'the next one'), 1);
  });

  it.each([
    { status: 204, further: 0 },
    { status: 202, further: 0 },
    { status: 201, further: 1 },
    { status: 400, further: 1 },
    { status: 410, further: 1 },
    { status: 429, further: 1 },
  ])('has $further more attempts after the answer $status', async ({ status, further }) => {
    const receiver = await open();
    receiver.answer = atFirst({ status });
    const id = await write(world, `answered with ${status}`);
    await attempts(receiver, id, 1 + further);
    const next = await write(world, 'what comes then');
    await attempts(receiver, next, 1 + further);
    await steadily(
      async () => receiver.arrivals.all.length,
      (count) => count === 2 * (1 + further),
      'no more attempts',
      8 * UNIT_MS,
    );
  });

  it('follows no redirect', async () => {
    const elsewhere = await Receiver.start();
    opened.push(elsewhere);
    const receiver = await open();
    receiver.answer = atFirst({ status: 302, headers: { Location: elsewhere.url } });
    const id = await write(world, 'redirected');
    await attempts(receiver, id, 2);
    expect(elsewhere.arrivals.all).toEqual([]);
  });

  it('waits as long as the receiver asks for', async () => {
    const receiver = await open();
    receiver.answer = atFirst({ status: 503, headers: { 'Retry-After': '1' } });
    const [first, second] = await attempts(receiver, await write(world, 'not now'), 2);
    expect(Number(second?.at) - Number(first?.at)).toBeGreaterThanOrEqual(995);
  });

  it('has time for a slow receiver, up to the limit', async () => {
    const receiver = await open();
    receiver.answer = () => ({ status: 200, delayMs: TIMEOUT_MS / 3 });
    const slow = await write(world, 'slowly');
    await attempts(receiver, slow, 1);
    // If the limit were not kept, this would be a success without a second attempt.
    receiver.answer = atFirst({ status: 200, delayMs: TIMEOUT_MS * 3 });
    const tooSlow = await write(world, 'too slowly');
    const [first, second] = await attempts(receiver, tooSlow, 2);
    const waited = Number(second?.at) - Number(first?.at);
    expect(waited).toBeGreaterThanOrEqual(TIMEOUT_MS);
    expect(receiver.arrivals.all.filter(about(slow))).toHaveLength(1);
  });

  it('keeps the order of a chat in first attempts, however the receiver flaps', async () => {
    const receiver = await open();
    let count = 0;
    receiver.answer = (arrival) => {
      count += 1;
      const fails = attemptOf(arrival) === 1 && count % 3 === 0;
      return { status: fails ? 500 : 200, delayMs: (count * 7) % 20 };
    };
    const written: string[] = [];
    for (let n = 1; n <= 20; n += 1) written.push(await write(world, `number ${n}`));
    await taken(receiver, written);
    expect(receiver.arrivals.all.length).toBeGreaterThan(written.length);
    const firsts = receiver.arrivals.all.filter((arrival) => attemptOf(arrival) === 1);
    expect(ids(firsts)).toEqual(written);
    const sequences = firsts.map(({ sequence }) => sequence);
    expect(sequences).toEqual([...sequences].sort((one, other) => one - other));
  });

  it('keeps the order of a chat in all attempts when the target is strict', async () => {
    const receiver = await open('bot', { order: 'strict' });
    receiver.answer = (arrival) => ({ status: attemptOf(arrival) === 1 && arrival.sequence % 2 ? 500 : 200 });
    const written: string[] = [];
    for (let n = 1; n <= 8; n += 1) written.push(await write(world, `strictly ${n}`, n % 2 ? CASEY : KIM));
    expect(ids(await taken(receiver, written))).toEqual(written);
    expect(receiver.arrivals.all.length).toBeGreaterThan(written.length);
    const order = receiver.arrivals.all.map(({ sequence }) => sequence);
    expect(order).toEqual([...order].sort((one, other) => one - other));
  });

  it('goes to the global target, too, whichever instance it is of', async () => {
    const own = await open('bot');
    const mine = await write(world, 'for both', CASEY);
    const theirs = await write(world, 'for the global one', CASEY, OTHER_BOT);
    const [arrival] = await attempts(own, mine, 1);
    const [copy] = await attempts(everything, mine, 1);
    const [another] = await attempts(everything, theirs, 1);
    expect(copy).toMatchObject({ id: arrival?.id, sequence: arrival?.sequence, raw: arrival?.raw });
    expect(copy && deliveryOf(copy)).not.toBe(arrival && deliveryOf(arrival));
    expect(another?.headers['x-miaw-instance']).toBe('other');
    expect(new Set(everything.arrivals.all.map(({ event }) => event))).toEqual(new Set(['message', 'ready']));
    const readies = everything.named('ready').map(({ instanceId }) => instanceId);
    expect(readies).toEqual(['bot', 'other']);
    for (const each of everything.arrivals.all) expect(planAccepts(each) && standardAccepts(each)).toBe(true);
    await configure(world, 'bot', { webhookUrl: null });
    await attempts(everything, await write(world, 'only for the global one'), 1);
  });

  it.each<{ what: string; off: UpdateWebhook; on: (receiver: Receiver) => UpdateWebhook }>([
    { what: 'is turned off', off: { webhookEnabled: false }, on: () => ({ webhookEnabled: true }) },
    { what: 'has no URL', off: { webhookUrl: null }, on: ({ url }) => ({ webhookUrl: url }) },
  ])('waits while the target $what; what happens meanwhile is not for it', async ({ off, on }) => {
    const receiver = await open();
    const gate = newGate();
    // One would be due before the target is back, the other long after.
    const seconds: Record<string, string> = { 'a second': '1', 'an hour': '3600' };
    receiver.answer = (arrival) => {
      const wait = seconds[String(arrival.data['text'])];
      if (attemptOf(arrival) > 1 || wait === undefined) return { status: 200 };
      return { status: 500, headers: { 'Retry-After': wait }, after: gate.opened };
    };
    const waiting = [await write(world, 'a second', CASEY), await write(world, 'an hour', KIM)];
    for (const id of waiting) await attempts(receiver, id, 1);
    await configure(world, 'bot', off);
    gate.open();
    const failed = async () => {
      const query = { state: 'pending', event: 'message' } as const;
      const { data } = await outcomeOf(
        listDeliveries({ client: world.api.client, path: { instanceId: 'bot' }, query }),
      );
      return data?.deliveries.filter((each) => each.attempts === 1).length;
    };
    await eventually(failed, (count) => count === waiting.length, 'both failures to be on record');
    const missed = await write(world, 'missed');
    await attempts(everything, missed, 1);
    await steadily(
      async () => receiver.arrivals.all.length,
      (count) => count === waiting.length,
      'nothing goes out',
      1_300,
    );
    await configure(world, 'bot', on(receiver));
    for (const id of waiting) {
      const [, again] = await attempts(receiver, id, 2);
      expect(again && attemptOf(again)).toBe(2);
    }
    const later = await write(world, 'later');
    await attempts(receiver, later, 1);
    expect(ids(receiver.arrivals.all)).not.toContain(missed);
  });
});

describe('what is to be delivered', () => {
  const UNIT_MS = 400;
  const world = useWorld({
    WEBHOOK_RETRY_DELAY_MS: String(UNIT_MS),
    WEBHOOK_MAX_RETRIES: '20',
    WEBHOOK_TIMEOUT_MS: '30000',
  });
  const bot = new Bot(world, 'bot', BOT);
  let receiver: Receiver;

  beforeAll(async () => {
    await bot.link();
    await new Bot(world, 'other', OTHER_BOT).link();
  });

  beforeEach(async () => {
    receiver = await receiverOf(world, 'bot');
  });

  afterEach(async () => {
    await receiver.stop();
  });

  it('in one chat does not wait for another chat', async () => {
    const gate = newGate();
    receiver.answer = ({ data }) =>
      data['text'] === 'slow' ? { status: 200, after: gate.opened } : { status: 200 };
    const slow = await write(world, 'slow', CASEY);
    const behind = await write(world, 'behind it', CASEY);
    const elsewhere = await write(world, 'elsewhere', KIM);
    await attempts(receiver, elsewhere, 1);
    expect(ids(receiver.arrivals.all)).toEqual([slow, elsewhere]);
    gate.open();
    await attempts(receiver, behind, 1);
    expect(ids(receiver.arrivals.all)).toEqual([slow, elsewhere, behind]);
  });

  it('is not slowed by another target that hangs', async () => {
    const gate = newGate();
    const healthy = await receiverOf(world, 'other');
    receiver.answer = () => ({ status: 200, after: gate.opened });
    const voided: string[] = [];
    for (let n = 1; n <= 12; n += 1) voided.push(await write(world, `into the void ${n}`, `1555200000${n}`));
    const written: string[] = [];
    for (let n = 1; n <= 10; n += 1) written.push(await write(world, `through ${n}`, KIM, OTHER_BOT));
    await attempts(healthy, written.at(-1) ?? '', 1);
    expect(ids(healthy.arrivals.all)).toEqual(written);
    // Nothing has come back from there yet: there are as many as may be in flight.
    const inFlight = receiver.arrivals.all.length;
    expect(inFlight).toBeGreaterThanOrEqual(1);
    expect(inFlight).toBeLessThan(voided.length);
    expect(receiver.arrivals.all.map(attemptOf)).toEqual(Array.from({ length: inFlight }, () => 1));
    gate.open();
    await taken(receiver, voided);
    expect(ids(receiver.arrivals.all)).toHaveLength(voided.length);
    await healthy.stop();
  });

  it('keeps its place in the schedule when the server is stopped and started', async () => {
    receiver.answer = (arrival) => ({ status: attemptOf(arrival) < 3 ? 500 : 200 });
    const id = await write(world, 'over a restart');
    const [, second] = await attempts(receiver, id, 2);
    expect(await world.api.halt()).toBe(0);
    await world.api.start();
    const tries = await attempts(receiver, id, 3);
    expect(tries.map(attemptOf)).toEqual([1, 2, 3]);
    expect(new Set(tries.map(deliveryOf)).size).toBe(1);
    expect(new Set(tries.map(({ raw }) => raw)).size).toBe(1);
    expect(Number(tries[2]?.at) - Number(second?.at)).toBeGreaterThanOrEqual(5 * UNIT_MS - 5);
    await bot.reaches('connected');
  });

  it('survives a kill while the receiver is down, counting on', async () => {
    receiver.answer = () => ({ status: 500 });
    const id = await write(world, 'over a crash');
    const next = await write(world, 'behind it');
    await attempts(receiver, id, 2);
    // The chat's next first attempt comes when the one before is on record.
    await attempts(receiver, next, 1);
    await receiver.stop();
    await world.api.kill();
    await world.api.start();
    const from = receiver.mark;
    receiver.answer = () => ({ status: 200 });
    await receiver.listen();
    for (const each of [id, next]) {
      const found = await receiver.event('message', about(each), { from });
      expect(found.raw).toBe(receiver.arrivals.all.find(about(each))?.raw);
      expect(deliveryOf(found)).toBe(deliveryOf(receiver.arrivals.all.find(about(each)) ?? found));
    }
    const again = receiver.arrivals.all.slice(from).find(about(id));
    expect(again && attemptOf(again)).toBeGreaterThanOrEqual(2);
    await bot.reaches('connected');
  });

  it('is sent again when the server is killed while the receiver has it', async () => {
    receiver.answer = () => 'hang';
    const id = await write(world, 'in flight');
    const [cut] = await attempts(receiver, id, 1);
    await world.api.kill();
    receiver.answer = () => ({ status: 200 });
    await world.api.start();
    const [, again] = await attempts(receiver, id, 2);
    expect(again && attemptOf(again)).toBe(1);
    expect(again && deliveryOf(again)).toBe(cut && deliveryOf(cut));
    await bot.reaches('connected');
  });

  it('comes in the order in which it was written, from before the start of the server to after it', async () => {
    await world.api.kill();
    const written: string[] = [];
    for (let n = 1; n <= 30; n += 1) written.push(await write(world, `waited ${n}`));
    const starting = world.api.start();
    const isConnected = async () => {
      const { companions } = await world.emulator.get(`/phones/${BOT}`);
      return companions.some(({ connected }: { connected: boolean }) => connected);
    };
    await eventually(isConnected, Boolean, 'the login');
    for (let n = 1; n <= 30; n += 1) written.push(await write(world, `live ${n}`));
    await starting;
    await attempts(receiver, written.at(-1) ?? '', 1);
    expect(ids(receiver.named('message'))).toEqual(written);
    await bot.reaches('connected');
  });

  it('is finished before the server stops, when the receiver answers soon', async () => {
    receiver.answer = () => ({ status: 200, delayMs: 500 });
    const id = await write(world, 'under way');
    await attempts(receiver, id, 1);
    expect(await world.api.halt()).toBe(0);
    receiver.answer = () => ({ status: 200 });
    await world.api.start();
    await bot.reaches('connected');
    await attempts(receiver, await write(world, 'afterwards'), 1);
    expect(receiver.arrivals.all.filter(about(id))).toHaveLength(1);
  });

  it('waits behind one probe while the target fails, and goes out at once when it answers again', async () => {
    // But for the oldest, those that were tried would not be due for an hour.
    receiver.answer = ({ data }) =>
      data['text'] === 'held 1' ? { status: 500 } : { status: 500, headers: { 'Retry-After': '3600' } };
    const written: string[] = [];
    for (let n = 1; n <= 30; n += 1)
      written.push(await write(world, `held ${n}`, `15553000${100 + (n % 10)}`));
    const [oldest] = await attempts(receiver, written[0] ?? '', 2);
    if (!oldest) throw new Error('nothing arrived');
    await receiver.arrivals.count(({ event }) => event === 'message', 6, 'failures');
    const failures = [...receiver.arrivals.all];
    const beyond = failures.slice(5).map(deliveryOf);
    expect(new Set(beyond)).toEqual(new Set([deliveryOf(oldest)]));

    const from = receiver.mark;
    receiver.answer = () => ({ status: 200 });
    await taken(receiver, written);
    const [probe, ...others] = receiver.arrivals.all.slice(from);
    expect(probe && deliveryOf(probe)).toBe(deliveryOf(oldest));
    // `taken` waits for much less than the hour that the receiver has asked for.
    for (const other of others) {
      const tried = failures.filter((failure) => deliveryOf(failure) === deliveryOf(other)).length;
      expect(attemptOf(other)).toBe(tried + 1);
    }
    for (const phone of new Set(others.map(({ data }) => data['senderPhone']))) {
      const untried = others.filter((each) => each.data['senderPhone'] === phone && attemptOf(each) === 1);
      expect(ids(untried)).toEqual(written.filter((id) => ids(untried).includes(id)));
    }
  });

  it('has time for a receiver that thinks for long', async () => {
    receiver.answer = () => ({ status: 200, delayMs: 4_500 });
    await attempts(receiver, await write(world, 'think about it'), 1);
    receiver.answer = () => ({ status: 200 });
    const next = await write(world, 'and then');
    await attempts(receiver, next, 1);
    expect(receiver.arrivals.all.map(attemptOf)).toEqual([1, 1]);
  });
});
