import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import type { Storage } from '../storage.js';
import { onSqlite, openStorage } from '../testing/open-storage.js';
import { MOVED_TABLES } from './tables.js';

/** Triggers fill those of the search, the files of scheduled messages are copied as such, and servers begin anew. */
const NOT_ROWS = /^(search|scheduled_files|writers|nodes|leases|console_sessions|kysely_|sqlite_)/;

describe('what is moved to another database', () => {
  let directory: string;
  let storage: Storage;

  beforeAll(async () => {
    directory = mkdtempSync(join(tmpdir(), 'miaw-tables-'));
    storage = await openStorage(directory);
  });

  afterAll(async () => {
    await storage.close();
    rmSync(directory, { recursive: true });
  });

  it('is every table', async () => {
    const tables = await storage.database.read.introspection.getTables();
    const names = tables.map(({ name }) => name).filter((name) => !NOT_ROWS.test(name));
    expect(MOVED_TABLES.map(([name]) => name).sort()).toEqual(names.sort());
  });

  onSqlite('is read in the order of a key that tells all rows apart', async () => {
    for (const [name, ...key] of MOVED_TABLES) {
      const { rows } = await sql<{ name: string }>`select name from pragma_table_info(${name})
        where pk > 0 order by pk`.execute(storage.database.read);
      expect({ name, key: rows.map((column) => column.name) }).toEqual({ name, key });
    }
  });
});
