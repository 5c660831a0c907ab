import { type Kysely, sql } from 'kysely';

/** The presence that an account shows and its subscriptions: WhatsApp forgets both when a connection ends. */
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
