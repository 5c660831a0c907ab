import { type Kysely, sql } from 'kysely';

const strictByKey = sql`strict, without rowid`;

/** What an account has set for its chats, and the messages that it starred. All chats so far count as read. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('chat_states')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('chat', 'text', (c) => c.notNull())
    .addColumn('entries', 'text', (c) => c.notNull().defaultTo('{}'))
    .addColumn('archived', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('pinned_at', 'integer')
    .addColumn('muted_until', 'integer')
    .addColumn('marked_unread', 'integer', (c) => c.notNull().defaultTo(0))
    .addColumn('read_at', 'integer', (c) => c.notNull().defaultTo(0))
    .addPrimaryKeyConstraint('chat_states_pk', ['instance', 'chat'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema
    .createTable('stars')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('chat', 'text', (c) => c.notNull())
    .addColumn('message', 'text', (c) => c.notNull())
    .addColumn('entry', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('stars_pk', ['instance', 'chat', 'message'])
    .modifyEnd(strictByKey)
    .execute();
  // Whether and how many messages of others are unread, without a look at the own ones.
  await db.schema
    .createIndex('messages_heard')
    .on('messages')
    .columns(['instance', 'chat', 'at', 'position'])
    .where(sql.ref('from_me'), '=', sql.lit(0))
    .execute();
  await sql`insert into chat_states (instance, chat, read_at)
    select instance, chat, last_at from chats`.execute(db);
}
