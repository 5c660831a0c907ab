import { chmodSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { Kysely, Migrator, sql, type Transaction } from 'kysely';
import { SqliteDialect } from './sqlite/dialect.js';
import { DirectoryLock } from './sqlite/directory-lock.js';
import { migrations } from './sqlite/migrations/index.js';
import type { Schema } from './schema.js';

/** Name of the database file in the data directory. */
export const DATABASE_FILE = 'miaw.sqlite';

/** Units written in one commit at the most, so that a burst does not hold the event loop. */
const UNITS_PER_COMMIT = 200;

/** What a unit of work writes through. */
export type Write = Transaction<Schema>;
/** What may be read through: the database, or a write in progress. */
export type Read = Kysely<Schema>;

/** SQLite's codes for what passes by itself: busy, locked, out of memory, read-only, I/O, full, cannot open. */
const PASSING = new Set([5, 6, 7, 8, 10, 13, 14]);

/** Whether an error says that the database cannot be written to at present, whatever the row: the disk is full, say. */
export function isOutage(error: unknown): boolean {
  const code: unknown = Object(error).errcode;
  // The lower byte of an extended code is the code.
  return typeof code === 'number' && PASSING.has(code & 0xff);
}

interface Unit {
  run(write: Write): Promise<void>;
  succeed(): void;
  fail(error: unknown): void;
}

/**
 * The database: one file in WAL mode, every commit synced to disk (`synchronous=FULL`).
 *
 * Writes are units of work. Units that arrive in the same turn of the event loop share one commit, where there are
 * several each in a savepoint of its own: one that throws takes nothing of its neighbours with it. A unit awaits
 * nothing but its own statements.
 */
export class Database {
  private queue: Unit[] = [];
  private flushing: Promise<void> | undefined;
  private closed = false;

  private constructor(
    readonly read: Kysely<Schema>,
    private readonly lock: DirectoryLock,
  ) {}

  /**
   * Opens the database in `directory`, makes it when absent and brings its tables up to date.
   * @throws DirectoryInUse when another process works there
   * @throws when the file is unreadable, corrupt or from a newer version
   */
  static async open(directory: string): Promise<Database> {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
    const lock = DirectoryLock.take(directory);
    const path = join(directory, DATABASE_FILE);
    const dialect = new SqliteDialect(path, [
      'journal_mode=WAL',
      'synchronous=FULL',
      'foreign_keys=ON',
      'busy_timeout=5000',
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
    return new Database(kysely, lock);
  }

  /**
   * Runs `work` in a transaction and resolves with its result once that is on disk.
   * @throws what `work` threw, or the error of the commit; nothing of the unit is written then
   */
  async write<T>(work: (write: Write) => Promise<T>): Promise<T> {
    if (this.closed) throw new Error('the database is closed');
    return new Promise<T>((resolve, reject) => {
      let value: T;
      this.queue.push({
        run: async (write) => {
          value = await work(write);
        },
        succeed: () => resolve(value),
        fail: reject,
      });
      this.flushing ??= this.flush();
    });
  }

  /** Waits for what is queued, then closes the file. Later writes are refused. */
  async close(): Promise<void> {
    if (this.closed) return;
    this.closed = true;
    await this.flushing;
    await this.read.destroy();
    this.lock.release();
  }

  private async flush(): Promise<void> {
    do {
      // Whatever else this turn of the loop brings shares the commit.
      await new Promise((resolve) => setImmediate(resolve));
      await this.commit(this.queue.splice(0, UNITS_PER_COMMIT));
    } while (this.queue.length > 0);
    this.flushing = undefined;
  }

  private async commit(units: readonly Unit[]): Promise<void> {
    const outcomes: (() => void)[] = [];
    try {
      await this.read.transaction().execute(async (write) => {
        // A savepoint has SQLite keep each page as it was: a fifth of the cost of a unit that is alone.
        const run = units.length > 1 ? inSavepoint : alone;
        for (const unit of units) outcomes.push(await run(unit, write));
      });
    } catch (error) {
      for (const unit of units) unit.fail(error);
      return;
    }
    for (const settle of outcomes) settle();
  }
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
      // A full disk has ended the whole transaction, and that is what everybody has to know.
      throw error;
    }
    return () => unit.fail(error);
  }
  await sql`release unit`.execute(write);
  return () => unit.succeed();
}
