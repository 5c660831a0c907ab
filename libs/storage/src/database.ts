import { AsyncLocalStorage } from 'node:async_hooks';
import type { Kysely, Transaction } from 'kysely';
import type { Lease } from './cluster/lease.js';
import type { Schema } from './schema.js';

/** The transaction in which a unit of work writes. */
export type Write = Transaction<Schema>;
/** Where to read: the database, or the transaction of a unit of work. */
export type Read = Kysely<Schema>;

/** The disk is full. */
export class DiskFullError extends Error {
  /** As the file system names it. */
  readonly code = 'ENOSPC';
}

/** The database cannot be reached, or does not work right now. What it was asked did not happen. */
export class DatabaseUnavailable extends Error {
  override readonly name: string = 'DatabaseUnavailable';
}

/** A caller's read has taken too long, or waited too long for others. It is not done, and the database goes on. */
export class DatabaseBusy extends DatabaseUnavailable {
  override readonly name = 'DatabaseBusy';
}

/** The rows are in another database now. A server that went on here would have the same devices as the one there. */
export class DatabaseMoved extends DatabaseUnavailable {
  override readonly name = 'DatabaseMoved';
}

/** Another server has the instance, or may have it. Nothing of it is written here from now on. */
export class Fenced extends DatabaseUnavailable {
  override readonly name = 'Fenced';

  constructor() {
    super('another server has the instance');
  }
}

/** The connection to the database was lost during a commit, and it could not be asked in time what became of it. */
export class CommitUnknown extends Error {
  override readonly name = 'CommitUnknown';
}

const ofCaller = new AsyncLocalStorage<boolean>();

/**
 * Runs `work` on behalf of a caller who only reads. Dialects may bound such reads, so that what the server itself does goes on
 * however many there are and however long they take.
 */
export function readingForCaller<T>(work: () => T): T {
  return ofCaller.run(true, work);
}

/** Runs `work` on behalf of the server itself, whoever has caused it. */
export function workingForServer<T>(work: () => T): T {
  return ofCaller.run(false, work);
}

/** Whether the present work is a caller's, see {@link readingForCaller}. */
export function isReadingForCaller(): boolean {
  return ofCaller.getStore() === true;
}

/**
 * The database as the repositories see it. What is specific to a dialect stays in the dialect's folder.
 *
 * Writes are units of work that share commits. A unit that throws does not affect the others in its commit. A unit must
 * await nothing but its own statements. A dialect may run it again if the commit has to be repeated.
 */
export abstract class Database {
  abstract readonly read: Read;
  /** What keeps it, as OpenTelemetry names it. */
  abstract readonly system: 'sqlite' | 'postgresql';
  /** Statements since the start, without those that begin and end transactions and savepoints. */
  abstract readonly statements: number;
  /** Resolves with the reason if somebody else has taken the database for good: nothing can be written here from then on. */
  abstract readonly lost: Promise<Error>;
  private readonly lookouts = new WeakMap<Write, ((succeeded: boolean) => void)[]>();

  /**
   * Runs `work` in a transaction and resolves with its result once everything it wrote is on disk.
   * @throws what `work` threw, DiskFullError, DatabaseUnavailable, or the error of the commit; then nothing of the unit is written
   * @throws CommitUnknown if nobody knows whether the unit is written
   */
  abstract write<T>(work: (write: Write) => Promise<T>): Promise<T>;

  /** What writes only as long as the lease is valid. @throws Fenced from its `write` after that */
  abstract held(lease: Lease): Database;

  /**
   * Does work that one server at a time does, for all of them.
   * @returns whether it was done; if not, another server is doing what has this name
   */
  abstract alone(name: string, work: () => Promise<void>): Promise<boolean>;

  /** Whether an error means that nothing can be written right now, whatever the row, for example because the disk is full. */
  abstract isOutage(error: unknown): boolean;

  /** Waits for queued writes, then closes. Later writes are refused. */
  abstract close(): Promise<void>;

  /** The last position that each table has given out, by the name of the table. Those of removed rows are not given out again. */
  abstract lastPositions(read: Read): Promise<ReadonlyMap<string, number>>;

  abstract setLastPositions(write: Write, positions: ReadonlyMap<string, number>): Promise<void>;

  /**
   * Closes it, and has it refuse to be opened: its rows are elsewhere.
   * @returns undoes it
   */
  abstract retire(): Promise<() => Promise<void>>;

  /**
   * Calls `look` when the commit of `write` has ended, before its units resolve or reject. Even if it
   * succeeded, the unit may have failed alone, so there may be nothing new to find.
   */
  afterCommit(write: Write, look: (succeeded: boolean) => void): void {
    const lookouts = this.lookouts.get(write);
    if (lookouts) lookouts.push(look);
    else this.lookouts.set(write, [look]);
  }

  /** To be called by dialects when a commit has ended. */
  protected committed(write: Write, succeeded: boolean): void {
    for (const look of this.lookouts.get(write) ?? []) look(succeeded);
    this.lookouts.delete(write);
  }
}
