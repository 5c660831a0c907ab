import { type Kysely, sql } from 'kysely';

const strictByKey = sql`strict, without rowid`;

/** What sending must know about recipients: the timers of chats, and the numbers that WhatsApp has in another form. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('chat_timers')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('chat', 'text', (c) => c.notNull())
    .addColumn('seconds', 'integer', (c) => c.notNull())
    .addColumn('set_at', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('chat_timers_pk', ['instance', 'chat'])
    .modifyEnd(strictByKey)
    .execute();
  await db.schema
    .createTable('numbers')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('number', 'text', (c) => c.notNull())
    .addColumn('phone', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('numbers_pk', ['instance', 'number'])
    .modifyEnd(strictByKey)
    .execute();
}
