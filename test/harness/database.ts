import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { Client, TypeOverrides } from 'pg';
import { DATABASE_FILE } from '../../libs/storage/src/sqlite/database.js';
import { databaseUrlOf, POSTGRES_URL } from '../../libs/storage/src/testing/open-storage.js';
import type { ApiServer } from './server.js';

export { onSqlite, openStorage, POSTGRES_URL } from '../../libs/storage/src/testing/open-storage.js';

const INT8 = 20;
const types = new TypeOverrides();
types.setTypeParser(INT8, Number);

/** The variables that lead a server with this directory to the database of the suite. */
export async function variablesFor(directory: string): Promise<{ DATABASE_URL?: string }> {
  const url = await databaseUrlOf(directory);
  return url === undefined ? {} : { DATABASE_URL: url };
}

/** Removes the database of a directory. The directory itself stays. */
export async function dropDatabase(directory: string): Promise<void> {
  const url = await databaseUrlOf(directory);
  if (url === undefined) return;
  const client = new Client(`${POSTGRES_URL}/postgres`);
  await client.connect();
  try {
    await client.query(`drop database ${new URL(url).pathname.slice(1)} with (force)`);
  } finally {
    await client.end();
  }
}

/** The ids of the scheduled messages of an instance whose files the server keeps. */
export async function keptFiles(
  { directory }: Pick<ApiServer, 'directory'>,
  instance: string,
): Promise<string[]> {
  if (POSTGRES_URL === undefined) return readdirSync(join(directory, instance, 'scheduled'));
  const rows = await inDatabase(
    { directory },
    'select distinct message from scheduled_files join instances on uid = instance where instance_id = ?',
    instance,
  );
  return rows.map(({ message }) => String(message));
}

/**
 * Runs a statement on the database of a server, past it.
 * @param text with `?` where the values go
 */
export async function inDatabase(
  { directory }: Pick<ApiServer, 'directory'>,
  text: string,
  ...values: (string | number)[]
): Promise<Record<string, unknown>[]> {
  const url = await databaseUrlOf(directory);
  if (url === undefined) {
    const file = new DatabaseSync(join(directory, DATABASE_FILE));
    try {
      file.exec('pragma busy_timeout=5000');
      return file
        .prepare(text)
        .all(...values)
        .map((row) => ({ ...row }));
    } finally {
      file.close();
    }
  }
  const client = new Client({ connectionString: url, types });
  await client.connect();
  try {
    let place = 0;
    const { rows } = await client.query<Record<string, unknown>>(
      text.replaceAll('?', () => `$${(place += 1)}`),
      values,
    );
    return rows;
  } finally {
    await client.end();
  }
}
