import { Kysely, Migrator } from 'kysely';
import type { ClientBase } from 'pg';
import { measures } from '#libs/observability';
import { CommitQueue, type Unit } from '../commit-queue.js';
import { CommitUnknown, Database, DiskFullError, type Write } from '../database.js';
import type { Schema } from '../schema.js';
import { PostgresDialect } from './dialect.js';
import { isDiskFull, isOfDatabase, isPassing } from './faults.js';
import { migrations } from './migrations/index.js';

/** More units in one commit would make a lock last longer without making the commit cheaper. */
const UNITS_PER_COMMIT = 64;
/** Connections that only read. */
const READERS = 8;
/** The lock that a server holds as long as it writes: four bytes each, "miaw" and "lane". */
const LOCK = [0x6d696177, 0x6c616e65];
/** How long to wait for the lock, ms: a server that is being replaced may still be shutting down. */
const LOCK_PATIENCE_MS = 5_000;
const LOCK_PAUSE_MS = 100;
/** The oldest version that the statements are made for. */
const OLDEST_SERVER = 140_000;

/** Thrown if another server writes to the database. */
export class DatabaseInUse extends Error {
  override readonly name = 'DatabaseInUse';

  constructor() {
    super('another server is using the database of DATABASE_URL: stop it, or use another database');
  }
}

/**
 * A PostgreSQL database. All units are written over one connection, which holds a lock as long as it lives: a second server
 * cannot write, whatever becomes of the connections. Reads have connections of their own.
 */
export class PostgresDatabase extends Database {
  private readonly queue = new CommitQueue(UNITS_PER_COMMIT, (units) => this.commit(units));
  private closed = false;

  private constructor(
    readonly read: Kysely<Schema>,
    private readonly writer: Kysely<Schema>,
    private readonly dialects: readonly PostgresDialect[],
  ) {
    super();
  }

  /**
   * Connects to the database and migrates its tables.
   * @param url `postgres://user:password@host:port/database`
   * @throws DatabaseInUse if another server writes to it
   * @throws if it cannot be reached, is too old, or is from a newer version of this server
   */
  static async open(url: string): Promise<PostgresDatabase> {
    const writing = new PostgresDialect(url, { connections: 1, prepare: takeLock });
    const reading = new PostgresDialect(url, { connections: READERS });
    const writer = new Kysely<Schema>({ dialect: writing });
    const read = new Kysely<Schema>({ dialect: reading });
    try {
      const { error } = await new Migrator({ db: writer, provider: migrations }).migrateToLatest();
      if (error) throw error;
    } catch (error) {
      await Promise.all([writer.destroy(), read.destroy()]);
      throw error;
    }
    return new PostgresDatabase(read, writer, [writing, reading]);
  }

  get statements(): number {
    return this.dialects.reduce((sum, { statements }) => sum + statements, 0);
  }

  async write<T>(work: (write: Write) => Promise<T>): Promise<T> {
    if (this.closed) throw new Error('the database is closed');
    try {
      return await this.queue.add(work);
    } catch (error) {
      throw isDiskFull(error) ? new DiskFullError('the database has no space left', { cause: error }) : error;
    }
  }

  isOutage(error: unknown): boolean {
    return (
      error instanceof DiskFullError ||
      error instanceof CommitUnknown ||
      error instanceof DatabaseInUse ||
      isPassing(error)
    );
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.queue.idle();
    await Promise.all([this.read.destroy(), this.writer.destroy()]);
  }

  /** Savepoints would cost two round trips a unit. Instead, if a unit fails, all run again, each in a commit of its own. */
  private async commit(units: readonly Unit[]): Promise<void> {
    const error = await this.attempt(units);
    if (error === undefined) return;
    if (units.length === 1 || isPassing(error) || error instanceof CommitUnknown) {
      for (const unit of units) unit.fail(error);
      return;
    }
    for (const unit of units) {
      const own = await this.attempt([unit]);
      if (own !== undefined) unit.fail(own);
    }
  }

  /** One commit. If it succeeds, so do the units. @returns why it failed */
  private async attempt(units: readonly Unit[]): Promise<unknown> {
    const startedAt = performance.now();
    let commit: Write | undefined;
    let failure: { error: unknown } | undefined;
    try {
      await this.writer.transaction().execute(async (write) => {
        commit = write;
        for (const unit of units) await unit.run(write);
      });
    } catch (error) {
      failure = { error: error ?? new Error('a unit of work has failed') };
    }
    const ms = performance.now() - startedAt;
    // A unit that has changed its mind says nothing about the database.
    if (!failure || isOfDatabase(failure.error))
      measures.commit.note({ ms, units: units.length, failed: failure !== undefined });
    if (commit) this.committed(commit, !failure);
    if (!failure) for (const unit of units) unit.succeed();
    return failure?.error;
  }
}

/** @throws DatabaseInUse if somebody else holds the lock when the patience has ended */
async function takeLock(client: ClientBase): Promise<void> {
  const { rows: versions } = await client.query(
    "select current_setting('server_version_num')::int as version",
  );
  const version = Number(Object(versions[0]).version);
  if (version < OLDEST_SERVER) throw new Error(`PostgreSQL ${OLDEST_SERVER / 10_000} or newer is needed`);
  const deadline = performance.now() + LOCK_PATIENCE_MS;
  for (;;) {
    const { rows } = await client.query('select pg_try_advisory_lock($1, $2) as taken', LOCK);
    if (Object(rows[0]).taken === true) return;
    if (performance.now() > deadline) throw new DatabaseInUse();
    await new Promise((resolve) => setTimeout(resolve, LOCK_PAUSE_MS));
  }
}
