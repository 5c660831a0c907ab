import { type Selectable, sql } from 'kysely';
import type { Database, Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { ChatJid } from '../jids.js';
import type { ChatsTable } from '../schema.js';

export type ChatRow = Selectable<ChatsTable>;
/** Where a page of chats ended. */
export type ChatCursor = { at: number; chat: ChatJid };

/** The chats of instances. Storing a message updates its chat automatically, see `messages.ts`. */
export class ChatsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Chats by their latest message, newest first, with the name of the contact if it has one.
   * @param options.before continues after this chat: `last_at` and `chat` of the last row of the previous page
   */
  async list(instance: Uid, options: { limit: number; before?: ChatCursor }): Promise<ChatRow[]> {
    return chatQueries.list(this.database.read, instance, options).execute();
  }

  async find(instance: Uid, chat: ChatJid): Promise<ChatRow | undefined> {
    return this.database.read
      .selectFrom('chats')
      .selectAll()
      .where('instance', '=', instance)
      .where('chat', '=', chat)
      .executeTakeFirst();
  }

  /**
   * Stores a chat that our phone reported. A known name stays, and so does a later time.
   * @param row.last_at when the latest message was written, epoch ms
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
 * Updates a chat for one of its messages. The chat gets the name from its newest message; one that arrives late does not
 * change a name.
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

/** Queries whose cost must not grow with the number of rows; a spec checks that they use their indexes. */
export const chatQueries = {
  list(db: Read, instance: Uid, { limit, before }: { limit: number; before?: ChatCursor }) {
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
