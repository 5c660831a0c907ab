import { type Selectable, sql } from 'kysely';
import type { ChatStateRow } from './chat-states.js';
import type { Database, Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { ChatJid } from '../jids.js';
import type { ChatsTable, Flag } from '../schema.js';

export type ChatRow = Selectable<ChatsTable>;
/** Where a page of chats ended. */
export type ChatCursor = { at: number; chat: ChatJid };
/** A chat with what is set for it. */
export type ListedChat = ChatRow &
  Pick<ChatStateRow, 'archived' | 'pinned_at' | 'muted_until' | 'marked_unread'> & {
    /** How many messages of others are not read; {@link MOST_UNREAD} stands for more, too. */
    unread: number;
    /** Seconds after which its messages disappear; null if that is unknown. */
    expires_in: number | null;
  };
/** Selects chats. */
export interface ChatFilter {
  archived?: boolean;
  pinned?: boolean;
  muted?: boolean;
  unread?: boolean;
  /** A part of the name or of the JID, whatever the case; in Latin letters also whatever the accents. */
  search?: string;
  /** Id of a label that the chat must have. */
  label?: string;
  /** Epoch ms: a chat that was muted until before is not muted. */
  now: number;
}

/** Unread messages are not counted any further. */
const MOST_UNREAD = 1000;

/** The chats of instances. Storing a message updates its chat automatically, see `messages.ts`. */
export class ChatsRepository {
  constructor(private readonly database: Database) {}

  /**
   * Chats by their latest message, newest first, with the name of the contact if it has one.
   * @param options.before continues after this chat: `last_at` and `chat` of the last row of the previous page
   */
  async list(
    instance: Uid,
    options: { limit: number; before?: ChatCursor; filter?: ChatFilter },
  ): Promise<ListedChat[]> {
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
  list(
    db: Read,
    instance: Uid,
    { limit, before, filter }: { limit: number; before?: ChatCursor; filter?: ChatFilter },
  ) {
    let query = db
      .selectFrom('chats')
      .leftJoin('contacts', (join) =>
        join.onRef('contacts.instance', '=', 'chats.instance').onRef('contacts.jid', '=', 'chats.chat'),
      )
      .leftJoin('chat_states', (join) =>
        join
          .onRef('chat_states.instance', '=', 'chats.instance')
          .onRef('chat_states.chat', '=', 'chats.chat'),
      )
      .leftJoin('chat_timers', (join) =>
        join
          .onRef('chat_timers.instance', '=', 'chats.instance')
          .onRef('chat_timers.chat', '=', 'chats.chat'),
      )
      .select((eb) => [
        'chats.instance',
        'chats.chat',
        'chats.last_at',
        eb.fn.coalesce('contacts.name', 'chats.name').as('name'),
        sql<Flag>`coalesce(chat_states.archived, 0)`.as('archived'),
        'chat_states.pinned_at',
        'chat_states.muted_until',
        'chat_timers.seconds as expires_in',
        sql<Flag>`coalesce(chat_states.marked_unread, 0)`.as('marked_unread'),
        sql<number>`(select count(*) from (${unreadMessages} limit ${sql.lit(MOST_UNREAD)}) as counted)`.as(
          'unread',
        ),
      ])
      .where('chats.instance', '=', instance);
    if (filter) for (const condition of conditionsOf(filter)) query = query.where(condition);
    if (before) {
      const { at, chat } = before;
      query = query.where((eb) => eb(eb.refTuple('chats.last_at', 'chats.chat'), '<', eb.tuple(at, chat)));
    }
    return query.orderBy('chats.last_at', 'desc').orderBy('chats.chat', 'desc').limit(limit);
  },
};

/** Messages of others in a chat that are not read, by the index of those. */
const unreadMessages = sql`select 1 from messages
  where messages.instance = chats.instance and messages.chat = chats.chat
    and messages.at > coalesce(chat_states.read_at, 0) and messages.from_me = 0`;

function conditionsOf({ archived, pinned, muted, unread, search, label, now }: ChatFilter) {
  const isMuted = sql<boolean>`(coalesce(chat_states.muted_until, 0) = -1
    or coalesce(chat_states.muted_until, 0) > ${now})`;
  const isUnread = sql<boolean>`(coalesce(chat_states.marked_unread, 0) = 1 or exists (${unreadMessages}))`;
  const is = (condition: typeof isMuted, wanted: boolean | undefined) =>
    wanted === undefined ? [] : [wanted ? condition : sql<boolean>`not ${condition}`];
  const named = sql<boolean>`instr(fold(coalesce(contacts.name, chats.name, '') || ${'\n'} || chats.chat),
    fold(${search ?? ''})) > 0`;
  const labeled = sql<boolean>`exists (select 1 from label_assignments
    where label_assignments.instance = chats.instance and label_assignments.label = ${label ?? ''}
      and label_assignments.message = '' and label_assignments.chat = chats.chat)`;
  return [
    ...is(sql<boolean>`(coalesce(chat_states.archived, 0) = 1)`, archived),
    ...is(sql<boolean>`(chat_states.pinned_at is not null)`, pinned),
    ...is(isMuted, muted),
    ...is(isUnread, unread),
    ...(search === undefined ? [] : [named]),
    ...(label === undefined ? [] : [labeled]),
  ];
}
