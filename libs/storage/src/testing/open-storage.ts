import { createHash } from 'node:crypto';
import { Client } from 'pg';
import { Storage } from '../storage.js';

/** Set by the suite if it runs on PostgreSQL: `postgres://…`, without a database. */
export const POSTGRES_URL = process.env['TEST_POSTGRES_URL'];
/** A test of what only SQLite has. */
export const onSqlite: jest.It = POSTGRES_URL === undefined ? it : it.skip;
const EXISTS = '42P04';

/** The database of a directory on the PostgreSQL server of the suite; undefined on SQLite. It is created if it does not exist. */
export async function databaseUrlOf(directory: string): Promise<string | undefined> {
  if (POSTGRES_URL === undefined) return undefined;
  const name = `miaw_${createHash('sha256').update(directory).digest('hex').slice(0, 16)}`;
  const client = new Client(`${POSTGRES_URL}/postgres`);
  await client.connect();
  try {
    await client.query(`create database ${name}`);
  } catch (error) {
    if (Object(error).code !== EXISTS) throw error;
  } finally {
    await client.end();
  }
  return `${POSTGRES_URL}/${name}`;
}

/** A storage for specs, on the database that the suite runs on. */
export async function openStorage(directory: string): Promise<Storage> {
  return Storage.open(directory, await databaseUrlOf(directory));
}
