import { type Kysely, sql } from 'kysely';

/** How many positions differ within one second. Together with a time in seconds they fit into 53 bits. */
const PER_SECOND = 2_097_152;
/** How much of a text is found, in characters: as much as WhatsApp's apps allow. */
const LONGEST = 65_536;

/** Where a message stands in the index: by time, and within a second by arrival. */
const place = `(max(0, min(new.at / 1000, 4294967295)) * ${PER_SECOND} + new.position % ${PER_SECOND})`;

/** What a message is selected by, as words of letters and digits. */
function traits(row: 'old' | 'new'): string {
  return `'i' || replace(${row}.instance, '_', '') || ' c' || hex(${row}.chat) || ' s' || hex(${row}.sender)
    || ' t' || hex(${row}.type) || ' m' || ${row}.from_me || case starred when 1 then ' x' else '' end`;
}

const removal = `
  insert into search (search, rowid, traits, text, details)
    select 'delete', entry, ${traits('old')}, substr(old.text, 1, ${LONGEST}), substr(old.details, 1, ${LONGEST})
    from search_entries where position = old.position;
  delete from search_entries where position = old.position;`;

// The place is taken only if two messages of one second arrived millions of others apart.
const isFound = `new.deleted_at is null and new.type not in
  ('edit', 'delete', 'reaction', 'pin', 'keep', 'vote', 'sealed-edit', 'event-answer', 'album')`;
const addition = `
  insert or ignore into search_entries (entry, position, starred)
    select case when exists (select 1 from search_entries where entry = ${place})
        then (select max(entry) + 1 from search_entries
          where entry < (${place} / ${PER_SECOND} + 1) * ${PER_SECOND})
        else ${place} end,
      new.position,
      exists (select 1 from stars
        where instance = new.instance and chat = new.chat and message = new.id)
    where ${isFound};
  insert into search (rowid, traits, text, details)
    select entry, ${traits('new')}, substr(new.text, 1, ${LONGEST}), substr(new.details, 1, ${LONGEST})
    from search_entries where position = new.position;`;

function reindexing(row: 'old' | 'new'): string {
  return `update messages set details = details
    where instance = ${row}.instance and id = ${row}.message and chat = ${row}.chat;`;
}

const TRIGGERS = [
  `search_added after insert on messages begin ${addition} end`,
  `search_removed after delete on messages begin ${removal} end`,
  `search_changed after update of chat, sender, type, text, details, deleted_at on messages
    begin ${removal} ${addition} end`,
  `search_starred after insert on stars begin ${reindexing('new')} end`,
  `search_unstarred after delete on stars begin ${reindexing('old')} end`,
];

/**
 * An index of all messages, by their words and by what they are selected by. It does not store the texts themselves, and
 * removes the words of removed messages from the file at once. Triggers keep it in step, whatever statement changes a
 * message. Messages that exist already are indexed later, in small commits.
 */
export async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('messages').addColumn('details', 'text').execute();
  // Marks belong to words in scripts such as Devanagari.
  await sql`create virtual table search using fts5 (traits, text, details, content = '',
    tokenize = "unicode61 remove_diacritics 2 categories 'L* N* Co Mn Mc'")`.execute(db);
  await sql`insert into search (search, rank) values ('secure-delete', 1)`.execute(db);
  await db.schema
    .createTable('search_entries')
    .addColumn('entry', 'integer', (c) => c.primaryKey())
    .addColumn('position', 'integer', (c) => c.notNull().unique())
    .addColumn('starred', 'integer', (c) => c.notNull())
    .modifyEnd(sql`strict`)
    .execute();
  await db.schema
    .createTable('search_backlog')
    .addColumn('position', 'integer', (c) => c.notNull())
    .modifyEnd(sql`strict`)
    .execute();
  await sql`insert into search_backlog (position) select coalesce(max(position), 0) from messages`.execute(
    db,
  );
  for (const trigger of TRIGGERS) await sql.raw(`create trigger ${trigger}`).execute(db);
}
