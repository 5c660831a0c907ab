import { type Insertable, type Selectable, sql } from 'kysely';
import { inBatches, MESSAGES_PER_COMMIT } from '../batches.js';
import { touchChat } from './chats.js';
import { forgetStrangers, hearFrom } from './contacts.js';
import type { Database, Read, Write } from '../database.js';
import type { RequestId, Uid } from '../ids.js';
import { type ChatJid, STATUS_CHAT } from '../jids.js';
import { type Flag, type MessagesTable, type MessageStatus, OPERATIONS } from '../schema.js';

export type MessageRow = Selectable<MessagesTable>;
export type NewMessage = Insertable<MessagesTable>;
/** A message in a list. Its content, which can be megabytes, is read apart. */
export type ListedMessage = Omit<MessageRow, 'content'> & {
  /** Size of the content. */
  content_bytes: number;
};
/** The columns that identify a message. Its id alone does not, because the sender chooses it. */
export type MessageIdentity = Pick<MessageRow, 'instance' | 'chat' | 'sender' | 'id'>;

/** Where a page of messages ended. */
export type MessageCursor = Pick<MessageRow, 'at' | 'position'>;

/** The columns of a list: all but the content. */
export const LISTED_COLUMNS = [
  'messages.position',
  'messages.instance',
  'messages.chat',
  'messages.sender',
  'messages.id',
  'messages.from_me',
  'messages.remote_jid',
  'messages.participant',
  'messages.type',
  'messages.text',
  'messages.push_name',
  'messages.at',
  'messages.status',
  'messages.status_at',
  'messages.error',
  'messages.edited_at',
  'messages.deleted_at',
  'messages.request',
  'messages.client_reference',
  'messages.unavailable',
  'messages.username',
  'messages.traceparent',
  'messages.server_id',
  'messages.media_handle',
  'messages.change',
  'messages.change_at',
  'messages.details',
  'messages.pinned_at',
  'messages.pinned_until',
  'messages.kept_at',
  'messages.audience',
  'messages.viewed_at',
  'messages.read_due',
] as const;
/** SQLite does not read the content to tell its size. */
export const CONTENT_BYTES = sql<number>`coalesce(octet_length(messages.content), 0)`;
export const LISTED = [...LISTED_COLUMNS, CONTENT_BYTES.as('content_bytes')] as const;

/** Order of the statuses: a lower one never replaces a higher one. */
const PROGRESS: Record<MessageStatus, number> = {
  pending: 0,
  failed: 1,
  sent: 1,
  delivered: 2,
  read: 3,
  played: 4,
};

/** How many pinned messages are shown at once. WhatsApp's apps allow three per chat. */
const MOST_PINNED = 500;

/** How far an own message has got. */
export interface MessageProgress {
  status: MessageStatus;
  /** Epoch ms. */
  at: number;
  /** Why it has failed. */
  error?: string | null;
  /** Its number in a channel. */
  serverId?: number;
  /** The chat that the message must be in; undefined: any. */
  chat?: ChatJid;
}

/** Messages of all chats, sent and received. */
export class MessagesRepository {
  constructor(private readonly database: Database) {}

  /** Stores a message as {@link hear} does. @returns whether it was new */
  async insert(write: Write, message: NewMessage): Promise<boolean> {
    return (await this.hear(write, message)).isNew;
  }

  /**
   * Stores a message, and updates its chat and its sender. A message that is stored already does not change.
   * @returns whether it was new, and whether its sender went by another name before
   */
  async hear(write: Write, message: NewMessage): Promise<{ isNew: boolean; isRenamed: boolean }> {
    const { numInsertedOrUpdatedRows } = await write
      .insertInto('messages')
      .values(message)
      .onConflict((conflict) => conflict.doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 0n) return { isNew: false, isRenamed: false };
    const { instance, chat, sender, at, from_me, participant, push_name = null } = message;
    // A status post is for many, and begins no chat with its author.
    if (chat === STATUS_CHAT) return { isNew: true, isRenamed: false };
    const isRenamed =
      from_me === 0 && (await hearFrom(write, { instance, jid: sender }, { pushName: push_name, at }));
    // A channel is no chat.
    if (!isOperation(message.type) && !chat.endsWith('@newsletter')) {
      // A name in a group is its sender's, not the group's.
      const name = from_me === 0 && participant === '' ? push_name : null;
      await touchChat(write, { instance, chat, name, last_at: at });
    }
    return { isNew: true, isRenamed };
  }

