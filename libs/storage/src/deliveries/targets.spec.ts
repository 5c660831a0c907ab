import type { Uid } from '../ids.js';
import { StorageBench } from '../testing/storage-bench.js';
import { configOf, isDeliverable, type TargetChange, type TargetsRepository } from './targets.js';

describe('the target of an instance', () => {
  let bench: StorageBench;
  let targets: TargetsRepository;

  beforeEach(async () => {
    bench = await StorageBench.open();
    ({ targets } = bench.storage);
  });

  afterEach(() => bench.close());

  async function instance(config: TargetChange = {}): Promise<Uid> {
    const { uid } = await bench.instance();
    await bench.write((write) => targets.insert(write, uid, config));
    return uid;
  }

  async function configured(uid: Uid, change: TargetChange) {
    const row = await targets.update(uid, change, 2);
    return row && configOf(row);
  }

  it('exists from the beginning, and wants everything', async () => {
    const row = await targets.ofInstance(await instance());
    expect(row && configOf(row)).toEqual({
      webhookUrl: null,
      webhookEvents: null,
      webhookEnabled: true,
      order: 'chat',
      headers: {},
      format: 'miaw',
      filter: null,
      concurrency: null,
      timeoutMs: null,
    });
    expect(row && isDeliverable(row)).toBe(false);
    expect(await targets.deliverable()).toEqual([]);
  });

  it('keeps what a change does not mention', async () => {
    const uid = await instance({ webhookUrl: 'https://a.test/', headers: { 'X-Tenant': '7' } });
    const config = await configured(uid, { webhookEvents: ['message', 'ready'], order: undefined });
    expect(config).toEqual({
      webhookUrl: 'https://a.test/',
      webhookEvents: ['message', 'ready'],
      webhookEnabled: true,
      order: 'chat',
      headers: { 'X-Tenant': '7' },
      format: 'miaw',
      filter: null,
      concurrency: null,
      timeoutMs: null,
    });
    expect(await configured(uid, { webhookEvents: null, headers: {}, order: 'strict' })).toMatchObject({
      webhookUrl: 'https://a.test/',
      webhookEvents: null,
      headers: {},
      order: 'strict',
    });
    expect(await configured(uid, { webhookUrl: null })).toMatchObject({ webhookUrl: null, order: 'strict' });
    expect((await targets.ofInstances()).get('bot')).toMatchObject({ url: null });
  });

  it('gets what it wants, from the moment on that it wants it', async () => {
    const uid = await instance({ webhookUrl: 'https://a.test/', webhookEvents: ['message'] });
    const heard = async (): Promise<string[]> => {
      const { database, events } = bench.storage;
      const newEvents = ['message', 'message_edit', 'ready'].map((event) => ({
        event,
        at: 1,
        chat: null,
        dedupe: null,
        data: {},
      }));
      await bench.write(async (write) => {
        await write.deleteFrom('events').execute();
        await events.append(write, { uid, instance_id: 'bot' }, newEvents);
      });
      const rows = await database.read
        .selectFrom('deliveries')
        .innerJoin('events', 'events.id', 'deliveries.event')
        .select('events.event')
        .orderBy('deliveries.position')
        .execute();
      return rows.map(({ event }) => event);
    };
    expect(await heard()).toEqual(['message']);
    await configured(uid, { webhookEvents: ['ready', 'message_edit', 'ready'] });
    expect(await heard()).toEqual(['message_edit', 'ready']);
    await configured(uid, { headers: { 'X-Tenant': '7' } });
    expect(await heard()).toEqual(['message_edit', 'ready']);
    await configured(uid, { webhookEvents: [] });
    expect(await heard()).toEqual([]);
    await configured(uid, { webhookEvents: null });
    expect(await heard()).toEqual(['message', 'message_edit', 'ready']);
    await configured(uid, { webhookEnabled: false });
    expect(await heard()).toEqual([]);
  });

  it('is unknown once the instance is gone', async () => {
    const uid = await instance();
    await bench.write((write) => bench.storage.instances.remove(write, uid));
    expect(await configured(uid, { webhookEnabled: false })).toBeUndefined();
  });
});
