import { type Kysely, sql } from 'kysely';

/**
 * What members call their roles in groups, which their devices send like a message; WhatsApp's server does not know it. And
 * requests for older messages that the phone has not answered.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('member_labels')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('group_jid', 'text', (c) => c.notNull())
    .addColumn('member', 'text', (c) => c.notNull())
    .addColumn('label', 'text', (c) => c.notNull())
    .addColumn('set_at', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('member_labels_pk', ['instance', 'group_jid', 'member'])
    .modifyEnd(sql`strict, without rowid`)
    .execute();
  await db.schema
    .createIndex('member_labels_members')
    .on('member_labels')
    .columns(['instance', 'member'])
    .execute();
  await db.schema
    .createTable('history_requests')
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('chat', 'text', (c) => c.notNull())
    .addColumn('request', 'text', (c) => c.notNull())
    .addColumn('asked_at', 'integer', (c) => c.notNull())
    .addPrimaryKeyConstraint('history_requests_pk', ['instance', 'chat'])
    .modifyEnd(sql`strict, without rowid`)
    .execute();
}
