import { Kysely, Migrator, sql } from 'kysely';
import { Client } from 'pg';
import { measures } from '#libs/observability';
import type { Lease } from '../cluster/lease.js';
import { CommitQueue, type Unit } from '../commit-queue.js';
import {
  CommitUnknown,
  Database,
  DatabaseUnavailable,
  DiskFullError,
  Fenced,
  type Read,
  workingForServer,
  type Write,
} from '../database.js';
import type { NodeId } from '../ids.js';
import type { Schema } from '../schema.js';
import { connectionOf, hangUp, PostgresDialect } from './dialect.js';
import { isConflict, isOfDatabase, mayPass, told } from './faults.js';
import { migrations } from './migrations/index.js';
import { RETIRED, WriterLock } from './writer-lock.js';

/** More units in one commit would make a lock last longer without making the commit cheaper. */
const UNITS_PER_COMMIT = 64;
/** Connections of the server's own reads: for sends, deliveries and what is received. */
const READERS = 8;
/** Connections of callers who read, so that slow searches do not hold up the server. */
const CALLERS = 4;
/** Connections for signs of life and takeovers. */
const SIGNERS = 2;
/** The part of a lease for which they wait for an answer: enough is left to say it over another connection. */
const SIGN_SHARE = 0.25;
/** How often a commit is repeated that was in the way of another server's. */
const REPETITIONS = 3;
/** Longest read of a caller, ms. */
const CALLER_PATIENCE_MS = 15_000;
/** How long to wait for a database that does not answer yet, ms. */
const START_PATIENCE_MS = 10_000;
const START_PAUSE_MS = 250;
/** How long to wait before the next try to get the lock again, ms. */
const LOCK_AGAIN_MS = 1_000;

/** The first half of the locks of work that one server does for all: the bytes "alon". The other half is made of its name. */
const ALONE = 0x616c6f6e;
/** How long such work waits for its lock, ms. */
const SESSION_PATIENCE_MS = 10_000;

/** How a server shares the database with others. */
export interface Sharing {
  /** The server, among the others. */
  node: NodeId;
  /** How long after its last sign of life a server is given up, ms. */
  leaseMs: number;
}

/**
 * A PostgreSQL database. All units of a server are written over one connection, which holds a lock as long as it lives: servers
 * share it, and whoever moves the database has it alone. Reads have connections of their own.
 */
export class PostgresDatabase extends Database {
  readonly system = 'postgresql';
  private readonly queue = new CommitQueue(UNITS_PER_COMMIT, (units) => this.commit(units));
  private closed = false;

  private constructor(
    private readonly url: string,
    readonly read: Kysely<Schema>,
    private readonly writer: Kysely<Schema>,
    /** For signs of life, over a connection that waits for nothing else. */
    readonly signs: Kysely<Schema>,
    private readonly dialects: readonly PostgresDialect[],
    private readonly lock: WriterLock,
  ) {
    super();
  }

  /**
   * Connects to the database and migrates its tables.
   * @param url `postgres://user:password@host:port/database`
   * @param sharing undefined: have it alone
   * @throws DatabaseInUse if somebody has it alone, or if anybody has it who is to have it alone now
   * @throws DatabaseMoved if its rows are in SQLite now
   * @throws if it cannot be reached, is too old, or is from a newer version of this server
   */
  static async open(url: string, sharing?: Sharing): Promise<PostgresDatabase> {
    let takeUp = () => {};
    const lock = new WriterLock(sharing?.leaseMs);
    const writing = new PostgresDialect(url, {
      connections: 1,
      prepare: (client) => lock.take(client),
      isUnbroken: (client) => lock.isUnbroken(client),
      onLost: () => takeUp(),
    });
    const reading = new PostgresDialect(url, {
      connections: READERS,
      callers: { connections: CALLERS, patienceMs: CALLER_PATIENCE_MS },
    });
    const signing = new PostgresDialect(url, {
      connections: SIGNERS,
      patienceMs: sharing && Math.ceil(sharing.leaseMs * SIGN_SHARE),
      name: sharing?.node,
    });
    const signs = new Kysely<Schema>({ dialect: signing });
    const writer = new Kysely<Schema>({ dialect: writing });
    const read = new Kysely<Schema>({ dialect: reading });
    try {
      // From here on, the writing connection holds the lock.
      await connect(writer);
      await migrate(url);
      await lock.settle(writer);
    } catch (error) {
      await Promise.all([writer.destroy(), read.destroy(), signs.destroy()]);
      throw error;
    }
    const database = new PostgresDatabase(url, read, writer, signs, [writing, reading], lock);
    takeUp = () => void database.lockAgain();
    return database;
  }

