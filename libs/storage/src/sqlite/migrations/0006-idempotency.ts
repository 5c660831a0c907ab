import { type Kysely, sql } from 'kysely';

/** Requests can have a key. Messages name the request that sent them, and carry the caller's reference. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('idempotency_keys')
    .addColumn('id', 'text', (c) => c.primaryKey())
    .addColumn('scope', 'text', (c) => c.notNull())
    .addColumn('key', 'text', (c) => c.notNull())
    .addColumn('fingerprint', 'text', (c) => c.notNull())
    .addColumn('answer', 'text')
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addUniqueConstraint('idempotency_keys_once', ['scope', 'key'])
    .modifyEnd(sql`strict`)
    .execute();
  await db.schema.createIndex('idempotency_keys_age').on('idempotency_keys').column('created_at').execute();
  await db.schema.alterTable('messages').addColumn('request', 'text').execute();
  await db.schema.alterTable('messages').addColumn('client_reference', 'text').execute();
  await db.schema
    .createIndex('messages_request')
    .on('messages')
    .column('request')
    .where(sql.ref('request'), 'is not', null)
    .execute();
}