  /**
   * The messages of a chat, newest first; of those with equal times, the last to arrive first. Own edits, deletions and
   * reactions are not included.
   * @param options.before continues after this message: `at` and `position` of the last row of the previous page
   * @param options.from epoch ms: no earlier messages
   * @param options.until epoch ms: only earlier messages
   */
  async inChat(
    instance: Uid,
    chat: ChatJid,
    options: { limit: number; before?: MessageCursor; from?: number; until?: number },
  ): Promise<ListedMessage[]> {
    return messageQueries.inChat(this.database.read, instance, chat, options).execute();
  }

  /** The contents of messages, by position. */
  async contents(positions: readonly number[]): Promise<Map<number, Uint8Array | null>> {
    const rows = await this.database.read
      .selectFrom('messages')
      .select(['position', 'content'])
      .where('position', 'in', positions)
      .execute();
    return new Map(rows.map(({ position, content }) => [position, content]));
  }

  /** The oldest message of a chat. */
  async oldest(instance: Uid, chat: ChatJid): Promise<MessageRow | undefined> {
    return this.database.read
      .selectFrom('messages')
      .selectAll()
      .where((eb) => eb.and({ instance, chat }))
      .where('type', 'not in', OPERATIONS)
      .orderBy('at')
      .orderBy('position')
      .executeTakeFirst();
  }

  /** The latest message of each given chat, by chat. Chats without messages are absent. */
  async latest(instance: Uid, chats: readonly ChatJid[]): Promise<Map<ChatJid, ListedMessage>> {
    if (chats.length === 0) return new Map();
    const rows = await messageQueries.latest(this.database.read, instance, chats).execute();
    return new Map(rows.map((row) => [row.chat, row]));
  }

  /**
   * The messages of chats that are pinned for everyone, the latest pins first.
   * @param now epoch ms: pins that ended before are not included
   */
  async pinned(instance: Uid, chats: readonly ChatJid[], now: number): Promise<ListedMessage[]> {
    if (chats.length === 0) return [];
    return messageQueries.pinned(this.database.read, instance, chats, now).execute();
  }

  /** All messages with an id: at most one per chat and sender. */
  async byId(db: Read, instance: Uid, id: string, chat?: ChatJid): Promise<MessageRow[]> {
    let query = db.selectFrom('messages').selectAll().where('instance', '=', instance).where('id', '=', id);
    if (chat !== undefined) query = query.where('chat', '=', chat);
    return query.orderBy('at').execute();
  }

  /** All messages with an id in a chat, for a list: at most one per sender. */
  async listed(db: Read, instance: Uid, id: string, chat: ChatJid): Promise<ListedMessage[]> {
    return db
      .selectFrom('messages')
      .select(LISTED)
      .where('instance', '=', instance)
      .where('id', '=', id)
      .where('chat', '=', chat)
      .orderBy('at')
      .execute();
  }

  /** The messages that a request has sent, oldest first. */
  async ofRequest(request: RequestId): Promise<MessageRow[]> {
    return this.database.read
      .selectFrom('messages')
      .selectAll()
      .where('request', '=', request)
      .orderBy('position')
      .execute();
  }

  async find(identity: MessageIdentity): Promise<MessageRow | undefined> {
    return this.database.read
      .selectFrom('messages')
      .selectAll()
      .where((eb) => eb.and(keyOf(identity)))
      .executeTakeFirst();
  }

  /** The message at a position; undefined if it was removed. */
  async at(position: number): Promise<MessageRow | undefined> {
    return this.database.read
      .selectFrom('messages')
      .selectAll()
      .where('position', '=', position)
      .executeTakeFirst();
  }

