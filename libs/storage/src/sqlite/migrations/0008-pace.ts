import type { Kysely } from 'kysely';

/** Instances can have a pace, for which messages wait. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('instances').addColumn('send_rate', 'integer').execute();
  await db.schema
    .alterTable('instances')
    .addColumn('next_slot', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema
    .alterTable('scheduled')
    .addColumn('paced', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
}
