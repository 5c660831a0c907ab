import { type Kysely, sql } from 'kysely';

/** Which connection of a server writes. Unlogged: a crash, and a failover, leave it empty. */
export async function up(db: Kysely<unknown>): Promise<void> {
  await sql`create unlogged table writers (
    holder text collate "C" primary key,
    connection text collate "C" not null
  )`.execute(db);
}
