import { type Kysely, sql } from 'kysely';

/**
 * The index of all messages knows what words begin with. Without that, a search for the beginning of a word reads all entries of
 * all words that begin so, whatever it selects besides: half a second for two letters and 100,000 messages. Of more letters,
 * far fewer words begin with them. All messages are indexed again, in small commits.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  // The triggers belong to the messages, and stay.
  await db.schema.dropTable('search').execute();
  await sql`create virtual table search using fts5 (traits, text, details, content = '', prefix = '2 3',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'")`.execute(db);
  await sql`insert into search (search, rank) values ('secure-delete', 1)`.execute(db);
  await sql`delete from search_entries`.execute(db);
  await sql`update search_backlog set position = (select coalesce(max(position), 0) from messages)`.execute(
    db,
  );
}
