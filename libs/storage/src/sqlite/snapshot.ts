import { backup, DatabaseSync } from '@photostructure/sqlite';
import { chmodSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { DATABASE_FILE } from './database.js';
import { migrations } from './migrations/index.js';

/** Pages that are copied at a time: 1 MiB. */
const PAGES_PER_STEP = 256;
const BUSY_MS = 5_000;

/** What a database contains. */
export interface DatabaseFacts {
  /** Its last migration. */
  migration: string;
  /** Number of rows, by table. */
  rows: Record<string, number>;
}

/** Thrown if a database is damaged, or is not one of this server. */
export class DatabaseDamaged extends Error {
  override readonly name = 'DatabaseDamaged';
}

interface CopyOptions {
  /** Called when the moment that the copy shows is fixed. @param sizeBytes size of the database then */
  onPinned: (sizeBytes: number) => Promise<void>;
  onProgress: (share: number) => void;
}

/**
 * Copies the database in `directory` as it is at one moment, whoever writes to it meanwhile, in steps of 1 MiB. The copy is one
 * file, which only its owner can read, and is on disk in the end.
 * @param destination must not exist
 * @throws if there is no database, or the copy cannot be written
 */
export async function copyDatabase(
  directory: string,
  destination: string,
  { onPinned, onProgress }: CopyOptions,
): Promise<void> {
  const source = new DatabaseSync(join(directory, DATABASE_FILE), { readOnly: true });
  try {
    source.exec(`PRAGMA busy_timeout=${BUSY_MS}`);
    // The read transaction fixes the moment. Without it, the copy would begin again after each write of somebody else.
    source.exec('BEGIN');
    const size = source
      .prepare('select page_count * page_size as bytes from pragma_page_count, pragma_page_size')
      .get();
    await onPinned(Number(size?.['bytes']));
    await backup(source, destination, {
      rate: PAGES_PER_STEP,
      progress: ({ totalPages, remainingPages }) => onProgress(1 - remainingPages / Math.max(1, totalPages)),
    });
  } finally {
    source.close();
  }
  chmodSync(destination, 0o600);
  const copy = new DatabaseSync(destination);
  // The server sets its own mode when it opens the file; in this one, the file needs no companions.
  copy.exec('PRAGMA journal_mode=DELETE');
  copy.close();
  const file = await open(destination, 'r+');
  await file.sync();
  await file.close();
}

/** Reads a whole database and checks it. @throws DatabaseDamaged */
export function inspectDatabase(file: string): DatabaseFacts {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const verdict = Object.values(database.prepare('PRAGMA integrity_check(1)').get() ?? {}).join('; ');
    if (verdict !== 'ok') throw new DatabaseDamaged(`the database is damaged: ${verdict}`);
    const migration = database
      .prepare('select name from kysely_migration order by name desc limit 1')
      .get()?.['name'];
    if (typeof migration !== 'string') throw new DatabaseDamaged('the database has no migrations');
    const tables = database
      .prepare(
        `select name from pragma_table_list where type = 'table' and schema = 'main' and name not like 'sqlite_%' order by name`,
      )
      .all()
      .map(({ name }) => String(name));
    const rows = tables.map((table) => [
      table,
      Number(database.prepare(`select count(*) as rows from "${table}"`).get()?.['rows']),
    ]);
    return { migration, rows: Object.fromEntries(rows) };
  } catch (error) {
    if (error instanceof DatabaseDamaged) throw error;
    throw new DatabaseDamaged('the database cannot be read', { cause: error });
  } finally {
    database.close();
  }
}

/** Has no instance of a database, which nobody uses, connect when a server opens it. */
export function keepDisconnected(file: string): void {
  const database = new DatabaseSync(file);
  try {
    database.exec("update instances set desired = 'disconnected'");
  } finally {
    database.close();
  }
}

/** Whether this version knows a migration: it cannot open a database with an unknown one. */
export async function knowsMigration(name: string): Promise<boolean> {
  return Object.hasOwn(await migrations.getMigrations(), name);
}
