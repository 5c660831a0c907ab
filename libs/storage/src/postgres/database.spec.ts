import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { sql } from 'kysely';
import { databaseUrlOf } from '../testing/open-storage.js';
import { DatabaseMoved } from '../database.js';
import { DatabaseInUse, PostgresDatabase } from './database.js';

/** Stands between the server and its database, and can cut the connection at a commit. */
class Cutter {
  /** `before`: the database is never told to commit; `after`: its answer does not arrive. */
  cut: 'before' | 'after' | undefined;
  private readonly server: Server;

  constructor(private readonly to: URL) {
    this.server = createServer((client) => this.join(client));
  }

  async listen(): Promise<string> {
    this.server.listen(0, '127.0.0.1');
    await once(this.server, 'listening');
    const url = new URL(this.to);
    url.port = String(Object(this.server.address()).port);
    return String(url);
  }

  close(): void {
    this.server.close();
  }

  private join(client: Socket): void {
    const database = connect(Number(this.to.port), this.to.hostname);
    let isCutting = false;
    const end = () => {
      client.destroy();
      database.destroy();
    };
    client.on('error', end).on('close', end);
    database.on('error', end).on('close', end);
    client.on('data', (bytes) => {
      if (this.cut && bytes.includes('commit\0')) {
        isCutting = this.cut === 'after';
        if (this.cut === 'before') end();
        this.cut = undefined;
      }
      if (!database.destroyed) database.write(bytes);
    });
    database.on('data', (bytes) => {
      if (isCutting) end();
      else client.write(bytes);
    });
  }
}

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
    expect(await noted()).toEqual([]);
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
