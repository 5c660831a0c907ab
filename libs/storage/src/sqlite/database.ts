import { chmodSync, closeSync, existsSync, fsyncSync, mkdirSync, openSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { Kysely, Migrator, sql } from 'kysely';
import { measures } from '#libs/observability';
import { CommitQueue, type Unit } from '../commit-queue.js';
import { Database, DatabaseMoved, DiskFullError, type Read, type Write } from '../database.js';
import type { Schema } from '../schema.js';
import { SqliteDialect } from './dialect.js';
import { DirectoryLock } from './directory-lock.js';
import { migrations } from './migrations/index.js';

/** Name of the database file in the data directory. */
export const DATABASE_FILE = 'miaw.sqlite';
/** In the data directory while a restore replaces what is in it: what is there belongs to two databases. */
export const RESTORE_MARK = '.restoring';

const UNITS_PER_COMMIT = 200;
/** How long units and their commit run before everything else has its turn, ms. SQLite answers in place, so that nothing else would in between. */
const TURN_MS = 20;

/** How many units hear of their commit before everything else has its turn. */
const TOLD_AT_ONCE = 4;

/** What a database is called once its rows were moved to PostgreSQL. */
export const MOVED_FILE = `${DATABASE_FILE}.migrated`;

/** Thrown if a restore into the directory did not reach its end. */
export class RestoreUnfinished extends Error {
  constructor(directory: string) {
    super(`a restore into ${directory} was interrupted: run it again`);
    this.name = 'RestoreUnfinished';
  }
}

const SQLITE_FULL = 13;
/** SQLite's result codes for temporary faults: busy, locked, out of memory, read-only, I/O error, full, cannot open. */
const PASSING = new Set([5, 6, 7, 8, 10, SQLITE_FULL, 14]);

/**
 * One file in WAL mode. Every commit is synced to disk (`synchronous=FULL`). If several units share a commit, each runs in
 * its own savepoint.
 */
export class SqliteDatabase extends Database {
  readonly system = 'sqlite';
  /** Never: the lock of the directory lasts as long as the process. */
  readonly lost = new Promise<Error>(() => undefined);
  private readonly queue = new CommitQueue(UNITS_PER_COMMIT, (units) => this.commit(units));
  private closed = false;

  private constructor(
    readonly read: Kysely<Schema>,
    private readonly directory: string,
    private readonly dialect: SqliteDialect,
    private readonly lock: DirectoryLock,
  ) {
    super();
  }

  /**
   * Opens the database in `directory`, creates it if it does not exist, and migrates its tables.
   * @throws DirectoryInUse if another process uses the directory
   * @throws RestoreUnfinished if a restore was interrupted
   * @throws DatabaseMoved if its rows are in PostgreSQL now
   * @throws if the file is unreadable, corrupt or from a newer version
   */
  static async open(directory: string): Promise<SqliteDatabase> {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const lock = DirectoryLock.take(directory);
    if (existsSync(join(directory, RESTORE_MARK))) {
      lock.release();
      throw new RestoreUnfinished(directory);
    }
    const path = join(directory, DATABASE_FILE);
    if (!existsSync(path) && existsSync(join(directory, MOVED_FILE))) {
      lock.release();
      throw new DatabaseMoved(
        `the database of ${directory} was moved to PostgreSQL: set DATABASE_URL, or remove ${MOVED_FILE} to begin with an empty one`,
      );
    }
    const dialect = new SqliteDialect(path, [
      // First: already the next one needs the file.
      'busy_timeout=5000',
      'journal_mode=WAL',
      'synchronous=FULL',
      'foreign_keys=ON',
      'wal_autocheckpoint=2000',
      'secure_delete=ON',
    ]);
    const kysely = new Kysely<Schema>({ dialect });
    const { error } = await new Migrator({ db: kysely, provider: migrations }).migrateToLatest();
    if (error) {
      await kysely.destroy();
      lock.release();
      throw error;
    }
    for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, 0o600);
    return new SqliteDatabase(kysely, directory, dialect, lock);
  }

  get statements(): number {
    return this.dialect.statements;
  }

  /** One server has all instances of the file. */
  held(): Database {
    return this;
  }

  async write<T>(work: (write: Write) => Promise<T>): Promise<T> {
    if (this.closed) throw new Error('the database is closed');
    try {
      return await this.queue.add(work);
    } catch (error) {
      throw primaryCode(error) === SQLITE_FULL
        ? new DiskFullError('the database has no space left', { cause: error })
        : error;
    }
  }

  isOutage(error: unknown): boolean {
    return error instanceof DiskFullError || PASSING.has(primaryCode(error) ?? 0);
  }

  async close(): Promise<void> {
    await this.end(() => undefined);
  }

  async alone(_name: string, work: () => Promise<void>): Promise<boolean> {
    await work();
    return true;
  }

  async lastPositions(read: Read): Promise<ReadonlyMap<string, number>> {
    const { rows } = await sql<{ name: string; seq: number }>`select name, seq from sqlite_sequence`.execute(
      read,
    );
    return new Map(rows.map(({ name, seq }) => [name, seq]));
  }

  async setLastPositions(write: Write, positions: ReadonlyMap<string, number>): Promise<void> {
    for (const [table, last] of positions) {
      await sql`delete from sqlite_sequence where name = ${table}`.execute(write);
      await sql`insert into sqlite_sequence (name, seq) values (${table}, ${last})`.execute(write);
    }
  }

  /** Renames the file, while it is locked. */
  async retire(): Promise<() => Promise<void>> {
    const [path, moved] = [join(this.directory, DATABASE_FILE), join(this.directory, MOVED_FILE)];
    if (existsSync(moved)) throw new Error(`${moved} exists: it is of an earlier move, put it elsewhere`);
    await this.end(() => this.rename(path, moved));
    return async () => this.rename(moved, path);
  }

  /** The new name outlasts a loss of power. */
  private rename(from: string, to: string): void {
    renameSync(from, to);
    const directory = openSync(this.directory, 'r');
    try {
      fsyncSync(directory);
    } finally {
      closeSync(directory);
    }
  }

  private async end(last: () => void): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.queue.idle();
    await this.read.destroy();
    last();
    this.lock.release();
  }

  private async commit(units: readonly Unit[]): Promise<void> {
    const startedAt = performance.now();
    let failed = false;
    /** A unit has changed its mind, and the database did as it was told. */
    let withdrawn = false;
    let told: readonly (() => void)[] = [];
    let turnedAt = startedAt;
    const turn = async () => {
      if (performance.now() - turnedAt < TURN_MS) return;
      await setImmediate();
      turnedAt = performance.now();
    };
    let commit: Write | undefined;
    try {
      await this.read.transaction().execute(async (write) => {
        commit = write;
        // For a savepoint SQLite copies each page, which would be a fifth of the cost of a single unit.
        const run = units.length > 1 ? inSavepoint : alone;
        const outcomes: (() => void)[] = [];
        for (const unit of units) {
          await turn();
          outcomes.push(await run(unit, write));
        }
        await turn();
        told = outcomes;
      });
    } catch (error) {
      failed = true;
      withdrawn = !isOfDatabase(error);
      told = units.map((unit) => () => unit.fail(error));
    }
    const ms = performance.now() - startedAt;
    if (!withdrawn) measures.commit.note({ ms, units: units.length, failed });
    if (commit) this.committed(commit, !failed);
    await turn();
    for (const [index, tell] of told.entries()) {
      // What follows from each begins when this turn ends.
      if (index > 0 && index % TOLD_AT_ONCE === 0) await setImmediate();
      tell();
    }
  }
}

/** Whether SQLite has refused something. */
function isOfDatabase(error: unknown): boolean {
  return primaryCode(error) !== undefined;
}

/** The result code of an error of SQLite: the lower byte of its extended code. */
function primaryCode(error: unknown): number | undefined {
  const code: unknown = Object(error).errcode;
  return typeof code === 'number' ? code & 0xff : undefined;
}

async function alone(unit: Unit, write: Write): Promise<() => void> {
  await unit.run(write);
  return () => unit.succeed();
}

async function inSavepoint(unit: Unit, write: Write): Promise<() => void> {
  await sql`savepoint unit`.execute(write);
  try {
    await unit.run(write);
  } catch (error) {
    try {
      await sql`rollback to unit`.execute(write);
      await sql`release unit`.execute(write);
    } catch {
      // A full disk has ended the whole transaction, so every unit has to fail.
      throw error;
    }
    return () => unit.fail(error);
  }
  await sql`release unit`.execute(write);
  return () => unit.succeed();
}
