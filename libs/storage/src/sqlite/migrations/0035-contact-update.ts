import { type Kysely, sql } from 'kysely';

/** The event `contact_changed` is called `contact_update`, as those of chats, groups and channels are. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`update events set event = 'contact_update' where event = 'contact_changed'`.execute(db);
  await sql`update target_events set event = 'contact_update' where event = 'contact_changed'`.execute(db);
  await sql`update targets set events = replace(events, '"contact_changed"', '"contact_update"')
    where events is not null`.execute(db);
}
