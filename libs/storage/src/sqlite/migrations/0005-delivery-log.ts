import { type Kysely, sql } from 'kysely';

/** Attempts are looked up by target, newest first. Deliveries can be replayed. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('deliveries')
    .addColumn('attempts_before', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .createTable('attempts_by_target')
    .addColumn('delivery', 'text', (c) => c.notNull().references('deliveries.id').onDelete('cascade'))
    .addColumn('number', 'integer', (c) => c.notNull())
    .addColumn('target', 'text', (c) => c.notNull())
    .addColumn('at', 'integer', (c) => c.notNull())
    .addColumn('status', 'integer')
    .addColumn('latency_ms', 'integer', (c) => c.notNull())
    .addColumn('error', 'text')
    .addColumn('response', 'text')
    .addPrimaryKeyConstraint('attempts_pk', ['delivery', 'number'])
    .modifyEnd(sql`strict`)
    .execute();
  await sql`
    insert into attempts_by_target (delivery, number, target, at, status, latency_ms, error, response)
    select delivery, number, deliveries.target, at, status, latency_ms, error, response
    from attempts join deliveries on deliveries.id = attempts.delivery`.execute(db);
  await db.schema.dropTable('attempts').execute();
  await db.schema.alterTable('attempts_by_target').renameTo('attempts').execute();
  await db.schema.createIndex('attempts_latest').on('attempts').columns(['target', 'at']).execute();
}
