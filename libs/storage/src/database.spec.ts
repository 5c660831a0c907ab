import { sql } from 'kysely';
import { measures } from '#libs/observability';
import type { InstancesRepository } from './accounts/instances.js';
import type { Database } from './database.js';
import { StorageBench } from './testing/storage-bench.js';

describe('the database, of either dialect,', () => {
  let bench: StorageBench;
  let database: Database;
  let instances: InstancesRepository;

  beforeEach(async () => {
    bench = await StorageBench.open();
    take();
  });

  afterEach(() => bench.close());

  function take(): void {
    ({ database, instances } = bench.storage);
  }

  const event = (dedupe: string | null = null) => ({
    event: 'message',
    at: 5,
    chat: 'c',
    dedupe,
    data: { n: 1 },
  });

  it('takes nothing from its neighbours when a unit fails', async () => {
    const results = await Promise.allSettled([
      database.write((write) => instances.insert(write, 'one', 1)),
      database.write(async (write) => {
        await instances.insert(write, 'two', 1);
        throw new Error('no');
      }),
      database.write((write) => instances.insert(write, 'three', 1)),
    ]);
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect((await instances.all()).map((row) => row.instance_id).sort()).toEqual(['one', 'three']);
  });

  it('counts no failed commit when a unit changes its mind, and one when it cannot write', async () => {
    const failed: boolean[] = [];
    const end = measures.commit.listen((commit) => failed.push(commit.failed));
    const no = async (): Promise<never> => Promise.reject(new Error('no'));
    await expect(database.write(no)).rejects.toThrow('no');
    await database.write((write) => instances.insert(write, 'one', 1));
    const broken = database.write((write) => sql`insert into nowhere values (1)`.execute(write));
    await expect(broken).rejects.toThrow('nowhere');
    end();
    expect(failed).toEqual([false, true]);
  });

  it('says that a commit is over before its units know, also when it failed', async () => {
    const told: string[] = [];
    const one = database.write(async (write) => {
      database.afterCommit(write, () => told.push('over'));
      return 'written';
    });
    const two = database.write(async (write) => {
      database.afterCommit(write, () => told.push('over'));
      throw new Error('no');
    });
    await Promise.allSettled([one.then((result) => told.push(result)), two.catch(() => told.push('failed'))]);
    // How often depends on how many commits it took until each unit was on its own.
    const ends = told.filter((each) => each !== 'over');
    expect(ends).toEqual(['written', 'failed']);
    expect(told.slice(0, 2)).toEqual(['over', 'over']);
    expect(told.at(-1)).not.toBe('over');
    const before = told.length;
    await database.write(async () => undefined);
    expect(told).toHaveLength(before);
  });

  it('keeps what was written over a reopening', async () => {
    await bench.instance('one');
    await bench.reopen();
    expect(await bench.storage.instances.find('one')).toMatchObject({ instance_id: 'one' });
  });

  it('refuses writes once closed', async () => {
    await database.close();
    await expect(database.write(async () => undefined)).rejects.toThrow('closed');
  });

  it('numbers the events of an instance without gaps, whatever is told twice', async () => {
    const row = await bench.instance('one');
    const { events } = bench.storage;
    await database.write((write) => events.append(write, row, [event('a'), event('a'), event()]));
    await database.write((write) => events.append(write, row, [event('a'), event('b')]));
    const all = await database.read.selectFrom('events').select('sequence').orderBy('sequence').execute();
    expect(all.map((each) => each.sequence)).toEqual([1, 2, 3]);
  });

  it('lets no late write bring a deleted instance back', async () => {
    const row = await bench.instance('one');
    await database.write((write) => instances.remove(write, row.uid));
    const { sessions, events } = bench.storage;
    await expect(sessions.saveCredentials(row.uid, '{}')).rejects.toThrow();
    expect(await sessions.credentials(row.uid)).toBeUndefined();
    await database.write((write) => events.append(write, row, [event()]));
    expect(await database.read.selectFrom('events').selectAll().execute()).toEqual([]);
  });

  it('keeps what strangers write, whatever the characters and the length', async () => {
    const row = await bench.instance('one');
    const { events } = bench.storage;
    const long = 'ä'.repeat(1_048_576);
    const texts = ['a\0b', 'lone \ud800 surrogate', long];
    for (const text of texts)
      await database.write((write) =>
        events.append(write, row, [{ ...event(), chat: text, data: { text } }]),
      );
    const all = await database.read.selectFrom('events').selectAll().orderBy('sequence').execute();
    expect(all.map(({ data }) => JSON.parse(data))).toEqual(texts.map((text) => ({ text })));
    expect(all.map(({ chat }) => chat?.replaceAll('\0', ''))).toEqual(['ab', 'lone \ufffd surrogate', long]);
  });
});
