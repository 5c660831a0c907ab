import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { Database, DATABASE_FILE, isOutage } from './database.js';
import { DirectoryInUse } from './sqlite/directory-lock.js';
import { EventsRepository } from './deliveries/events.js';
import { InboxRepository } from './accounts/inbox.js';
import { InstancesRepository } from './accounts/instances.js';
import { SessionsRepository } from './accounts/sessions.js';

describe('the database', () => {
  let directory: string;
  let database: Database;
  let instances: InstancesRepository;

  beforeEach(async () => {
    directory = mkdtempSync(join(tmpdir(), 'miaw-storage-'));
    database = await Database.open(directory);
    instances = new InstancesRepository(database);
  });

  afterEach(async () => {
    await database.close();
    rmSync(directory, { recursive: true });
  });

  async function insert(instanceId: string) {
    const row = await database.write((write) => instances.insert(write, instanceId, 1));
    if (!row) throw new Error('not inserted');
    return row;
  }

  const event = (dedupe: string | null = null) => ({
    event: 'message',
    at: 5,
    chat: 'c',
    dedupe,
    data: { n: 1 },
  });

  it('is readable by its owner alone', () => {
    expect(statSync(join(directory, DATABASE_FILE)).mode & 0o777).toBe(0o600);
    expect(statSync(join(directory, `${DATABASE_FILE}-wal`)).mode & 0o777).toBe(0o600);
  });

  it('is for one process at a time', async () => {
    await expect(Database.open(directory)).rejects.toThrow(DirectoryInUse);
    await database.close();
    database = await Database.open(directory);
  }, 15_000);

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

  it('keeps what was written over a reopening', async () => {
    await insert('one');
    await database.close();
    database = await Database.open(directory);
    expect(await new InstancesRepository(database).find('one')).toMatchObject({ instance_id: 'one' });
  });

  it('leaves nothing readable behind of what was deleted', async () => {
    const row = await insert('the-name-of-a-deleted-instance');
    await database.write((write) => instances.remove(write, row.uid));
    await database.close();
    for (const file of readdirSync(directory)) {
      expect(readFileSync(join(directory, file)).includes('the-name-of-a-deleted')).toBe(false);
    }
  });

  it('says that it is full to whom there is no space for, and goes on when it is not any more', async () => {
    const row = await insert('one');
    const pages = (most: number) => sql`pragma max_page_count = ${sql.lit(most)}`.execute(database.read);
    const events = new EventsRepository(database);
    const happen = (text: string) =>
      database.write((write) => events.append(write, row, [{ ...event(), data: { text } }]));
    await pages(1);
    const results = await Promise.allSettled([
      happen('small'),
      happen('large'.repeat(20_000)),
      happen('small'),
    ]);
    // Whether those who share the commit are written all the same is for SQLite to decide.
    const failed = results.flatMap((result) => (result.status === 'rejected' ? [result.reason] : []));
    expect(results[1]?.status).toBe('rejected');
    expect(failed.map((reason) => isOutage(reason))).toEqual(failed.map(() => true));
    await pages(1_000_000);
    await Promise.all([happen('small'), happen('large'.repeat(20_000))]);
    const all = await database.read.selectFrom('events').select('sequence').orderBy('sequence').execute();
    expect(all.map((each) => each.sequence)).toEqual(
      Array.from({ length: 3 - failed.length + 2 }, (_, n) => n + 1),
    );
    const broken = database.write((write) => events.append(write, row, [{ ...event(), at: Number.NaN }]));
    expect(isOutage(await broken.catch((error: unknown) => error))).toBe(false);
  });

  it('refuses writes once closed', async () => {
    await database.close();
    await expect(database.write(async () => undefined)).rejects.toThrow('closed');
  });

  it('numbers the events of an instance without gaps, whatever is told twice', async () => {
    const row = await insert('one');
    const events = new EventsRepository(database);
    await database.write((write) => events.append(write, row, [event('a'), event('a'), event()]));
    await database.write((write) => events.append(write, row, [event('a'), event('b')]));
    const all = await database.read.selectFrom('events').select('sequence').orderBy('sequence').execute();
    expect(all.map((each) => each.sequence)).toEqual([1, 2, 3]);
  });

  it('lets no late write bring a deleted instance back', async () => {
    const row = await insert('one');
    await database.write((write) => instances.remove(write, row.uid));
    const sessions = new SessionsRepository(database, new InboxRepository(database));
    await expect(sessions.saveCredentials(row.uid, '{}')).rejects.toThrow();
    expect(await sessions.credentials(row.uid)).toBeUndefined();
    const events = new EventsRepository(database);
    await database.write((write) => events.append(write, row, [event()]));
    expect(await database.read.selectFrom('events').selectAll().execute()).toEqual([]);
  });
});
