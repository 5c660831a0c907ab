import type { NewEvent, Storage } from '#libs/storage';
import {
  createInstance,
  deleteInstance,
  listEvents,
  type ListEventsData,
  streamEvents,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { openStorage } from '../harness/database.js';
import { EventReader, type Frame } from '../harness/event-reader.js';
import { jidOf } from '../harness/jid.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const path = { instanceId: 'bot' };
const DAY_MS = 86_400_000;

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

async function page(query: ListEventsData['query'] = {}, instanceId = 'bot') {
  return outcomeOf(listEvents({ client: world.api.client, path: { instanceId }, query }));
}

/** Everything, page by page. */
async function everything(query: ListEventsData['query'] = {}, instanceId = 'bot') {
  const events: { sequence: number; event: string }[] = [];
  for (let after = query.after ?? 0; ;) {
    const { data } = await page({ ...query, after }, instanceId);
    if (!data) throw new Error('no page');
    events.push(...data.events);
    if (data.nextAfter === data.lastSequence) return events;
    after = data.nextAfter;
  }
}

/** Has things have happened while the server was down. */
async function happened(instanceId: string, events: readonly NewEvent[]): Promise<void> {
  await world.api.halt();
  await inStorage(async ({ database, events: journal, instances }) => {
    const instance = await instances.find(instanceId);
    if (!instance) throw new Error('no such instance');
    for (let from = 0; from < events.length; from += 500)
      await database.write((write) => journal.append(write, instance, events.slice(from, from + 500)));
  });
  await world.api.start();
}

async function inStorage(work: (storage: Storage) => Promise<void>): Promise<void> {
  const storage = await openStorage(world.api.directory);
  await work(storage);
  await storage.close();
}

function newEvents(count: number, at = Date.now()): NewEvent[] {
  return Array.from({ length: count }, (_, n) => ({
    event: 'presence',
    at,
    chat: null,
    dedupe: null,
    data: { jid: jidOf(ANNA), status: n % 2 === 0 ? 'available' : 'unavailable' },
  }));
}

async function created(instanceId: string): Promise<void> {
  await createInstance({ client: world.api.client, throwOnError: true, body: { instanceId } });
}

function sequences(frames: readonly Frame[]): unknown[] {
  return frames.filter(({ event }) => event !== 'behind').map(({ data }) => data['sequence']);
}

async function has(reader: EventReader, count: number, ms?: number): Promise<void> {
  await eventually(
    async () => sequences(reader.frames).length,
    (there) => there >= count,
    `${count} events`,
    ms,
  );
}

describe('the journal, read in pages', () => {
  it('is what the receiver was told, in order and to the letter', async () => {
    for (const text of ['one', 'two', 'three'])
      await bot.hears(await world.emulator.send(ANNA, { to: BOT, text }));
    const events = await everything({ limit: 2 });
    expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
    const told = world.receiver.arrivals.all.map(({ raw }) => JSON.parse(raw));
    expect(events).toEqual(told.sort((one, other) => one.sequence - other.sequence));
  });

  it('goes on after a sequence, and waits at its end', async () => {
    const first = await page();
    const { data } = await page({ after: first.data?.lastSequence });
    expect(data).toEqual({
      events: [],
      missing: [],
      nextAfter: first.data?.lastSequence,
      lastSequence: first.data?.lastSequence,
    });
    const id = await world.emulator.send(ANNA, { to: BOT, text: 'four' });
    await bot.hears(id);
    const next = await page({ after: first.data?.lastSequence });
    expect(next.data?.events).toMatchObject([{ event: 'message', data: { id, text: 'four' } }]);
  });

  it('has those of some names, and says where it is all the same', async () => {
    const messages = await everything({ types: 'message' });
    expect(messages.map(({ event }) => event)).toEqual(['message', 'message', 'message', 'message']);
    const both = await everything({ types: 'qr,ready', limit: 1 });
    expect(both.map(({ event }) => event)).toEqual(['qr', 'ready']);
    const none = await page({ types: 'call' });
    expect(none.data).toMatchObject({ events: [], nextAfter: none.data?.lastSequence });
  });

  it('refuses a reader that is ahead of it: that was another instance', async () => {
    expect(await page({ after: 1_000_000 })).toEqual(refused(400, 'INVALID_REQUEST'));
    const ahead = EventReader.open(world.api, 'bot', { lastEventId: '1000000' });
    await expect(ahead).rejects.toThrow('400');
    await expect(EventReader.open(world.api, 'bot', { lastEventId: 'x' })).rejects.toThrow('400');
    await expect(EventReader.open(world.api, 'nobody')).rejects.toThrow('404');
  });

  it('is kept whether or not anybody is told', async () => {
    await created('quiet');
    await happened('quiet', newEvents(3));
    await bot.reaches('connected');
    const names = (await everything({}, 'quiet')).map(({ event }) => event);
    expect(names).toEqual(['instance_created', 'presence', 'presence', 'presence']);
  });
});

describe('the journal, followed', () => {
  it('tells what happens from now on, as it is read in pages', async () => {
    const reader = await EventReader.open(world.api, 'bot');
    expect(Object.fromEntries(reader.response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'cache-control': 'no-store',
    });
    const id = await world.emulator.send(ANNA, { to: BOT, text: 'live' });
    await has(reader, 1);
    const [frame] = reader.frames;
    expect(frame).toMatchObject({ event: 'message', data: { event: 'message', data: { id } } });
    expect(frame?.id).toBe(String(frame?.data['sequence']));
    const after = Number(frame?.data['sequence']) - 1;
    expect((await page({ after, limit: 1 })).data?.events).toEqual([frame?.data]);
    reader.close();
  });

  it('goes on after the last one that came, across a crash, with the generated client', async () => {
    const got: unknown[] = [];
    const controller = new AbortController();
    const { stream } = await streamEvents({
      client: world.api.client,
      path,
      query: { after: 0, types: 'message' },
      signal: controller.signal,
      sseDefaultRetryDelay: 100,
      onSseEvent: ({ data }) => data !== undefined && got.push(Object(data).data?.text),
    });
    const reading = (async () => {
      for await (const _event of stream) continue;
    })();
    const until = (text: string) =>
      eventually(
        async () => got,
        (texts) => texts.includes(text),
        text,
      );
    await until('live');
    await world.api.kill();
    await world.emulator.send(ANNA, { to: BOT, text: 'meanwhile' });
    await world.api.start();
    await until('meanwhile');
    controller.abort();
    await reading;
    expect(got).toEqual(['one', 'two', 'three', 'four', 'live', 'meanwhile']);
  });

  it('ends when the server does, and does not hold it up', async () => {
    const reader = await EventReader.open(world.api, 'bot');
    // Exit code 0: every part stopped within its share of SHUTDOWN_TIMEOUT_MS.
    expect(await world.api.halt()).toBe(0);
    await reader.ended;
    await world.api.start();
    await bot.reaches('connected');
  });

  it('ends with its instance', async () => {
    await created('brief');
    const reader = await EventReader.open(world.api, 'brief');
    await deleteInstance({ client: world.api.client, throwOnError: true, path: { instanceId: 'brief' } });
    // What the others do wakes it.
    await world.emulator.send(ANNA, { to: BOT, text: 'wake up' });
    await reader.ended;
  });
});

describe('what retention has removed', () => {
  it('is told, in pages and in the stream, and what is kept comes', async () => {
    await created('old');
    const kept = { ...newEvents(1)[0], at: Date.now() };
    const [young] = newEvents(1);
    if (!young) throw new Error('no event');
    await happened(
      'old',
      [...newEvents(3, Date.now() - 10 * DAY_MS), kept, ...newEvents(2, 1), young].map((event) => ({
        ...young,
        ...event,
      })),
    );
    await world.api.halt();
    await inStorage(async ({ events }) => {
      await events.prune(Date.now() - DAY_MS);
    });
    await world.api.start();
    const missing = [
      { from: 2, to: 4 },
      { from: 6, to: 7 },
    ];
    const { data } = await page({}, 'old');
    expect(data).toMatchObject({ missing, nextAfter: 8, lastSequence: 8 });
    expect(data?.events.map(({ sequence }) => sequence)).toEqual([1, 5, 8]);
    expect((await page({ after: 5, limit: 1 }, 'old')).data).toMatchObject({ missing: [missing[1]] });
    const reader = await EventReader.open(world.api, 'old', { query: '?after=0' });
    await eventually(
      async () => reader.frames.length,
      (count) => count >= 5,
      'the frames',
    );
    expect(reader.frames.map(({ id, event, data: told }) => [id, event, told['from'], told['to']])).toEqual([
      ['1', 'instance_created', undefined, undefined],
      ['4', 'gap', 2, 4],
      ['5', 'presence', undefined, undefined],
      ['7', 'gap', 6, 7],
      ['8', 'presence', undefined, undefined],
    ]);
    reader.close();
  });

  it('is all that is told when nothing is left', async () => {
    await created('empty');
    await happened('empty', newEvents(5, 1));
    await world.api.halt();
    await inStorage(async ({ events }) => {
      await events.prune(Date.now() - DAY_MS);
    });
    await world.api.start();
    expect((await page({ after: 2 }, 'empty')).data).toEqual({
      events: [],
      missing: [{ from: 3, to: 6 }],
      nextAfter: 6,
      lastSequence: 6,
    });
  });
});

describe('ten thousand events', () => {
  const BEFORE = 8_500;
  const LIVE = 1_500;
  /** A bound for what never comes: many times longer than a machine needs that does other things, too. */
  const SETTLED_MS = 900_000;

  it(
    'reach a slow reader, who is told how far behind it is',
    async () => {
      await created('many');
      await happened('many', newEvents(BEFORE));
      const reader = await EventReader.open(world.api, 'many', {
        query: '?after=0',
        onFrame: async ({ event }) => {
          if (event === 'behind') await new Promise((resolve) => setTimeout(resolve, 20));
        },
      });
      // The first event is that of its creation.
      const last = BEFORE + 1;
      await has(reader, last, SETTLED_MS);
      reader.close();
      expect(sequences(reader.frames)).toEqual(Array.from({ length: last }, (_, n) => n + 1));
      const behind = reader.frames.filter(({ event }) => event === 'behind');
      expect(behind[0]).toMatchObject({ data: { behind: last - 100, lastSequence: last } });
      expect(behind.length).toBeGreaterThan(50);
    },
    2 * SETTLED_MS,
  );

  it(
    'reach a reader once each and in order, that leaves and comes back while the server is restarted',
    async () => {
      const { data } = await page();
      const start = data?.lastSequence ?? 0;
      await happened('bot', newEvents(BEFORE));
      await bot.reaches('connected');
      const seen: number[] = [];
      const done = new AbortController();
      let visits = 0;
      const reading = (async () => {
        while (!done.signal.aborted) {
          visits += 1;
          const lastEventId = String(seen.at(-1) ?? start);
          const stay = 50 + Math.floor(Math.random() * 400);
          let left = false;
          let reader: EventReader | undefined;
          try {
            reader = await EventReader.open(world.api, 'bot', {
              lastEventId,
              // What comes after it left is as good as not received.
              onFrame: ({ data: { sequence } }) => {
                if (left || typeof sequence !== 'number') return;
                seen.push(sequence);
                if (seen.length % stay === 0) {
                  left = true;
                  reader?.close();
                }
              },
            });
            const timer = setTimeout(() => reader?.close(), 1_000 + Math.random() * 1_000);
            await reader.ended;
            clearTimeout(timer);
          } catch {
            await new Promise((resolve) => setTimeout(resolve, 100));
          }
        }
      })();
      const restarts = [() => world.api.halt(), () => world.api.kill(), () => world.api.kill()];
      for (const stop of restarts) {
        for (let n = 0; n < LIVE / restarts.length; n += 1)
          await world.emulator.send(ANNA, { to: BOT, text: `live ${n}` });
        await stop();
        await world.api.start();
      }
      await bot.reaches('connected');
      await eventually(
        async () =>
          [await everything({ after: start, types: 'message' }), (await page()).data?.lastSequence] as const,
        ([messages, last]) => messages.length === LIVE && seen.at(-1) === last,
        'everything',
        SETTLED_MS,
      );
      done.abort();
      await reading;
      expect(seen.length).toBeGreaterThanOrEqual(BEFORE + LIVE);
      expect(seen).toEqual(seen.map((_, index) => start + 1 + index));
      expect(visits).toBeGreaterThan(10);
    },
    2 * SETTLED_MS,
  );
});
