import { type Kysely, sql } from 'kysely';

/** What any server may be asked: a request says which of them carries it out, and each knows the sessions of the console. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('idempotency_keys').addColumn('node', 'text').execute();
  await sql`create table console_sessions (
    id text primary key,
    key_id text not null,
    mark text not null,
    created_at integer not null,
    used_at integer not null
  ) strict, without rowid`.execute(db);
}
