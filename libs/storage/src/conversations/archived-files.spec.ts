import type { Uid } from '../ids.js';
import { withoutDevice } from '../jids.js';
import { StorageBench } from '../testing/storage-bench.js';
import type { MessageIdentity } from './messages.js';

const ANNA = withoutDevice('15550001111@s.whatsapp.net');

describe('archived files', () => {
  let bench: StorageBench;
  let instance: Uid;

  beforeEach(async () => {
    bench = await StorageBench.open();
    instance = (await bench.instance()).uid;
  });

  afterEach(() => bench.close());

  async function message(id: string, files: number, at = 5): Promise<MessageIdentity> {
    const identity = { instance, chat: ANNA, sender: ANNA, id };
    const row = {
      ...identity,
      from_me: 0 as const,
      remote_jid: ANNA,
      participant: '',
      type: 'document',
      at: 1,
    };
    await bench.write(async (write) => {
      await bench.storage.messages.insert(write, row);
      await bench.storage.archivedFiles.add(write, identity, files, at);
    });
    return identity;
  }

  async function rows() {
    return bench.storage.database.read.selectFrom('archived_files').selectAll().orderBy('file').execute();
  }

  async function archive(at: number): Promise<void> {
    const row = await bench.storage.archivedFiles.due(at, []);
    if (!row) throw new Error('nothing is due');
    const change = { state: 'archived', archived_at: at } as const;
    await bench.write((write) => bench.storage.archivedFiles.change(write, row.id, change));
  }

  it('are noted with one statement, once', async () => {
    const identity = await message('m', 3);
    const { database, archivedFiles } = bench.storage;
    const before = database.statements;
    await bench.write((write) => archivedFiles.add(write, identity, 3, 9));
    expect(database.statements - before).toBe(1);
    expect(await rows()).toMatchObject([0, 1, 2].map((file) => ({ file, state: 'waiting', due_at: 5 })));
  });

  it('are due in the order of their times, without those under way', async () => {
    await message('later', 1, 20);
    await message('sooner', 1, 10);
    const { archivedFiles } = bench.storage;
    expect(await archivedFiles.due(9, [])).toBeUndefined();
    expect(await archivedFiles.nextDueAt([])).toBe(10);
    const first = await archivedFiles.due(30, []);
    expect(first?.due_at).toBe(10);
    const busy = first ? [first.id] : [];
    expect((await archivedFiles.due(30, busy))?.due_at).toBe(20);
    expect(await archivedFiles.nextDueAt(busy)).toBe(20);
  });

  it('are outdated when their time is over, and are forgotten as removed', async () => {
    await message('m', 2);
    await archive(10);
    await archive(20);
    const { archivedFiles } = bench.storage;
    expect(await archivedFiles.outdated(10, 9, [])).toEqual([]);
    const outdated = await archivedFiles.outdated(11, 9, []);
    expect(outdated).toMatchObject([{ archived_at: 10 }]);
    await bench.write((write) =>
      archivedFiles.forget(
        write,
        outdated.map(({ id }) => id),
      ),
    );
    expect((await rows()).map(({ state }) => state).sort()).toEqual(['archived', 'removed']);
    expect(await archivedFiles.outdated(11, 9, [])).toEqual([]);
    expect(await archivedFiles.count('archived')).toBe(1);
  });

  it('outlive their message and their instance until they are forgotten', async () => {
    await message('m', 2);
    await archive(10);
    await bench.write((write) => bench.storage.instances.remove(write, instance));
    const { archivedFiles } = bench.storage;
    expect(await archivedFiles.due(99, [])).toBeUndefined();
    const outdated = await archivedFiles.outdated(0, 9, []);
    expect(outdated).toMatchObject([
      { instance, message: null },
      { instance, message: null },
    ]);
    const [busy] = outdated;
    expect(await archivedFiles.outdated(0, 9, busy ? [busy.id] : [])).toHaveLength(1);
    const ids = outdated.map(({ id }) => id);
    expect(await archivedFiles.known([...ids, 'fil_unknown'])).toEqual(new Set(ids));
    await bench.write((write) => archivedFiles.forget(write, ids));
    expect(await rows()).toEqual([]);
  });
});
