import { type Kysely, sql } from 'kysely';

/** Whether an account shows as online, and whose presence it follows: WhatsApp forgets both with the connection. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('instances').addColumn('presence', 'text').execute();
  await db.schema
    .createTable('presence_subscriptions')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('jid', 'text', (c) => c.notNull())
    .addColumn('at', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('presence_subscriptions_pk', ['instance', 'jid'])
    .modifyEnd(sql`strict, without rowid`)
    .execute();
}
