import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { sql } from 'kysely';
import { measures } from '#libs/observability';
import type { InstancesRepository } from '../accounts/instances.js';
import type { Database } from '../database.js';
import { Storage } from '../storage.js';
import { StorageBench } from '../testing/storage-bench.js';
import { DATABASE_FILE } from './database.js';
import { DirectoryInUse } from './directory-lock.js';

/** Has the file for itself for a moment, as a connection that is closing does. */
const HOLDER = `
  const { parentPort, workerData } = require('node:worker_threads');
  const { DatabaseSync } = require('@photostructure/sqlite');
  const database = new DatabaseSync(workerData);
  database.exec('PRAGMA locking_mode=EXCLUSIVE; PRAGMA journal_mode=WAL; BEGIN IMMEDIATE');
  parentPort.postMessage('held');
  setTimeout(() => database.close(), 300);
`;

describe('a database of SQLite', () => {
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

  it('is readable by its owner alone', () => {
    expect(statSync(join(bench.directory, DATABASE_FILE)).mode & 0o777).toBe(0o600);
    expect(statSync(join(bench.directory, `${DATABASE_FILE}-wal`)).mode & 0o777).toBe(0o600);
  });

  it('is for one process at a time', async () => {
    await expect(Storage.open(bench.directory)).rejects.toThrow(DirectoryInUse);
    await bench.reopen();
  }, 15_000);

  it('waits for a file that another connection has for itself', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'miaw-storage-'));
    const holder = new Worker(HOLDER, { eval: true, workerData: join(directory, DATABASE_FILE) });
    const ended = once(holder, 'exit');
    await once(holder, 'message');
    const storage = await Storage.open(directory);
    await ended;
    expect(await storage.instances.all()).toEqual([]);
    await storage.close();
    rmSync(directory, { recursive: true });
  });

  it('lets everything else run while many units share a commit', async () => {
    const commits: number[] = [];
    const end = measures.commit.listen(({ units }) => commits.push(units));
    let turns = 0;
    const count = (): void => {
      turns += 1;
      counting = setImmediate(count);
    };
    const units = Array.from({ length: 100 }, () =>
      database.write(async () => {
        const until = performance.now() + 5;
        while (performance.now() < until);
      }),
    );
    // From the second unit on: the commit begins in a turn of its own.
    await Promise.resolve();
    let counting = setImmediate(() => (counting = setImmediate(count)));
    await Promise.all(units);
    clearImmediate(counting);
    end();
    expect(commits).toEqual([100]);
    expect(turns).toBeGreaterThan(10);
  });

  it('leaves nothing readable behind of what was deleted', async () => {
    const row = await bench.instance('the-name-of-a-deleted-instance');
    await database.write((write) => instances.remove(write, row.uid));
    await database.close();
    for (const file of readdirSync(bench.directory)) {
      expect(readFileSync(join(bench.directory, file)).includes('the-name-of-a-deleted')).toBe(false);
    }
  });

  it('says that it is full to whom there is no space for, and goes on when it is not any more', async () => {
    const row = await bench.instance('one');
    const pages = (most: number) => sql`pragma max_page_count = ${sql.lit(most)}`.execute(database.read);
    const { events } = bench.storage;
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
    expect(failed.map((reason) => database.isOutage(reason))).toEqual(failed.map(() => true));
    await pages(1_000_000);
    await Promise.all([happen('small'), happen('large'.repeat(20_000))]);
    const all = await database.read.selectFrom('events').select('sequence').orderBy('sequence').execute();
    expect(all.map((each) => each.sequence)).toEqual(
      Array.from({ length: 3 - failed.length + 2 }, (_, n) => n + 1),
    );
    const broken = database.write((write) => events.append(write, row, [{ ...event(), at: Number.NaN }]));
    expect(database.isOutage(await broken.catch((error: unknown) => error))).toBe(false);
  });
});
