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
    expect(told).toEqual([[], [target]]);
  });

  it('is not told of those that were there, nor of other writes', async () => {
    await append('message');
    await append('message');
    await bench.instance('another');
    expect(told).toHaveLength(1);
  });
});
