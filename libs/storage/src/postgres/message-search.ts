import { Semaphore, withTimeout } from 'async-mutex';
import { type RawBuilder, sql } from 'kysely';
import {
  entriesOf,
  FOUND_COLUMNS,
  type FoundRow,
  MessageSearch,
  type MessageSelection,
  type SearchPage,
} from '../conversations/message-search.js';
import type { MessageRow } from '../conversations/messages.js';
import { DatabaseBusy, type Write } from '../database.js';
import type { Uid } from '../ids.js';
import { STATUS_CHAT } from '../jids.js';
import { OPERATIONS } from '../schema.js';

/** Searches at a time: fewer than callers have connections, so that their other reads go on. */
const AT_ONCE = 2;
/** How long a search waits for others, ms. */
const PATIENCE_MS = 10_000;

/**
 * The search in messages by an index of their words. PostgreSQL has statistics: it walks the entries by time where a word is
 * frequent, and looks the word up where it is rare.
 */
export class PostgresMessageSearch extends MessageSearch {
  private readonly turns = withTimeout(
    new Semaphore(AT_ONCE),
    PATIENCE_MS,
    new DatabaseBusy('other searches have taken too long'),
  );

  override async find(instance: Uid, selection: MessageSelection, page: SearchPage): Promise<FoundRow[]> {
    return this.turns.runExclusive(async () => super.find(instance, selection, page));
  }

  /** Never: the index is as old as the table. */
  async isBehind(): Promise<boolean> {
    return false;
  }

  async missing(): Promise<MessageRow[]> {
    return [];
  }

  async add(_write: Write, messages: readonly Pick<MessageRow, 'position' | 'details'>[]): Promise<void> {
    if (messages.length > 0) throw new Error('no messages are missing');
  }

  protected query(instance: Uid, selection: MessageSelection, page: SearchPage): RawBuilder<FoundRow> {
    return searchQuery(instance, selection, page);
  }
}

function searchQuery(instance: Uid, selection: MessageSelection, page: SearchPage) {
  const { chat, sender, types, fromMe, starred } = selection;
  const { first, end } = entriesOf(selection, page);
  const conditions: RawBuilder<unknown>[] = [
    sql`search_entries.instance = ${instance}`,
    sql`search_entries.entry < ${end}`,
    sql`search_entries.entry >= ${first}`,
    // Status posts belong to no chat, and are found only by those who ask for them.
    chat === undefined ? sql`search_entries.chat <> ${STATUS_CHAT}` : sql`search_entries.chat = ${chat}`,
    sql`search_entries.type not in (${sql.join(OPERATIONS)})`,
    ...(sender === undefined ? [] : [sql`search_entries.sender = ${sender}`]),
    ...(types ? [sql`search_entries.type in (${sql.join(types)})`] : []),
    ...(fromMe === undefined ? [] : [sql`search_entries.from_me = ${fromMe ? 1 : 0}`]),
    ...(starred === undefined ? [] : [sql`search_entries.starred = ${starred ? 1 : 0}`]),
    ...(selection.terms ?? []).flatMap(({ words, isPrefix }) => [
      sql`search_entries.words @@ query_of(${words}, ${isPrefix ? sql.lit(true) : sql.lit(false)})`,
      sql`strpos(search_entries.folded, phrase_of(${words}) || ${isPrefix ? '' : ' '}) > 0`,
    ]),
  ];
  return sql<FoundRow>`
    select ${FOUND_COLUMNS}
    from search_entries join messages on messages.position = search_entries.position
    where ${sql.join(conditions, sql` and `)}
    order by search_entries.entry desc limit ${page.limit}`;
}
