import { type Kysely, sql } from 'kysely';

/** Nodes, and which of them has an instance. One server has all instances of a file. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`alter table instances add column status text not null default 'disconnected'`.execute(db);
  await sql`create table nodes (
    id text primary key,
    url text not null,
    version text not null,
    started_at integer not null,
    beat integer not null,
    draining integer not null
  ) strict, without rowid`.execute(db);
  await sql`create table leases (
    instance text primary key references instances (uid) on delete cascade,
    node text,
    epoch integer not null
  ) strict, without rowid`.execute(db);
  await sql`create index leases_by_node on leases (node)`.execute(db);
}
