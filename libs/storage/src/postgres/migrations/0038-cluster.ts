import { type Kysely, sql } from 'kysely';

const text = sql`text collate "C"`;

/** Nodes, and which of them has an instance. A beat and a takeover write rows that are read often: they stay in their pages. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('instances')
    .addColumn('status', text, (c) => c.notNull().defaultTo('disconnected'))
    .execute();
  await db.schema
    .createTable('nodes')
    .addColumn('id', text, (c) => c.primaryKey())
    .addColumn('url', text, (c) => c.notNull())
    .addColumn('version', text, (c) => c.notNull())
    .addColumn('started_at', 'bigint', (c) => c.notNull())
    .addColumn('beat', 'bigint', (c) => c.notNull())
    .addColumn('draining', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema
    .createTable('leases')
    .addColumn('instance', text, (c) => c.primaryKey().references('instances.uid').onDelete('cascade'))
    .addColumn('node', text)
    .addColumn('epoch', 'bigint', (c) => c.notNull())
    .execute();
  await db.schema.createIndex('leases_by_node').on('leases').column('node').execute();
  for (const table of ['nodes', 'leases'])
    await sql`alter table ${sql.id(table)} set (fillfactor = 50)`.execute(db);
}
