import { type Insertable, type Selectable, sql } from 'kysely';
import type { Database, Read, Write } from './database.js';
import type { MessagesTable, MessageStatus } from './schema.js';

export type MessageRow = Selectable<MessagesTable>;
export type MessageDraft = Insertable<MessagesTable>;
/** What makes a message unique: its id is the sender's choice. */
export type MessageIdentity = Pick<MessageRow, 'instance' | 'chat' | 'sender' | 'id'>;

/** How far a status has come; a lower one never replaces a higher one. */
const PROGRESS: Record<MessageStatus, number> = {
  pending: 0,
  failed: 1,
  sent: 1,
  delivered: 2,
  read: 3,
  played: 4,
};

/** Messages of all chats, sent and received. */
export class MessagesRepository {
  constructor(private readonly database: Database) {}

  /** Stores a message; one that is there already stays as it is. */
  async insert(write: Write, message: MessageDraft): Promise<void> {
    await write
      .insertInto('messages')
      .values(message)
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }

  /** All messages under an id, which may be several: one a chat and sender. */
  async byId(db: Read, instance: string, id: string, chat?: string): Promise<MessageRow[]> {
    let query = db.selectFrom('messages').selectAll().where('instance', '=', instance).where('id', '=', id);
    if (chat !== undefined) query = query.where('chat', '=', chat);
    return query.orderBy('at').execute();
  }

  async find(identity: MessageIdentity): Promise<MessageRow | undefined> {
    return this.database.read
      .selectFrom('messages')
      .selectAll()
      .where((eb) => eb.and(keyOf(identity)))
      .executeTakeFirst();
  }

  /** Own messages since `since` (epoch ms) that WhatsApp has not acknowledged, oldest first. */
  async unacknowledged(instance: string, since: number): Promise<MessageRow[]> {
    return this.database.read
      .selectFrom('messages')
      .selectAll()
      .where('instance', '=', instance)
      .where((eb) => eb('status', '=', sql.lit('pending')))
      .where('at', '>', since)
      .orderBy('at')
      .execute();
  }

  /**
   * Moves an own message on. Resolves with the row when that was news, undefined when the message is unknown
   * or was that far already.
   */
  async advance(
    write: Write,
    instance: string,
    id: string,
    status: MessageStatus,
    at: number,
    error: string | null = null,
  ): Promise<MessageRow | undefined> {
    const rows = await write
      .selectFrom('messages')
      .selectAll()
      .where('instance', '=', instance)
      .where('id', '=', id)
      .where('from_me', '=', 1)
      .execute();
    const row = rows.find((each) => each.status !== null && PROGRESS[each.status] < PROGRESS[status]);
    if (!row) return undefined;
    await this.change(write, row, { status, status_at: at, error });
    return { ...row, status, status_at: at, error };
  }

  async change(
    write: Write,
    identity: MessageIdentity,
    change: Partial<
      Pick<MessageRow, 'status' | 'status_at' | 'error' | 'text' | 'content' | 'edited_at' | 'deleted_at'>
    >,
  ): Promise<void> {
    await write
      .updateTable('messages')
      .set(change)
      .where((eb) => eb.and(keyOf(identity)))
      .execute();
  }

  async remove(write: Write, identity: MessageIdentity): Promise<void> {
    await write
      .deleteFrom('messages')
      .where((eb) => eb.and(keyOf(identity)))
      .execute();
  }

  /** Removes messages older than `before` (epoch ms). Resolves with the number removed. */
  async prune(before: number): Promise<number> {
    return this.database.write(async (write) => {
      const result = await write.deleteFrom('messages').where('at', '<', before).executeTakeFirst();
      return Number(result.numDeletedRows);
    });
  }
}

/** The columns of the primary key alone, whatever else the caller's object holds. */
function keyOf({ instance, chat, sender, id }: MessageIdentity): MessageIdentity {
  return { instance, chat, sender, id };
}
