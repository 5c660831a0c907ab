import { type Selectable, sql } from 'kysely';
import type { Database, Read, Write } from '../database.js';
import type { ChatsTable } from '../schema.js';

export type ChatRow = Selectable<ChatsTable>;
/** Where a page of chats ended. */
export type ChatCursor = { at: number; chat: string };

/** The conversations of an instance. Messages keep them up to date by themselves, see `messages.ts`. */
export class ChatsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Chats in the order of their latest message, newest first, under the name of their contact where it has one.
   * @param options.before goes on after this chat: `last_at` and `chat` of the last row of the page before
   */
  async list(instance: string, options: { limit: number; before?: ChatCursor }): Promise<ChatRow[]> {
    return chatQueries.list(this.database.read, instance, options).execute();
  }

  async find(instance: string, chat: string): Promise<ChatRow | undefined> {
    return this.database.read
      .selectFrom('chats')
      .selectAll()
      .where('instance', '=', instance)
      .where('chat', '=', chat)
      .executeTakeFirst();
  }

  /**
   * Keeps a chat that our phone told of: a name that is known already stays, a later time too.
   * @param row.last_at epoch ms of its latest message
   */
  async insert(write: Write, row: ChatRow): Promise<void> {
    await write
      .insertInto('chats')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['instance', 'chat']).doUpdateSet((eb) => ({
          name: sql<string | null>`coalesce(${eb.ref('chats.name')}, ${eb.ref('excluded.name')})`,
          last_at: later(),
        })),
      )
      .execute();
  }
}

/**
 * Moves a chat on with one of its messages. The newest name that the other side goes by is the chat's; what
 * comes late changes none.
 */
export async function touchChat(write: Write, row: ChatRow): Promise<void> {
  await write
    .insertInto('chats')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['instance', 'chat']).doUpdateSet({
        name: sql<string | null>`case when chats.name is null or excluded.last_at >= chats.last_at
          then coalesce(excluded.name, chats.name) else chats.name end`,
        last_at: later(),
      }),
    )
    .execute();
}

function later() {
  return sql<number>`case when excluded.last_at > chats.last_at then excluded.last_at else chats.last_at end`;
}

/** The queries whose cost must not grow with what is kept; a spec holds them to their indexes. */
export const chatQueries = {
  list(db: Read, instance: string, { limit, before }: { limit: number; before?: ChatCursor }) {
    let query = db
      .selectFrom('chats')
      .leftJoin('contacts', (join) =>
        join.onRef('contacts.instance', '=', 'chats.instance').onRef('contacts.jid', '=', 'chats.chat'),
      )
      .select((eb) => [
        'chats.instance',
        'chats.chat',
        'chats.last_at',
        eb.fn.coalesce('contacts.name', 'chats.name').as('name'),
      ])
      .where('chats.instance', '=', instance);
    if (before) {
      const { at, chat } = before;
      query = query.where((eb) => eb(eb.refTuple('chats.last_at', 'chats.chat'), '<', eb.tuple(at, chat)));
    }
    return query.orderBy('chats.last_at', 'desc').orderBy('chats.chat', 'desc').limit(limit);
  },
};
