import { type Kysely, sql } from 'kysely';

/** Scheduled messages. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('scheduled')
    .addColumn('position', 'integer', (c) => c.primaryKey().autoIncrement())
    .addColumn('instance', 'text', (c) => c.notNull().references('instances.uid').onDelete('cascade'))
    .addColumn('id', 'text', (c) => c.notNull())
    .addColumn('kind', 'text', (c) => c.notNull())
    .addColumn('recipient', 'text', (c) => c.notNull())
    .addColumn('draft', 'text')
    .addColumn('send_at', 'integer', (c) => c.notNull())
    .addColumn('send_by', 'integer', (c) => c.notNull())
    .addColumn('state', 'text', (c) => c.notNull())
    .addColumn('error', 'text')
    .addColumn('client_reference', 'text')
    .addColumn('request', 'text')
    .addColumn('created_at', 'integer', (c) => c.notNull())
    .addColumn('settled_at', 'integer')
    .addUniqueConstraint('scheduled_identity', ['instance', 'id'])
    .modifyEnd(sql`strict`)
    .execute();
  await db.schema
    .createIndex('scheduled_due')
    .on('scheduled')
    .columns(['instance', 'state', 'send_at', 'position'])
    .execute();
  await db.schema
    .createIndex('scheduled_request')
    .on('scheduled')
    .column('request')
    .where(sql.ref('request'), 'is not', null)
    .execute();
  await db.schema
    .createIndex('scheduled_age')
    .on('scheduled')
    .column('settled_at')
    .where(sql.ref('settled_at'), 'is not', null)
    .execute();
}
