import { sql } from 'kysely';
import { Cutter } from '../testing/cutter.js';
import { databaseUrlOf } from '../testing/open-storage.js';
import { PostgresServer } from '../testing/postgres-server.js';
import {
  CommitUnknown,
  DatabaseBusy,
  DatabaseMoved,
  isReadingForCaller,
  readingForCaller,
} from '../database.js';
import { PostgresDatabase } from './database.js';
import { DatabaseInUse } from './writer-lock.js';

it('does not take the commit of somebody else for its own, after a crash of the database', async () => {
  const server = await PostgresServer.make();
  const database = await PostgresDatabase.open(`${server.url}/postgres`);
  const write = database.write(async (unit) => {
    await sql`insert into api_keys (id, name, digest, scopes, created_at, created_by)
      values ('lost', '', '', '[]', 1, 'root')`.execute(unit);
    await server.stop();
  });
  await expect(
    Promise.all([
      write,
      // Others are given the numbers of transactions that the crash has wiped out.
      (async () => {
        await new Promise((resolve) => setTimeout(resolve, 500));
        await server.start();
        for (let n = 0; n < 5; n += 1) await sql`select pg_current_xact_id()`.execute(database.signs);
      })(),
    ]),
  ).rejects.toThrow(CommitUnknown);
  const keys = await database.read.selectFrom('api_keys').select('id').execute();
  expect(keys).toEqual([]);
  await database.close();
  await server.remove();
});

