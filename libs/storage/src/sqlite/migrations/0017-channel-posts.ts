import { type Kysely, sql } from 'kysely';

/**
 * Own posts in channels have a number there, and files that were uploaded for them have a handle. Changes of posts are kept
 * until WhatsApp has answered.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('messages').addColumn('server_id', 'integer').execute();
  await db.schema.alterTable('messages').addColumn('media_handle', 'text').execute();
  await db.schema.alterTable('messages').addColumn('change', 'blob').execute();
  await db.schema.alterTable('messages').addColumn('change_at', 'integer').execute();
  await db.schema
    .createIndex('messages_changing')
    .on('messages')
    .columns(['instance', 'id'])
    .where(sql.ref('change_at'), 'is not', null)
    .execute();
}
