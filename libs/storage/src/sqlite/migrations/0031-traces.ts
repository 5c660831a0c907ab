import type { Kysely } from 'kysely';

/** Events and own messages know the trace to which they belong, so that what they cause later belongs to it as well. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('events').addColumn('traceparent', 'text').execute();
  await db.schema.alterTable('messages').addColumn('traceparent', 'text').execute();
}
