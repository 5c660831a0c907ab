import { type Kysely, sql } from 'kysely';

const strictByKey = sql`strict, without rowid`;

/** Pinned and kept messages, who has received own messages, and the pictures of chats. */
export async function up(db: Kysely<unknown>): Promise<void> {
  for (const column of ['pinned_at', 'pinned_until', 'kept_at'])
    await db.schema.alterTable('messages').addColumn(column, 'integer').execute();
  await db.schema
    .createIndex('messages_pinned')
    .on('messages')
    .columns(['instance', 'chat', 'pinned_at'])
    .where(sql.ref('pinned_at'), 'is not', null)
    .execute();
  await db.schema
    .createTable('receipts')
    .addColumn('message', 'integer', (c) => c.notNull().references('messages.position').onDelete('cascade'))
    .addColumn('person', 'text', (c) => c.notNull())
    .addColumn('delivered_at', 'integer')
    .addColumn('read_at', 'integer')
    .addColumn('played_at', 'integer')
    .addPrimaryKeyConstraint('receipts_pk', ['message', 'person'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema
    .createIndex('receipts_lids')
    .on('receipts')
    .column('person')
    .where(sql.ref('person'), 'like', sql.lit('%@lid'))
    .execute();
  await db.schema
    .createTable('chat_pictures')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('chat', 'text', (c) => c.notNull())
    .addColumn('picture', 'text')
    .addColumn('at', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('chat_pictures_pk', ['instance', 'chat'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema.dropIndex('label_assignments_chats').execute();
  await db.schema
    .createIndex('label_assignments_chats')
    .on('label_assignments')
    .columns(['instance', 'chat', 'message'])
    .execute();
}
