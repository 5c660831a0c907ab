import type { Kysely, Transaction } from 'kysely';
import type { Schema } from './schema.js';

/** What a unit of work writes through. */
export type Write = Transaction<Schema>;
/** What may be read through: the database, or a write in progress. */
export type Read = Kysely<Schema>;

/**
 * The database as the repositories see it. What only one dialect can do stays in that dialect's folder.
 *
 * Writes are units of work that share commits. A unit that throws takes nothing of its neighbours with it, and awaits
 * nothing but its own statements. A dialect may run it a second time, when its commit has to be repeated.
 */
export abstract class Database {
  abstract readonly read: Read;
  private readonly lookouts = new WeakMap<Write, (() => void)[]>();

  /**
   * Runs `work` in a transaction and resolves with its result once that is on disk.
   * @throws what `work` threw, or the error of the commit; nothing of the unit is written then
   */
  abstract write<T>(work: (write: Write) => Promise<T>): Promise<T>;

  /** Whether an error says that nothing can be written at present, whatever the row: the disk is full, for example. */
  abstract isOutage(error: unknown): boolean;

  /** Waits for what is queued, then closes. Later writes are refused. */
  abstract close(): Promise<void>;

  /**
   * Calls `look` when the commit that `write` belongs to is over, before its units are told. It may have failed: this
   * says where to look for something new, not that there is any.
   */
  afterCommit(write: Write, look: () => void): void {
    const lookouts = this.lookouts.get(write);
    if (lookouts) lookouts.push(look);
    else this.lookouts.set(write, [look]);
  }

  /** For dialects: a commit is over, however it ended. */
  protected committed(write: Write): void {
    for (const look of this.lookouts.get(write) ?? []) look();
    this.lookouts.delete(write);
  }
}
