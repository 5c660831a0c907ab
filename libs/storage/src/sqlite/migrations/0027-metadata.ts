import type { Kysely } from 'kysely';

/**
 * Instances carry metadata of their owner, and events the metadata at the time. A deleted instance stays, without its other rows,
 * as long as the event that reports its deletion is kept.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('instances')
    .addColumn('metadata', 'text', (c) => c.notNull().defaultTo('{}'))
    .execute();
  await db.schema
    .alterTable('instances')
    .addColumn('purged', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
  await db.schema.alterTable('events').addColumn('metadata', 'text').execute();
}
