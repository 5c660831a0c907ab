import { type Kysely, sql } from 'kysely';

/** Chats that move to the other address of a person, in small commits. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('chat_moves')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('from_chat', 'text', (c) => c.notNull())
    .addColumn('to_chat', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('chat_moves_pk', ['instance', 'from_chat'])
    .modifyEnd(sql`strict, without rowid`)
    .execute();
}
