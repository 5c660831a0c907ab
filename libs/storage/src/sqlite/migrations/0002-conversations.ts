import { type Kysely, sql } from 'kysely';

const strict = sql`strict`;
const strictByKey = sql`strict, without rowid`;

const COLUMNS = sql.raw(
  'instance, chat, sender, id, from_me, remote_jid, participant, type, text, content, push_name, at, ' +
    'status, status_at, error, edited_at, deleted_at',
);

/** Chats, messages in the order of their arrival, and messages that our own phone reports. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await numberMessages(db);
  await keepChats(db);
  await db.schema
    .alterTable('inbox')
    .addColumn('recorded', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await sql`update inbox set recorded = done`.execute(db);
  await db.schema
    .createIndex('inbox_unrecorded')
    .on('inbox')
    .columns(['instance', 'position'])
    .where(sql.ref('recorded'), '=', sql.lit(0))
    .execute();
}

/** WhatsApp's times are in seconds, so the order of two messages can depend on our own number alone. */
async function numberMessages(db: Kysely<unknown>): Promise<void> {
  const create = db.schema;
  await create.alterTable('messages').renameTo('messages_before').execute();
  for (const index of ['messages_chat', 'messages_pending', 'messages_age']) {
    await create.dropIndex(index).execute();
  }
  await create
    .createTable('messages')
    .addColumn('position', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('chat', 'text', (c) => c.notNull())
    .addColumn('sender', 'text', (c) => c.notNull())
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('from_me', 'integer', (c) => c.notNull())
    .addColumn('remote_jid', 'text', (c) => c.notNull())
    .addColumn('participant', 'text', (c) => c.notNull())
    .addColumn('type', 'text', (c) => c.notNull())
    .addColumn('text', 'text')
    .addColumn('content', 'blob')
    .addColumn('push_name', 'text')
    .addColumn('at', 'integer', (c) => c.notNull())
    .addColumn('status', 'text')
    .addColumn('status_at', 'integer')
    .addColumn('error', 'text')
    .addColumn('edited_at', 'integer')
    .addColumn('deleted_at', 'integer')
    .addUniqueConstraint('messages_identity', ['instance', 'id', 'chat', 'sender'])
    .modifyEnd(strict)
    .execute();
  await sql`insert into messages (${COLUMNS}) select ${COLUMNS} from messages_before order by at, rowid`.execute(
    db,
  );
  await create.dropTable('messages_before').execute();
  await create
    .createIndex('messages_chat')
    .on('messages')
    .columns(['instance', 'chat', 'at', 'position'])
    .execute();
  await create
    .createIndex('messages_pending')
    .on('messages')
    .columns(['instance', 'at'])
    .where(sql.ref('status'), '=', sql.lit('pending'))
    .execute();
  await create.createIndex('messages_age').on('messages').column('at').execute();
}

async function keepChats(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('chats')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('chat', 'text', (c) => c.notNull())
    .addColumn('name', 'text')
    .addColumn('last_at', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('chats_pk', ['instance', 'chat'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema.createIndex('chats_recent').on('chats').columns(['instance', 'last_at', 'chat']).execute();
  await db.schema.createIndex('chats_age').on('chats').column('last_at').execute();
  await sql`
    insert into chats (instance, chat, name, last_at)
    select instance, chat,
      (select push_name from messages as named
        where named.instance = messages.instance and named.chat = messages.chat
          and named.from_me = 0 and named.participant = '' and named.push_name is not null
        order by named.at desc limit 1),
      max(at)
    from messages group by instance, chat`.execute(db);
}