  /** Own messages since `since` (epoch ms) that WhatsApp has not acknowledged and that are not deleted, oldest first. */
  async unacknowledged(instance: Uid, since: number): Promise<MessageRow[]> {
    return this.database.read
      .selectFrom('messages')
      .selectAll()
      .where('instance', '=', instance)
      .where((eb) => eb('status', '=', sql.lit('pending')))
      .where('at', '>', since)
      .where('deleted_at', 'is', null)
      .orderBy('at')
      .execute();
  }

  /**
   * Own posts in channels with a change that WhatsApp has not answered.
   * @param id undefined: all of them
   */
  async changing(db: Read, instance: Uid, id?: string): Promise<MessageRow[]> {
    return messageQueries.changing(db, instance, id).execute();
  }

  /**
   * Advances the status of an own message.
   * @returns the row with its previous status; undefined if the message is unknown or had got as far already
   */
  async advance(
    write: Write,
    instance: Uid,
    id: string,
    { status, at, error = null, serverId, chat }: MessageProgress,
  ): Promise<(MessageRow & { before: MessageRow['status'] }) | undefined> {
    const rows = await this.byId(write, instance, id, chat);
    const row = rows.find(
      (each) => each.from_me === 1 && each.status !== null && PROGRESS[each.status] < PROGRESS[status],
    );
    if (!row) return undefined;
    const numbered = serverId === undefined ? {} : { server_id: serverId };
    await this.change(write, row, { status, status_at: at, error, ...numbered });
    return { ...row, status, status_at: at, error, ...numbered, before: row.status };
  }

  /** Messages that are still to be marked as read, in the order in which they arrived. */
  async readDue(instance: Uid, limit: number): Promise<MessageRow[]> {
    return this.database.read
      .selectFrom('messages')
      .selectAll()
      .where('instance', '=', instance)
      .where((eb) => eb('read_due', '=', sql.lit(1)))
      .orderBy('position')
      .limit(limit)
      .execute();
  }

  /** Adds the content to a message that could not be read, when it has arrived again with this id. */
  async complete(write: Write, message: NewMessage): Promise<void> {
    const { instance, chat, sender, id, type, text, details, content, unavailable, read_due } = message;
    await write
      .updateTable('messages')
      .set({ type, text, details, content, unavailable, read_due })
      .where((eb) => eb.and({ instance, chat, sender, id, type: 'unknown' }))
      .where('content', 'is', null)
      .where('deleted_at', 'is', null)
      .execute();
  }

  async change(
    write: Write,
    identity: MessageIdentity,
    change: Partial<
      Pick<
        MessageRow,
        | 'status'
        | 'status_at'
        | 'error'
        | 'text'
        | 'details'
        | 'content'
        | 'edited_at'
        | 'deleted_at'
        | 'server_id'
        | 'change'
        | 'change_at'
        | 'pinned_at'
        | 'pinned_until'
        | 'kept_at'
        | 'viewed_at'
        | 'read_due'
      >
    >,
  ): Promise<void> {
    await write
      .updateTable('messages')
      .set(change)
      .where((eb) => eb.and(keyOf(identity)))
      .execute();
  }

  /**
   * Removes an own message that was never sent, wherever {@link moveChat} has moved it, and its chat if that is empty
   * then.
   */
  async remove(write: Write, { instance, sender, id }: MessageIdentity): Promise<void> {
    const removed = await write
      .deleteFrom('messages')
      .where((eb) => eb.and({ instance, sender, id }))
      .returning(['type', 'chat'])
      .executeTakeFirst();
    if (!removed || isOperation(removed.type)) return;
    const { chat } = removed;
    const [latest] = await messageQueries.inChat(write, instance, chat, { limit: 1 }).execute();
    if (latest) {
      await write
        .updateTable('chats')
        .set({ last_at: latest.at })
        .where((eb) => eb.and({ instance, chat }))
        .execute();
      return;
    }
    await write
      .deleteFrom('chats')
      .where((eb) => eb.and({ instance, chat }))
      .execute();
  }

  /**
   * When a message of others in a chat was written, epoch ms.
   * @param back how many newer ones there are
   * @param until epoch ms: later ones do not count
   */
  async timeOfHeard(
    db: Read,
    { instance, chat }: Pick<MessageIdentity, 'instance' | 'chat'>,
    back: number,
    until: number,
  ): Promise<number | undefined> {
    const row = await messageQueries.heard(db, instance, chat, back, until).executeTakeFirst();
    return row?.at;
  }

