import { randomUUID } from 'node:crypto';
import { CompiledQuery, type Kysely } from 'kysely';
import type { ClientBase } from 'pg';
import { DatabaseMoved, DatabaseUnavailable } from '../database.js';
import type { Schema } from '../schema.js';

/** What a server holds as long as it writes: four bytes each, "miaw" and "lane". */
const LOCK = [0x6d696177, 0x6c616e65];
/** How long to wait for another server, ms: one that is being replaced may still be shutting down. */
const PATIENCE_MS = 5_000;
const PAUSE_MS = 100;
/** The lock ends with its connection: the database is to notice within seconds that a server has gone without a word. */
const SETTINGS = [
  'tcp_keepalives_idle = 5',
  'tcp_keepalives_interval = 5',
  'tcp_keepalives_count = 3',
  "tcp_user_timeout = '20s'",
];
/** How long a server may stop within a transaction, ms, while nobody waits for its rows. */
const IDLE_MS = 60_000;
/** The oldest version that the statements are made for. */
const OLDEST_SERVER = 140_000;

/** Notes which connection writes, in a table that is empty after a crash of the database, and after a failover. */
const NOTE = `insert into writers (holder, connection) values ($1, $2)
  on conflict (holder) do update set connection = excluded.connection`;

/** Removes what servers have left that are gone. */
const FORGET = 'delete from writers where holder not in (select application_name from pg_stat_activity)';

/** A table that is in the database when its rows are elsewhere. */
export const RETIRED = 'moved_away';

/** Thrown if somebody uses the database who does not share it, or if servers use one that is not to be shared. */
export class DatabaseInUse extends DatabaseUnavailable {
  override readonly name = 'DatabaseInUse';

  constructor() {
    super('the database of DATABASE_URL is in use: stop the servers that use it, or use another one');
  }
}

/** The advisory lock of the connection that writes: servers share it. */
export class WriterLock {
  /** Resolves with the reason if somebody else has the lock, or the rows are elsewhere, after it was held here. */
  readonly lost: Promise<Error>;
  /** Names the connections that this object has locked, among all of the database. */
  private readonly holder = `miaw-api ${randomUUID()}`;
  /** Names the connection that has the lock, and no other. */
  private connection = '';
  private reason: Error | undefined;
  private isSettled = false;
  private lose: (reason: Error) => void = () => undefined;

  /** @param leaseMs how long a lease lasts that others wait for, ms; undefined: the lock is shared with nobody */
  constructor(private readonly leaseMs: number | undefined) {
    this.lost = new Promise((resolve) => {
      this.lose = resolve;
    });
  }

  get isLost(): boolean {
    return this.reason !== undefined;
  }

  /**
   * Says that the server has begun: from here on, whoever else takes the lock has taken the database from it.
   * @param writer the connection that has the lock
   */
  async settle(writer: Kysely<Schema>): Promise<void> {
    this.isSettled = true;
    await writer.executeQuery(CompiledQuery.raw(FORGET));
    await writer.executeQuery(CompiledQuery.raw(NOTE, this.note()));
  }

  /**
   * Whether the database has kept everything since the connection was made that had the lock last. After a crash it gives numbers of
   * transactions that are lost to others, so that they say nothing.
   */
  async isUnbroken(client: ClientBase): Promise<boolean> {
    const { rowCount } = await client.query('select from writers where holder = $1 and connection = $2', [
      this.holder,
      this.connection,
    ]);
    return rowCount === 1;
  }

  /**
   * Takes the lock on a new connection. A connection that was lost here, and that the database has not noticed yet, gives way.
   * @throws DatabaseInUse if somebody else holds the lock when the patience has ended
   * @throws DatabaseMoved if what was in the database is elsewhere now, also when it was moved while the connection was away
   */
  async take(client: ClientBase): Promise<void> {
    // Another server may have changed everything since.
    if (this.reason) throw this.reason;
    try {
      await this.takeOnce(client);
      if (this.isSettled) await client.query(NOTE, this.note());
    } catch (error) {
      if (this.isSettled && (error instanceof DatabaseInUse || error instanceof DatabaseMoved)) {
        this.reason = error;
        this.lose(error);
      }
      throw error;
    }
  }

  private note(): string[] {
    this.connection = randomUUID();
    return [this.holder, this.connection];
  }

  private async takeOnce(client: ClientBase): Promise<void> {
    const { rows: versions } = await client.query(
      "select current_setting('server_version_num')::int as version, set_config('application_name', $1, false)",
      [this.holder],
    );
    const version = Number(Object(versions[0]).version);
    if (version < OLDEST_SERVER) throw new Error(`PostgreSQL ${OLDEST_SERVER / 10_000} or newer is needed`);
    // A server that stops in the middle of a transaction must not keep others from taking its instances.
    const idleMs = this.leaseMs === undefined ? IDLE_MS : Math.ceil(this.leaseMs / 2);
    for (const setting of [...SETTINGS, `idle_in_transaction_session_timeout = ${idleMs}`])
      await client.query(`set ${setting}`);
    const deadline = performance.now() + PATIENCE_MS;
    for (;;) {
      const take = this.leaseMs === undefined ? 'pg_try_advisory_lock' : 'pg_try_advisory_lock_shared';
      const { rows } = await client.query(`select ${take}($1, $2) as taken`, LOCK);
      if (Object(rows[0]).taken === true) break;
      if (performance.now() > deadline) throw new DatabaseInUse();
      if (!(await this.endOwn(client))) await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    const { rowCount } = await client.query(
      'select from pg_tables where schemaname = current_schema() and tablename = $1',
      [RETIRED],
    );
    if (rowCount !== 0)
      throw new DatabaseMoved(
        'what was in the database of DATABASE_URL was moved to SQLite: unset DATABASE_URL, or use an empty database',
      );
  }

  /** Ends connections of ours that still have the lock. @returns whether there was one */
  private async endOwn(client: ClientBase): Promise<boolean> {
    const { rowCount } = await client.query(
      `select pg_terminate_backend(activity.pid) from pg_locks join pg_stat_activity activity using (pid)
        where locktype = 'advisory' and granted and objsubid = 2
          and database = (select oid from pg_database where datname = current_database())
          and classid = $1::bigint::oid and objid = $2::bigint::oid
          and activity.application_name = $3 and activity.pid <> pg_backend_pid()`,
      [...LOCK, this.holder],
    );
    return rowCount !== 0 && rowCount !== null;
  }
}
