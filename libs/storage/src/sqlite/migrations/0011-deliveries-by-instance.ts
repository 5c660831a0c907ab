import { type Kysely, sql } from 'kysely';

/** Untried deliveries are read by instance: only within an instance do positions become visible in order. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('deliveries_untried')
    .on('deliveries')
    .columns(['target', 'instance', 'position'])
    .where(sql.ref('state'), '=', sql.lit('pending'))
    .where(sql.ref('attempts'), '=', sql.lit(0))
    .execute();
}