describe('a database of PostgreSQL', () => {
  let url: string;
  let database: PostgresDatabase;
  let cutter: Cutter;

  beforeEach(async () => {
    url = (await databaseUrlOf(`/${expect.getState().currentTestName}-${Date.now()}`)) ?? '';
    cutter = new Cutter(new URL(url));
    database = await PostgresDatabase.open(await cutter.listen());
  });

  afterEach(async () => {
    await database.close();
    cutter.close();
  });

  const note = (name: string) =>
    database.write((write) =>
      write
        .insertInto('api_keys')
        .values({ id: name, name, digest: '', scopes: '[]', created_at: 1, created_by: 'root' })
        .execute(),
    );
  const noted = async () => {
    const rows = await database.read.selectFrom('api_keys').select('id').orderBy('id').execute();
    return rows.map(({ id }) => id);
  };

  it('is for one server at a time', async () => {
    await expect(PostgresDatabase.open(url)).rejects.toThrow(DatabaseInUse);
    await database.close();
    database = await PostgresDatabase.open(url);
    await note('again');
  });

  it('knows that a commit was done although its answer never came', async () => {
    cutter.cut = 'after';
    await note('one');
    expect(await noted()).toEqual(['one']);
    await note('two');
    expect(await noted()).toEqual(['one', 'two']);
  });

  it('knows that a commit was not done if the connection was lost before', async () => {
    cutter.cut = 'before';
    const error: unknown = await note('one').catch((reason: unknown) => reason);
    expect(database.isOutage(error)).toBe(true);
    expect(await noted()).toEqual([]);
    await note('one');
    expect(await noted()).toEqual(['one']);
  });

  it('survives that a connection ends while it is prepared', async () => {
    cutter.interrupts = 'pg_try_advisory_lock';
    cutter.part();
    while (cutter.interrupts !== undefined) await note('one').catch(() => undefined);
    while ((await note('two').catch((error: unknown) => error)) instanceof Error);
    expect(await noted()).toContain('two');
  });

  it('goes on after the database has ended all connections', async () => {
    await note('one');
    const end = sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`;
    await end.execute(database.read);
    const results = await Promise.allSettled([note('two'), noted()]);
    for (const result of results)
      if (result.status === 'rejected') expect(database.isOutage(result.reason)).toBe(true);
    await note('three');
    expect(await noted()).toContain('three');
  });

  it('takes its lock again at once, before anybody else writes', async () => {
    const isLocked = async () => {
      const { rows } = await sql`select from pg_locks where locktype = 'advisory' and granted and database =
        (select oid from pg_database where datname = current_database())`.execute(database.read);
      return rows.length > 0;
    };
    await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database =
      (select oid from pg_database where datname = current_database())`.execute(database.read);
    while (!(await isLocked())) await new Promise((resolve) => setTimeout(resolve, 20));
    await expect(PostgresDatabase.open(url)).rejects.toThrow(DatabaseInUse);
  });

  it('writes nothing once its rows were moved while its connection was away', async () => {
    await sql`create table moved_away ()`.execute(database.read);
    await sql`select pg_terminate_backend(pid) from pg_locks where locktype = 'advisory' and database =
      (select oid from pg_database where datname = current_database())`.execute(database.read);
    const fault: unknown = await note('one').catch((error: unknown) => error);
    expect(database.isOutage(fault)).toBe(true);
    expect(await note('two').catch((error: unknown) => error)).toBeInstanceOf(DatabaseMoved);
    expect(await database.lost).toBeInstanceOf(DatabaseMoved);
    expect(await noted()).toEqual([]);
  });

  it('takes its lock from its own connection that the database still believes in', async () => {
    await note('one');
    cutter.part();
    const startedAt = performance.now();
    while ((await note('two').catch((error: unknown) => error)) instanceof Error);
    // The system would notice after twenty seconds, if the other end were gone.
    expect(performance.now() - startedAt).toBeLessThan(15_000);
    expect(await noted()).toEqual(['one', 'two']);
  });

  it('says that it is lost when another server has taken the lock, and writes nothing more', async () => {
    await note('one');
    expect(await noted()).toEqual(['one']);
    cutter.isClosed = true;
    await sql`select pg_terminate_backend(pid) from pg_stat_activity
      where datname = current_database() and pid <> pg_backend_pid()`.execute(database.read);
    const other = await PostgresDatabase.open(url);
    try {
      cutter.isClosed = false;
      expect(await database.lost).toBeInstanceOf(DatabaseInUse);
      const fault: unknown = await note('two').catch((error: unknown) => error);
      expect(database.isOutage(fault)).toBe(true);
    } finally {
      await other.close();
    }
    // Nor when the other one has gone: it may have changed everything.
    expect(await note('three').catch((error: unknown) => error)).toBeInstanceOf(DatabaseInUse);
    expect(await noted()).toEqual(['one']);
  });

  it('ends reads of callers that take too long, and goes on with its own meanwhile', async () => {
    const slow = async () => sql`select pg_sleep(600)`.execute(database.read);
    let ended = 0;
    const faults = Array.from({ length: 12 }, async () =>
      readingForCaller(slow).then(
        () => undefined,
        (error: unknown) => {
          ended += 1;
          return error;
        },
      ),
    );
    await note('one');
    expect(await noted()).toEqual(['one']);
    expect(ended).toBe(0);
    for (const fault of await Promise.all(faults)) expect(fault).toBeInstanceOf(DatabaseBusy);
    expect(await readingForCaller(noted)).toEqual(['one']);
  });

  it('does not take for a caller’s what follows from a commit that a caller has begun', async () => {
    const whose: boolean[] = [];
    await readingForCaller(async () => {
      await database.write(async (write) => {
        database.afterCommit(write, () => whose.push(isReadingForCaller()));
      });
      whose.push(isReadingForCaller());
    });
    expect(whose).toEqual([false, true]);
  });

  it('says that it is not available while it can only be read', async () => {
    await database.write(async (write) =>
      sql`set session characteristics as transaction read only`.execute(write),
    );
    const fault: unknown = await note('one').catch((error: unknown) => error);
    expect(database.isOutage(fault)).toBe(true);
  });

  it('tells what passes from what does not', async () => {
    const fault = async (statement: string) =>
      database
        .write((write) => sql.raw(statement).execute(write))
        .then(
          () => undefined,
          (error: unknown) => error,
        );
    expect(database.isOutage(await fault('insert into nowhere values (1)'))).toBe(false);
    expect(database.isOutage(await fault("insert into search_entries values ('x')"))).toBe(false);
    const full = "do $$ begin raise exception 'full' using errcode = '53100'; end $$";
    expect(await fault(full)).toMatchObject({ code: 'ENOSPC' });
    const conflict = "do $$ begin raise exception 'again' using errcode = '40001'; end $$";
    expect(database.isOutage(await fault(conflict))).toBe(true);
  });
});
