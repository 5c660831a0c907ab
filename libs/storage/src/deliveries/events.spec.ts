import { randomBytes } from 'node:crypto';
import type { InstanceRow } from '../accounts/instances.js';
import { StorageBench } from '../testing/storage-bench.js';

describe('whoever waits for events', () => {
  let bench: StorageBench;
  let instance: InstanceRow;
  let target: string;
  /** What was there each time that the listener was called: deliveries to look for. */
  let told: unknown[];

  beforeEach(async () => {
    bench = await StorageBench.open();
    const { events, targets, newDeliveries } = bench.storage;
    instance = await bench.instance();
    ({ id: target } = await bench.write((write) =>
      targets.insert(write, instance.uid, { webhookUrl: 'https://a.test/', webhookEvents: ['message'] }),
    ));
    told = [];
    events.onAppended(() => told.push([...newDeliveries.take().keys()]));
  });

  afterEach(() => bench.close());

  async function append(...names: string[]): Promise<number> {
    const drafts = names.map((event) => ({ event, at: 1, chat: null, dedupe: event, data: {} }));
    return bench.write((write) => bench.storage.events.append(write, instance, drafts));
  }

  it('is told when they can be read, and where their deliveries are', async () => {
    const appending = append('message');
    expect(told).toEqual([]);
    await appending;
    expect(told).toEqual([[target]]);
  });

  it('is told of those that nobody has delivered', async () => {
    await append('presence', 'message');
    expect(told).toEqual([[target]]);
  });

  it('is not disturbed while nothing is old enough to be removed', async () => {
    await append('message');
    expect(await bench.storage.events.prune(1)).toBe(0);
  });

  it('is told of many at once, in their order, each with its delivery', async () => {
    const names = Array.from({ length: 700 }, (_, n) => (n % 3 === 0 ? 'presence' : 'message'));
    const drafts = names.map((event, n) => ({ event, at: n, chat: null, dedupe: `${n % 500}`, data: { n } }));
    expect(await bench.write((write) => bench.storage.events.append(write, instance, drafts))).toBe(500);
    const { read } = bench.storage.database;
    const events = await read.selectFrom('events').selectAll().orderBy('sequence').execute();
    expect(events.map(({ sequence, data }) => [sequence, JSON.parse(data).n])).toEqual(
      Array.from({ length: 500 }, (_, n) => [n + 1, n]),
    );
    const deliveries = await read.selectFrom('deliveries').select('event').orderBy('position').execute();
    expect(deliveries.map(({ event }) => event)).toEqual(
      events.filter(({ event }) => event === 'message').map(({ id }) => id),
    );
    expect(told).toEqual([[target]]);
  });

  it('is told of an event whose key is too long for an index only once', async () => {
    const keys = ['a', 'b'].map((end) => randomBytes(9_000).toString('hex') + end);
    const drafts = [...keys, ...keys].map((dedupe) => ({
      event: 'message',
      at: 1,
      chat: null,
      dedupe,
      data: {},
    }));
    for (const draft of drafts)
      await bench.write((write) => bench.storage.events.append(write, instance, [draft]));
    const stored = await bench.storage.database.read.selectFrom('events').select('dedupe').execute();
    expect(stored.map(({ dedupe }) => dedupe)).toEqual(Array(2).fill(expect.stringMatching(/^sha256-/)));
  });

  it('is not told of those that were there, nor of other writes', async () => {
    await append('message');
    await append('message');
    await bench.instance('another');
    expect(told).toHaveLength(1);
  });
});

describe('events in order', () => {
  let bench: StorageBench;
  let instance: InstanceRow;

  beforeEach(async () => {
    bench = await StorageBench.open();
    instance = await bench.instance();
    const drafts = [5, 5, 900, 5, 900, 5].map((size, index) => ({
      event: index % 2 === 0 ? 'even' : 'odd',
      at: 1,
      chat: null,
      dedupe: null,
      data: { text: 'x'.repeat(size) },
    }));
    await bench.write((write) => bench.storage.events.append(write, instance, drafts));
  });

  afterEach(() => bench.close());

  async function read(more: { after?: number; limit?: number; bytes: number; names?: string[] }) {
    const { events, upTo } = await bench.storage.events.inOrder(instance.uid, {
      after: 0,
      upTo: 6,
      limit: 9,
      ...more,
    });
    return [events.map(({ sequence }) => sequence), upTo];
  }

  it('end where they get too large, after one at least', async () => {
    expect(await read({ bytes: 9_999 })).toEqual([[1, 2, 3, 4, 5, 6], 6]);
    expect(await read({ bytes: 100 })).toEqual([[1, 2], 2]);
    expect(await read({ bytes: 100, after: 2 })).toEqual([[3], 3]);
    expect(await read({ bytes: 100, after: 5 })).toEqual([[6], 6]);
  });

  it('end where there are enough, or where those with other names end', async () => {
    expect(await read({ bytes: 9_999, limit: 2 })).toEqual([[1, 2], 2]);
    expect(await read({ bytes: 9_999, names: ['odd'] })).toEqual([[2, 4, 6], 6]);
    expect(await read({ bytes: 1_000, names: ['even'] })).toEqual([[1, 3], 3]);
    expect(await read({ bytes: 1_000, names: ['none'] })).toEqual([[], 6]);
  });
});
