import { type Kysely, sql } from 'kysely';

/** What was not tried yet is read instance by instance: only within one do positions appear in their order. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createIndex('deliveries_untried')
    .on('deliveries')
    .columns(['target', 'instance', 'position'])
    .where(sql.ref('state'), '=', sql.lit('pending'))
    .where(sql.ref('attempts'), '=', sql.lit(0))
    .execute();
}
