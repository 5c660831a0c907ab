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
import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import { STATUS_CHAT } from '../jids.js';
import { OPERATIONS } from '../schema.js';

/** The search in messages by FTS5. Its index sorts by time, so that a page is read from where the previous one ended. */
export class SqliteMessageSearch extends MessageSearch {
  private isComplete = false;

  async isBehind(): Promise<boolean> {
    this.isComplete ||= (await this.backlog(this.read)) === 0;
    return !this.isComplete;
  }

  async missing(db: Read, limit: number): Promise<MessageRow[]> {
    return db
      .selectFrom('messages')
      .selectAll()
      .where('position', '<=', await this.backlog(db))
      .orderBy('position', 'desc')
      .limit(limit)
      .execute();
  }

  async add(write: Write, messages: readonly Pick<MessageRow, 'position' | 'details'>[]): Promise<void> {
    // A trigger indexes the message.
    for (const { position, details } of messages)
      await write.updateTable('messages').set({ details }).where('position', '=', position).execute();
    // Positions begin with 1, but the first messages may have been removed.
    const last = messages.at(-1)?.position ?? 1;
    await write
      .updateTable('search_backlog')
      .set({ position: last - 1 })
      .execute();
  }

  private async backlog(db: Read): Promise<number> {
    const row = await db.selectFrom('search_backlog').select('position').executeTakeFirst();
    return row?.position ?? 0;
  }

  protected query(instance: Uid, selection: MessageSelection, page: SearchPage): RawBuilder<FoundRow> {
    return searchQuery(instance, selection, page);
  }
}

/** A query whose cost must not grow with the number of messages; a spec checks its plan. */
export function searchQuery(instance: Uid, selection: MessageSelection, page: SearchPage) {
  const { first, end } = entriesOf(selection, page);
  // Status posts belong to no chat, and are found only by those who ask for them.
  const isShown = selection.chat === undefined ? sql`messages.chat <> ${STATUS_CHAT}` : sql`true`;
  // The join keeps the order of the index.
  return sql<FoundRow>`
    select ${FOUND_COLUMNS}
    from search cross join search_entries cross join messages
    where search match ${expressionOf(instance, selection)}
      and search.rowid < ${end} and search.rowid >= ${first}
      and search_entries.entry = search.rowid and messages.position = search_entries.position
      and messages.type not in (${sql.join(OPERATIONS)}) and ${isShown}
    order by search.rowid desc limit ${page.limit}`;
}

/** The expression for FTS5. Everything in it is quoted, so that nothing from outside is syntax. */
function expressionOf(
  instance: Uid,
  { chat, sender, types, fromMe, starred, terms = [] }: MessageSelection,
): string {
  const trait = (word: string) => `traits : ${quoted(word)}`;
  const hex = (text: string) => Buffer.from(text).toString('hex');
  const kinds = types?.map((type) => trait(`t${hex(type)}`));
  const conditions = [
    trait(`i${instance.replaceAll('_', '')}`),
    ...(chat === undefined ? [] : [trait(`c${hex(chat)}`)]),
    ...(sender === undefined ? [] : [trait(`s${hex(sender)}`)]),
    ...(kinds ? [`(${kinds.join(' OR ')})`] : []),
    ...(fromMe === undefined ? [] : [trait(`m${fromMe ? 1 : 0}`)]),
    ...(starred === true ? [trait('x')] : []),
    ...terms.map(({ words, isPrefix }) => `{text details} : ${quoted(words)}${isPrefix ? ' *' : ''}`),
  ].join(' AND ');
  return starred === false ? `(${conditions}) NOT ${trait('x')}` : conditions;
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', '""').replaceAll('\0', ' ')}"`;
}