  get lost(): Promise<Error> {
    return this.lock.lost;
  }

  get statements(): number {
    return this.dialects.reduce((sum, { statements }) => sum + statements, 0);
  }

  async write<T>(work: (write: Write) => Promise<T>, lease?: Lease): Promise<T> {
    if (this.closed) throw new Error('the database is closed');
    // Others share the commit, and what comes of it is not the caller's.
    return workingForServer(async () => this.queue.add(work, lease));
  }

  held(lease: Lease): Database {
    return new FencedDatabase(this, lease);
  }

  /** If the connection that holds the lock is lost, another server may begin, too. Such work must not mind. */
  async alone(name: string, work: () => Promise<void>): Promise<boolean> {
    const client = new Client(connectionOf(this.url, SESSION_PATIENCE_MS));
    client.on('error', () => undefined);
    try {
      const isTaken = await take(client, name).catch((error: unknown) => {
        throw told(error);
      });
      if (isTaken) await work();
      return isTaken;
    } finally {
      await hangUp(client);
    }
  }

  isOutage(error: unknown): boolean {
    return (
      error instanceof DiskFullError || error instanceof DatabaseUnavailable || error instanceof CommitUnknown
    );
  }

  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.queue.idle();
    await Promise.all([this.read.destroy(), this.writer.destroy(), this.signs.destroy()]);
  }

  async lastPositions(read: Read): Promise<ReadonlyMap<string, number>> {
    const positions = new Map<string, number>();
    for (const table of await tablesWithPositions(read)) {
      const { rows } = await sql<{ last: number }>`
        select case when is_called then last_value else 0 end as last from ${sql.id(sequenceOf(table))}`.execute(
        read,
      );
      positions.set(table, rows[0]?.last ?? 0);
    }
    return positions;
  }

  async setLastPositions(write: Write, positions: ReadonlyMap<string, number>): Promise<void> {
    for (const [table, last] of positions)
      if (last > 0) await sql`select setval(${sequenceOf(table)}, ${last})`.execute(write);
  }

  /** Leaves a table that says so. */
  async retire(): Promise<() => Promise<void>> {
    await this.write((write) => sql`create table ${sql.id(RETIRED)} ()`.execute(write));
    await this.close();
    return async () => {
      const db = new Kysely<Schema>({ dialect: new PostgresDialect(this.url, { connections: 1 }) });
      try {
        await sql`drop table ${sql.id(RETIRED)}`.execute(db);
      } finally {
        await db.destroy();
      }
    };
  }

  /** Connects again without waiting for the next unit: nobody else is to find the database without a lock. */
  private async lockAgain(): Promise<void> {
    while (!this.closed && !this.lock.isLost) {
      const isBack = await sql`select 1`.execute(this.writer).then(
        () => true,
        () => false,
      );
      if (isBack) return;
      await new Promise((resolve) => setTimeout(resolve, LOCK_AGAIN_MS).unref());
    }
  }

  /** Savepoints would cost two round trips a unit. Instead, if a unit fails, all run again, each in a commit of its own. */
  private async commit(units: readonly Unit[]): Promise<void> {
    let error = await this.attempt(units);
    for (let n = 0; n < REPETITIONS && isConflict(error); n += 1) error = await this.attempt(units);
    if (error === undefined) return;
    if (units.length === 1 || this.isOutage(error)) {
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
    let fenced = new Set<Unit>();
    try {
      await this.writer.transaction().execute(async (write) => {
        commit = write;
        fenced = await fencedOf(write, units);
        for (const unit of units) if (!fenced.has(unit)) await unit.run(write);
      });
    } catch (error) {
      failure = { error: error ?? new Error('a unit of work has failed') };
    }
    const ms = performance.now() - startedAt;
    // A unit that has changed its mind says nothing about the database.
    if (!failure || this.isOutage(failure.error) || isOfDatabase(failure.error))
      measures.commit.note({ ms, units: units.length, failed: failure !== undefined });
    if (commit) this.committed(commit, !failure);
    if (failure) return failure.error;
    if (fenced.size > 0) measures.fenced.note({ units: fenced.size });
    for (const unit of units)
      if (fenced.has(unit)) unit.fail(new Fenced());
      else unit.succeed();
    return undefined;
  }
}

