import type { Kysely } from 'kysely';

/** Instances that were deleted stay, without their id, until their rows are removed in small commits. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('instances').addColumn('deleted_at', 'integer').execute();
}
