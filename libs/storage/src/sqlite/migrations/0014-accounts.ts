import { type Kysely, sql } from 'kysely';

/** Instances know which account may be linked to them, and which was linked last. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('instances').addColumn('own_phone', 'text').execute();
  await db.schema.alterTable('instances').addColumn('last_phone', 'text').execute();
  await sql`update instances set last_phone = phone`.execute(db);
}
