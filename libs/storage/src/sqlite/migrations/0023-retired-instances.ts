import type { Kysely } from 'kysely';

/**
 * Instances that were deleted stay, without their id, until their rows are removed in small commits. The inbox counts how often
 * a history was read again.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('instances').addColumn('deleted_at', 'integer').execute();
  await db.schema
    .alterTable('inbox')
    .addColumn('tries', 'integer', (c) => c.notNull().defaultTo(0))
    .execute();
}
