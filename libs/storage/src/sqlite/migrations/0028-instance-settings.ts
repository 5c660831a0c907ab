import { type Kysely, sql } from 'kysely';

/** More settings of instances, and the messages that are to be marked as read. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('instances')
    .addColumn('auto_read', 'text', (c) => c.notNull().defaultTo('none'))
    .execute();
  await db.schema.alterTable('instances').addColumn('proxy', 'text').execute();
  await db.schema
    .alterTable('instances')
    .addColumn('typing', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .alterTable('messages')
    .addColumn('read_due', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createIndex('messages_read_due')
    .on('messages')
    .columns(['instance', 'position'])
    .where(sql.ref('read_due'), '=', sql.lit(1))
    .execute();
}
