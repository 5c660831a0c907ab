import { type Kysely, sql } from 'kysely';

const text = sql`text collate "C"`;

/** What any server may be asked: a request says which of them carries it out, and each knows the sessions of the console. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('idempotency_keys').addColumn('node', text).execute();
  await db.schema
    .createTable('console_sessions')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('key_id', text, (c) => c.notNull())
    .addColumn('mark', text, (c) => c.notNull())
    .addColumn('created_at', 'bigint', (c) => c.notNull())
    .addColumn('used_at', 'bigint', (c) => c.notNull())
    .execute();
}
