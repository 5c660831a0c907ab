import type { Uid } from '../ids.js';
import { StorageBench } from '../testing/storage-bench.js';

describe('the inbox', () => {
  let bench: StorageBench;
  let instance: Uid;

  beforeEach(async () => {
    bench = await StorageBench.open();
    ({ uid: instance } = await bench.instance());
  });

  afterEach(() => bench.close());

  /** A message of which another copy was requested. */
  async function expectCopy(id: string, receivedAt: number): Promise<number> {
    const { inbox } = bench.storage;
    const identity = {
      stanza_from: '15550001111@s.whatsapp.net',
      participant: '',
      stanza_id: id,
      digest: id,
    };
    const row = {
      ...identity,
      kind: 'placeholder' as const,
      stanza: '{}',
      payload: null,
      received_at: receivedAt,
    };
    await bench.write((write) => inbox.add(write, instance, row));
    const found = await inbox.find(instance, identity);
    if (!found) throw new Error('no row');
    return found.position;
  }

  it('has no backlog of messages that were reported without their content', async () => {
    const { inbox } = bench.storage;
    const position = await expectCopy('A', 10);
    await expectCopy('B', 20);
    expect(await inbox.backlog()).toEqual({ open: 2, oldestAt: 10 });
    await bench.write((write) => inbox.reported(write, position, 'not_decrypted'));
    expect(await inbox.backlog()).toEqual({ open: 1, oldestAt: 20 });
    // A copy may still come.
    expect(await inbox.placeholders(bench.storage.database.read, instance, 'A')).toHaveLength(1);
  });

  it('finishes those of which a copy has arrived', async () => {
    const { inbox } = bench.storage;
    await expectCopy('A', 10);
    await expectCopy('B', 10);
    const copy = {
      stanza_from: '15550001111@s.whatsapp.net',
      participant: '',
      stanza_id: 'A',
      digest: 'of the copy',
      kind: 'message' as const,
      stanza: '{}',
      payload: Buffer.from('hello'),
      received_at: 12,
    };
    await bench.write((write) => inbox.add(write, instance, copy, true));
    await bench.write((write) => inbox.finishAnswered(write, instance, 5));
    expect(await inbox.backlog()).toEqual({ open: 2, oldestAt: 10 });
    await bench.write((write) => inbox.finishAnswered(write, instance, 10));
    expect((await inbox.undigested(instance)).map((row) => row.stanza_id)).toEqual(['B']);
    expect(await inbox.backlog()).toEqual({ open: 1, oldestAt: 10 });
  });

  it('keeps them no longer than others', async () => {
    const { inbox } = bench.storage;
    const position = await expectCopy('A', 10);
    await expectCopy('B', 10);
    expect(await inbox.prune(20)).toBe(0);
    await bench.write((write) => inbox.reported(write, position, 'not_decrypted'));
    expect(await inbox.prune(10)).toBe(0);
    expect(await inbox.prune(20)).toBe(1);
    expect(await inbox.undigested(instance)).toHaveLength(1);
  });
});
