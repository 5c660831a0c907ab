import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { CommitUnknown, type Read, type Write } from '../database.js';
import type { FileOwner } from '../conversations/scheduled-files.js';
import type { Storage } from '../storage.js';
import { insertRows, pagesOf, type Row, Tally } from './pages.js';
import { MOVED_TABLES, type MovedTable } from './tables.js';

/** What was moved, and found to be the same at its destination. */
export interface Moved {
  /** Rows of all tables. */
  rows: number;
  instances: number;
  /** Files of scheduled messages. */
  files: number;
  /** NUL characters that were left out of texts: PostgreSQL has no place for them. */
  nuls: number;
  /** Of all rows with credentials and session keys, at both ends. */
  keysSha256: string;
}

/** Thrown if nothing can be moved there. */
export class NotEmpty extends Error {
  override readonly name = 'NotEmpty';
}

/** The tables that hold what the devices are. */
const KEYS: ReadonlySet<string> = new Set(['credentials', 'signal_keys']);

/**
 * Moves everything from one database to another, in one transaction, and compares both before it commits. The source is closed and
 * refuses to be opened from then on. If anything fails, the destination is as empty as before, and the source as it was.
 * @param onTable called with each table before it is copied
 * @throws NotEmpty if there are rows at the destination
 * @throws CommitUnknown if nobody knows whether the destination has the rows; the source is closed all the same
 */
export async function moveStorage(
  from: Storage,
  to: Storage,
  onTable: (table: string) => void = () => undefined,
): Promise<Moved> {
  let takeBack: (() => Promise<void>) | undefined;
  try {
    return await to.database.write(async (write) => {
      await mustBeEmpty(write);
      const moved = await copyRows(from.database.read, write, onTable);
      const files = await copyFiles(from, to, write);
      const positions = await from.database.lastPositions(from.database.read);
      await to.database.setLastPositions(write, positions);
      await mustBeEqual(positions, await to.database.lastPositions(write));
      // From here on, only the commit is missing. A crash before it leaves two databases that are not used, not two that are.
      takeBack = await from.database.retire();
      return { ...moved, files };
    });
  } catch (error) {
    if (error instanceof CommitUnknown) throw error;
    await takeBack?.().catch((undoing: unknown) => {
      throw new AggregateError(
        [error, undoing],
        'nothing was moved, but the source is still marked as moved',
        { cause: error },
      );
    });
    throw error;
  }
}

async function mustBeEmpty(write: Write): Promise<void> {
  for (const [name] of MOVED_TABLES) {
    const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(write);
    if (rows.length > 0)
      throw new NotEmpty(`the destination is not empty: there are rows in ${name}. Use an empty database`);
  }
}

async function copyRows(
  read: Read,
  write: Write,
  onTable: (table: string) => void,
): Promise<Omit<Moved, 'files'>> {
  const keys = createHash('sha256');
  const moved = { rows: 0, instances: 0, nuls: 0 };
  for (const table of MOVED_TABLES) {
    const [name] = table;
    onTable(name);
    const before = new Tally();
    for await (const page of pagesOf(read, table)) {
      const rows = page.map((row) => withoutNuls(row, () => (moved.nuls += 1)));
      before.add(rows);
      await insertRows(write, table, rows);
    }
    const digest = await mustHave(write, table, before);
    moved.rows += before.rows;
    if (name === 'instances') moved.instances = before.rows;
    if (KEYS.has(name)) keys.update(digest);
  }
  return { ...moved, keysSha256: keys.digest('hex') };
}

/** @returns the hash of the rows */
async function mustHave(write: Write, table: MovedTable, before: Tally): Promise<string> {
  const after = new Tally();
  for await (const page of pagesOf(write, table)) after.add(page);
  const digest = before.digest();
  if (after.rows !== before.rows || after.digest() !== digest)
    throw new Error(`${table[0]} differs after it was copied: ${after.rows} rows of ${before.rows}`);
  return digest;
}

async function mustBeEqual(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
): Promise<void> {
  for (const [table, last] of before)
    if ((after.get(table) ?? 0) !== last) throw new Error(`the last position of ${table} differs`);
}

function withoutNuls(row: Row, count: () => void): Row {
  const entries = Object.entries(row).map(([column, value]) => {
    if (typeof value !== 'string' || !value.includes('\0')) return [column, value];
    count();
    return [column, value.replaceAll('\0', '')];
  });
  return Object.fromEntries(entries);
}

async function copyFiles(from: Storage, to: Storage, write: Write): Promise<number> {
  let files = 0;
  for (const owner of await from.database.read
    .selectFrom('instances')
    .select(['uid', 'instance_id'])
    .execute())
    for (const id of await from.scheduledFiles.ids(owner)) {
      await copyFile(from, to, write, owner, id);
      files += 1;
    }
  return files;
}

async function copyFile(
  from: Storage,
  to: Storage,
  write: Write,
  owner: FileOwner,
  id: string,
): Promise<void> {
  const file = await from.scheduledFiles.open(owner, id);
  try {
    await to.scheduledFiles.copyIn(write, owner, id, file.path);
  } finally {
    await file.close();
  }
}