/** The database, for what is written of one instance. */
class FencedDatabase extends Database {
  readonly system = 'postgresql';
  readonly read = this.base.read;
  readonly lost = this.base.lost;

  constructor(
    private readonly base: PostgresDatabase,
    private readonly lease: Lease,
  ) {
    super();
  }

  get statements(): number {
    return this.base.statements;
  }

  async write<T>(work: (write: Write) => Promise<T>): Promise<T> {
    return this.base.write(work, this.lease);
  }

  held(lease: Lease): Database {
    return this.base.held(lease);
  }

  async alone(name: string, work: () => Promise<void>): Promise<boolean> {
    return this.base.alone(name, work);
  }

  isOutage(error: unknown): boolean {
    return this.base.isOutage(error);
  }

  override afterCommit(write: Write, look: (succeeded: boolean) => void): void {
    this.base.afterCommit(write, look);
  }

  async close(): Promise<void> {
    throw new Error('the database is closed by whoever has opened it');
  }

  async lastPositions(read: Read): Promise<ReadonlyMap<string, number>> {
    return this.base.lastPositions(read);
  }

  async setLastPositions(write: Write, positions: ReadonlyMap<string, number>): Promise<void> {
    return this.base.setLastPositions(write, positions);
  }

  async retire(): Promise<() => Promise<void>> {
    return this.base.retire();
  }
}

/**
 * The units whose leases are no longer valid. The rows of the others stay locked until the end of the commit, so that a takeover
 * comes after it, and whoever takes over sees all of it. `for key share` would not do: it does not wait for updates.
 */
async function fencedOf(write: Write, units: readonly Unit[]): Promise<Set<Unit>> {
  const all = units.filter(({ lease }) => lease !== undefined);
  if (all.length === 0) return new Set();
  const instances = JSON.stringify(all.map(({ lease }) => lease?.instance));
  const { rows } = await sql<Lease>`select instance, epoch from leases
    where instance in (select value from json_array_elements_text(${instances}::json))
    order by instance for share`.execute(write);
  const valid = new Map(rows.map(({ instance, epoch }) => [instance, epoch]));
  return new Set(all.filter(({ lease }) => lease && valid.get(lease.instance) !== lease.epoch));
}

/** Has a connection hold the lock of what one server does for all. @returns whether nobody else holds it */
async function take(client: Client, name: string): Promise<boolean> {
  await client.connect();
  const { rows } = await client.query('select pg_try_advisory_lock($1, hashtext($2)) as taken', [
    ALONE,
    name,
  ]);
  return Object(rows[0]).taken === true;
}

/** A database that was started together with the server, or is started again, may need a little. */
async function connect(db: Read): Promise<void> {
  const deadline = performance.now() + START_PATIENCE_MS;
  for (;;) {
    try {
      await sql`select 1`.execute(db);
      return;
    } catch (error) {
      const passes = error instanceof DatabaseUnavailable && mayPass(error.cause);
      if (!passes || performance.now() > deadline) throw error;
    }
    await new Promise((resolve) => setTimeout(resolve, START_PAUSE_MS));
  }
}

async function tablesWithPositions(db: Read): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`select table_name as name from information_schema.columns
    where table_schema = current_schema() and column_name = 'position' and is_identity = 'YES'
    order by 1`.execute(db);
  return rows.map(({ name }) => name);
}

/** As PostgreSQL names it. */
function sequenceOf(table: string): string {
  return `${table}_position_seq`;
}

/** Large tables take their time, so that this has a connection of its own, which waits for any answer. */
async function migrate(url: string): Promise<void> {
  const db = new Kysely<Schema>({
    dialect: new PostgresDialect(url, { connections: 1, patienceMs: 0 }),
  });
  try {
    const { error } = await new Migrator({ db, provider: migrations }).migrateToLatest();
    if (error) throw error;
  } finally {
    await db.destroy();
  }
}
