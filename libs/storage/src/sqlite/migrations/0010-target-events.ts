import { type Kysely, sql } from 'kysely';

/** The events that each target wants become a table, because they are looked up for every event. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('target_events')
    .addColumn('target', 'text', (c) => c.notNull().references('targets.id').onDelete('cascade'))
    .addColumn('event', 'text', (c) => c.notNull())
    .addPrimaryKeyConstraint('target_events_pk', ['target', 'event'])
    .modifyEnd(sql`strict, without rowid`)
    .execute();
  await sql`
    insert into target_events (target, event)
    select distinct targets.id, named.value from targets, json_each(targets.events) as named`.execute(db);
}
