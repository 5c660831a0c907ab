import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Kysely, sql } from 'kysely';
import type { Schema } from '../schema.js';
import { fold } from '../sqlite/fold.js';
import { SqliteDatabase } from '../sqlite/database.js';
import { migrations as sqliteMigrations } from '../sqlite/migrations/index.js';
import { databaseUrlOf } from '../testing/open-storage.js';
import { PostgresDatabase } from './database.js';
import { migrations } from './migrations/index.js';

/** Each dialect searches, and keeps files, in its own way. */
const OF_ONE_DIALECT = /^(search|scheduled_files|writers|kysely_|sqlite_)/;
const TYPES: Record<string, string> = { text: 'text', integer: 'int8', blob: 'bytea' };

/** `table.column type not null` of all columns, with the types of PostgreSQL. */
async function columnsOf(db: Kysely<Schema>): Promise<string[]> {
  const tables = await db.introspection.getTables();
  return tables
    .filter(({ name }) => !OF_ONE_DIALECT.test(name))
    .flatMap(({ name, columns }) =>
      columns.map((column) => {
        const type = column.dataType.toLowerCase();
        return `${name}.${column.name} ${TYPES[type] ?? type}${column.isNullable ? '' : ' not null'}`;
      }),
    )
    .sort();
}

describe('the schema', () => {
  const directory = mkdtempSync(join(tmpdir(), 'miaw-schema-'));
  let sqlite: SqliteDatabase;
  let postgres: PostgresDatabase;

  beforeAll(async () => {
    sqlite = await SqliteDatabase.open(directory);
    postgres = await PostgresDatabase.open((await databaseUrlOf(directory)) ?? '');
  });

  afterAll(async () => {
    await Promise.all([sqlite.close(), postgres.close()]);
    rmSync(directory, { recursive: true });
  });

  it('is the same in both dialects', async () => {
    // A key of SQLite may be null in theory.
    const keys = (lines: string[]) => lines.map((line) => line.replace(/^(\S+ \S+).*$/, '$1'));
    expect(keys(await columnsOf(postgres.read))).toEqual(keys(await columnsOf(sqlite.read)));
  });

  it('has the same migrations in both dialects, from the base on', async () => {
    const [own, theirs] = await Promise.all(
      [sqliteMigrations, migrations].map((each) => each.getMigrations()),
    );
    const later = Object.keys(own ?? {}).filter((name) => name > '0032-z');
    expect(Object.keys(theirs ?? {})).toEqual(['0032-base', ...later]);
  });

  it('has the same indexes in both dialects', async () => {
    const own = await sql<{ name: string }>`select name from sqlite_master
      where type = 'index' and sql is not null order by name`.execute(sqlite.read);
    const theirs = await sql<{ name: string }>`select indexname as name from pg_indexes
      where schemaname = current_schema() order by 1`.execute(postgres.read);
    const names = theirs.rows.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(own.rows.map(({ name }) => name)));
  });

  it('compares texts by their bytes', async () => {
    const { rows } = await sql<{ name: string }>`select table_name || '.' || column_name as name
      from information_schema.columns
      where table_schema = current_schema() and data_type = 'text' and collation_name is distinct from 'C'`.execute(
      postgres.read,
    );
    expect(rows).toEqual([]);
  });

  it('folds letters alike', async () => {
    const ranges = [
      [0x20, 0x17f],
      [0x1e00, 0x1eff],
      [0x386, 0x3ce],
      [0x400, 0x45f],
      [0x531, 0x586],
      [0x5d0, 0x5ea],
      [0x621, 0x64a],
      [0x905, 0x939],
    ];
    const letters = ranges
      .flatMap(([from = 0, to = 0]) => Array.from({ length: to - from + 1 }, (_, n) => from + n))
      .map((code) => String.fromCodePoint(code));
    const { rows } = await sql<{ letter: string; folded: string }>`
      select letter, fold(letter) as folded from unnest(${sql.val(`{${letters.map((letter) => JSON.stringify(letter)).join(',')}}`)}::text[]) as letter`.execute(
      postgres.read,
    );
    expect(rows.filter(({ letter, folded }) => folded !== fold(letter))).toEqual([]);
  });
});
