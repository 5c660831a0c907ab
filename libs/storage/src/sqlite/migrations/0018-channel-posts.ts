import type { Kysely } from 'kysely';

/** Own posts in channels have a number there, and files that were uploaded for them have a handle. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('messages').addColumn('server_id', 'integer').execute();
  await db.schema.alterTable('messages').addColumn('media_handle', 'text').execute();
}
