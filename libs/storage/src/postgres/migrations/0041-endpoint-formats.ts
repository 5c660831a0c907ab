import { type Kysely, sql } from 'kysely';

/** In which form an endpoint gets its events. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('targets')
    .addColumn('format', sql`text collate "C"`)
    .execute();
}
