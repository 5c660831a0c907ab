import { type Kysely, sql } from 'kysely';

const DAY_MS = 24 * 60 * 60 * 1000;

/** Rows that cannot be read are settled with a fault. Impossible times no longer block lists. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('inbox').addColumn('fault', 'text').execute();
  const now = Date.now();
  const latest = now + DAY_MS;
  await sql`update messages set at = ${now} where at < 0 or at > ${latest}`.execute(db);
  await sql`
    update messages set
      status_at = case when status_at > ${latest} then ${now} else status_at end,
      edited_at = case when edited_at > ${latest} then ${now} else edited_at end,
      deleted_at = case when deleted_at > ${latest} then ${now} else deleted_at end
    where status_at > ${latest} or edited_at > ${latest} or deleted_at > ${latest}`.execute(db);
  await sql`update chats set last_at = ${now} where last_at < 0 or last_at > ${latest}`.execute(db);
  await sql`update contacts set heard_at = ${now} where heard_at < 0 or heard_at > ${latest}`.execute(db);
}
