import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import type { Read, Write } from '../database.js';
import type { MovedTable } from './tables.js';

/** Rows that are read, and written, at a time. Some of them hold megabytes. */
const PAGE = 100;

export type Row = Readonly<Record<string, unknown>>;

/** All rows of a table in the order of its key, in pages. */
export async function* pagesOf(db: Read, [name, ...key]: MovedTable): AsyncGenerator<readonly Row[]> {
  const columns = sql.join(key.map((column) => sql.ref(column)));
  let last: Row | undefined;
  for (;;) {
    const after = last && sql.join(key.map((column) => last?.[column]));
    const { rows } = await sql<Row>`select * from ${sql.table(name)}
      ${after ? sql`where (${columns}) > (${after})` : sql``}
      order by ${columns} limit ${PAGE}`.execute(db);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    last = rows.at(-1);
  }
}

export async function insertRows(write: Write, [name]: MovedTable, rows: readonly Row[]): Promise<void> {
  const columns = Object.keys(rows[0] ?? {});
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`);
  await sql`insert into ${sql.table(name)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(values)}`.execute(write);
}

/** A number of rows and their hash, whichever database they are in. */
export class Tally {
  rows = 0;
  private readonly hash = createHash('sha256');

  add(rows: readonly Row[]): void {
    this.rows += rows.length;
    for (const row of rows) {
      const columns = Object.keys(row).sort();
      this.hash.update(JSON.stringify(columns.map((column) => [column, comparable(row[column])])));
    }
  }

  /** To be called once. */
  digest(): string {
    return this.hash.digest('hex');
  }
}

function comparable(value: unknown): unknown {
  return value instanceof Uint8Array ? { bytes: Buffer.from(value).toString('base64') } : value;
}
