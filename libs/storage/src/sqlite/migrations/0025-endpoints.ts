import { type Kysely, sql } from 'kysely';

/**
 * Several endpoints per instance and for all of them. The column that named the instance allows one row each, and stays as the
 * name of whose `default` endpoint a row is; the rows of `deliveries` refer to this table, so that it is not made anew.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table targets rename column instance to default_of`.execute(db);
  await sql`alter table targets add column instance text references instances (uid) on delete cascade`.execute(
    db,
  );
  await sql`alter table targets add column name text not null default 'default'`.execute(db);
  await sql`alter table targets add column created_at integer not null default 0`.execute(db);
  const more = ['secret text', 'previous_secret text', 'previous_until integer', 'filter text'];
  const others = ['concurrency integer', 'timeout_ms integer', 'paused_at integer', 'paused_reason text'];
  for (const column of [...more, ...others, 'removed_at integer'])
    await sql`alter table targets add column ${sql.raw(column)}`.execute(db);
  await sql`update targets set instance = default_of,
    created_at = coalesce((select created_at from instances where uid = default_of), ${Date.now()})`.execute(
    db,
  );
  await sql`create unique index targets_named on targets (instance, name)`.execute(db);
  await sql`create unique index targets_named_global on targets (name) where instance is null`.execute(db);
}
