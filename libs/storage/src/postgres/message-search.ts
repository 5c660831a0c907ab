import { type RawBuilder, sql } from 'kysely';
import { type FoundRow, MessageSearch, type MessageSelection } from '../conversations/message-search.js';
import type { MessageRow } from '../conversations/messages.js';
import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import { STATUS_CHAT } from '../jids.js';
import { OPERATIONS } from '../schema.js';

/** As in the migration that made the index. */
const PER_SECOND = 2_097_152;
const LAST_ENTRY = Number.MAX_SAFE_INTEGER;

/**
 * The search in messages by an index of their words. PostgreSQL has statistics: it walks the entries by time where a word is
 * frequent, and looks the word up where it is rare.
 */
export class PostgresMessageSearch extends MessageSearch {
  constructor(private readonly read: Read) {
    super();
  }

  async find(
    instance: Uid,
    selection: MessageSelection,
    options: { limit: number; before?: number },
  ): Promise<FoundRow[]> {
    const { rows } = await searchQuery(instance, selection, options).execute(this.read);
    return rows;
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
}

export function searchQuery(
  instance: Uid,
  selection: MessageSelection,
  { limit, before = LAST_ENTRY }: { limit: number; before?: number },
) {
  const { from = 0, until = Number.MAX_SAFE_INTEGER, chat, sender, types, fromMe, starred } = selection;
  const conditions: RawBuilder<unknown>[] = [
    sql`search_entries.instance = ${instance}`,
    sql`search_entries.entry < ${Math.min(before, entryAt(until))}`,
    sql`search_entries.entry >= ${entryAt(from)}`,
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
    select messages.*, search_entries.entry
    from search_entries join messages on messages.position = search_entries.position
    where ${sql.join(conditions, sql` and `)}
    order by search_entries.entry desc limit ${limit}`;
}

/** The first entry of a second. @param at epoch ms */
function entryAt(at: number): number {
  return Math.min(Math.ceil(at / 1000) * PER_SECOND, LAST_ENTRY);
}
