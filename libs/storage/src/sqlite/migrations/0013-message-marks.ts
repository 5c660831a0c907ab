import type { Kysely } from 'kysely';

/** Keeps what a message says about itself beside its content: why that is missing, and its author's username. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('messages').addColumn('unavailable', 'text').execute();
  await db.schema.alterTable('messages').addColumn('username', 'text').execute();
}
