import type { Kysely } from 'kysely';

/** What any server may be asked: a request says which of them carries it out. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('idempotency_keys').addColumn('node', 'text').execute();
}