  /**
   * Removes the messages of a chat up to a time, the oldest first, with their stars, and the chat if it is empty then. Own
   * messages that are still to be sent stay. To be called until it removes less than fits into a commit.
   * @param until epoch ms
   * @param keepStarred whether starred messages stay
   * @param removesChat whether an empty chat goes, too
   * @returns how many rows were removed
   */
  async clearChat(
    write: Write,
    { instance, chat }: Pick<MessageIdentity, 'instance' | 'chat'>,
    until: number,
    keepStarred: boolean,
    removesChat: boolean,
  ): Promise<number> {
    const removed = await write
      .deleteFrom('messages')
      .where('position', 'in', messageQueries.clearable(write, instance, chat, until, keepStarred))
      .returning('id')
      .execute();
    const ids = removed.map(({ id }) => id);
    if (ids.length > 0)
      await write
        .deleteFrom('stars')
        .where((eb) => eb.and({ instance, chat }))
        .where('message', 'in', ids)
        .execute();
    if (!removesChat) return ids.length;
    const [latest] = await messageQueries.inChat(write, instance, chat, { limit: 1 }).execute();
    if (latest) return ids.length;
    const gone = await write
      .deleteFrom('chats')
      .where((eb) => eb.and({ instance, chat }))
      .executeTakeFirst();
    return ids.length + Number(gone.numDeletedRows);
  }

  /**
   * Merges two chats that turn out to be with one person who has two addresses. Messages in both stay as they are in `to`. The
   * newest messages are moved at once.
   * @returns whether there may be more messages to move, by calling it again
   */
  async moveChat(write: Write, instance: Uid, from: ChatJid, to: ChatJid): Promise<boolean> {
    const [chat] = await write
      .deleteFrom('chats')
      .where((eb) => eb.and({ instance, chat: from }))
      .returningAll()
      .execute();
    if (chat) await touchChat(write, { ...chat, chat: to });
    const rows = await messageQueries
      .inChat(write, instance, from, { limit: MESSAGES_PER_COMMIT })
      .clearSelect()
      .select('position')
      .execute();
    if (rows.length === 0) return false;
    const positions = rows.map(({ position }) => position);
    const sender = sql<ChatJid>`case when sender = ${from} then ${to} else sender end`;
    await write
      .updateTable('messages')
      .set({ chat: to, sender })
      .where('position', 'in', positions)
      .where((eb) =>
        eb.not(
          eb.exists(
            eb
              .selectFrom('messages as other')
              .select('other.position')
              .where('other.instance', '=', instance)
              .whereRef('other.id', '=', 'messages.id')
              .where('other.chat', '=', to),
          ),
        ),
      )
      .execute();
    await write.deleteFrom('messages').where('position', 'in', positions).where('chat', '=', from).execute();
    return rows.length === MESSAGES_PER_COMMIT;
  }

  /**
   * Removes messages older than `before` (epoch ms), and chats and strangers of that age without messages, in small
   * commits.
   * @returns the number of messages removed
   */
  async prune(before: number): Promise<number> {
    const removed = await inBatches(
      (limit) =>
        this.database.write(async (write) => {
          const result = await write
            .deleteFrom('messages')
            .where('position', 'in', (eb) =>
              eb
                .selectFrom('messages')
                .select('position')
                .where('at', '<', before)
                .orderBy('at')
                .limit(limit),
            )
            .executeTakeFirst();
          return Number(result.numDeletedRows);
        }),
      MESSAGES_PER_COMMIT,
    );
    await this.database.write(async (write) => {
      await write
        .deleteFrom('chats')
        .where('last_at', '<', before)
        .where((eb) =>
          eb.not(
            eb.exists(
              eb
                .selectFrom('messages')
                .select('messages.position')
                .whereRef('messages.instance', '=', 'chats.instance')
                .whereRef('messages.chat', '=', 'chats.chat'),
            ),
          ),
        )
        .execute();
      await forgetStrangers(write, before);
    });
    return removed;
  }
}

/** Queries whose cost must not grow with the number of rows; a spec checks that they use their indexes. */
export const messageQueries = {
  inChat(
    db: Read,
    instance: Uid,
    chat: ChatJid,
    { limit, before, from, until }: { limit: number; before?: MessageCursor; from?: number; until?: number },
  ) {
    let query = db
      .selectFrom('messages')
      .select(LISTED)
      .where('instance', '=', instance)
      .where('chat', '=', chat)
      .where('type', 'not in', OPERATIONS);
    if (from !== undefined) query = query.where('at', '>=', from);
    if (until !== undefined) query = query.where('at', '<', until);
    if (before) {
      const { at, position } = before;
      query = query.where((eb) => eb(eb.refTuple('at', 'position'), '<', eb.tuple(at, position)));
    }
    return query.orderBy('at', 'desc').orderBy('position', 'desc').limit(limit);
  },

  /** Several chats are sorted together, but nobody pins many messages. */
  pinned(db: Read, instance: Uid, chats: readonly ChatJid[], now: number) {
    return db
      .selectFrom('messages')
      .select(LISTED)
      .where('instance', '=', instance)
      .where('chat', 'in', chats)
      .where('pinned_at', 'is not', null)
      .where('deleted_at', 'is', null)
      .where((eb) => eb.or([eb('pinned_until', 'is', null), eb('pinned_until', '>', now)]))
      .orderBy('pinned_at', 'desc')
      .limit(MOST_PINNED);
  },

  changing(db: Read, instance: Uid, id?: string) {
    const query = db
      .selectFrom('messages')
      .selectAll()
      .where('instance', '=', instance)
      .where('change_at', 'is not', null);
    return id === undefined ? query : query.where('id', '=', id);
  },

  /** The oldest messages of a chat up to a time, as many as fit into a commit. */
  clearable(db: Read, instance: Uid, chat: ChatJid, until: number, keepStarred: boolean) {
    const oldest = db
      .selectFrom('messages as old')
      .select('old.position')
      .where('old.instance', '=', instance)
      .where('old.chat', '=', chat)
      .where('old.at', '<=', until)
      .where((eb) => eb(eb.fn.coalesce('old.status', sql.lit('')), '<>', 'pending'))
      .orderBy('old.at')
      .orderBy('old.position')
      .limit(MESSAGES_PER_COMMIT);
    if (!keepStarred) return oldest;
    return oldest.where('old.id', 'not in', (eb) =>
      eb
        .selectFrom('stars')
        .select('message')
        .where((star) => star.and({ instance, chat })),
    );
  },

  /** A message of others in a chat: the literal lets it use the index of those. */
  heard(db: Read, instance: Uid, chat: ChatJid, back: number, until: number) {
    return db
      .selectFrom('messages')
      .select('at')
      .where((eb) => eb.and({ instance, chat }))
      .where('from_me', '=', sql.lit<Flag>(0))
      .where('at', '<=', until)
      .orderBy('at', 'desc')
      .orderBy('position', 'desc')
      .offset(back)
      .limit(1);
  },

  latest(db: Read, instance: Uid, chats: readonly ChatJid[]) {
    return db
      .selectFrom('messages')
      .select(LISTED)
      .where('position', 'in', (eb) =>
        eb
          .selectFrom('chats')
          .select((each) =>
            each
              .selectFrom('messages as newest')
              .select('newest.position')
              .whereRef('newest.instance', '=', 'chats.instance')
              .whereRef('newest.chat', '=', 'chats.chat')
              .where('newest.type', 'not in', OPERATIONS)
              .orderBy('newest.at', 'desc')
              .orderBy('newest.position', 'desc')
              .limit(1)
              .as('position'),
          )
          .where('chats.instance', '=', instance)
          .where('chats.chat', 'in', chats),
      );
  },
};

/** Whether a type is a change of another message: it is acknowledged like a message, but not part of a chat. */
export function isOperation(type: string): boolean {
  return OPERATIONS.some((operation) => operation === type);
}

/** Picks the columns of the primary key from an object that may have others. */
function keyOf({ instance, chat, sender, id }: MessageIdentity): MessageIdentity {
  return { instance, chat, sender, id };
}
