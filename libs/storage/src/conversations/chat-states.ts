import type { Selectable, Updateable } from 'kysely';
import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { ChatJid } from '../jids.js';
import type { ChatStatesTable, StarsTable } from '../schema.js';

export type ChatStateRow = Selectable<ChatStatesTable>;
export type ChatStateChange = Omit<Updateable<ChatStatesTable>, 'instance' | 'chat'>;
export type StarRow = Selectable<StarsTable>;
type Key = Pick<ChatStateRow, 'instance' | 'chat'>;

/** What accounts have set for their chats, and the messages that they starred. */
export class ChatStatesRepository {
  async find(db: Read, instance: Uid, chat: ChatJid): Promise<ChatStateRow | undefined> {
    return db
      .selectFrom('chat_states')
      .selectAll()
      .where((eb) => eb.and({ instance, chat }))
      .executeTakeFirst();
  }

  async all(db: Read, instance: Uid): Promise<ChatStateRow[]> {
    return db.selectFrom('chat_states').selectAll().where('instance', '=', instance).execute();
  }

  async change(write: Write, key: Key, change: ChatStateChange): Promise<void> {
    await write
      .insertInto('chat_states')
      .values({ ...key, pinned_at: null, muted_until: null, ...change })
      .onConflict((conflict) => conflict.columns(['instance', 'chat']).doUpdateSet(change))
      .execute();
  }

  /** Records that a chat was read up to a time, epoch ms. An earlier time has no effect. */
  async read(write: Write, key: Key, at: number): Promise<void> {
    const known = await this.find(write, key.instance, key.chat);
    if ((known?.read_at ?? 0) < at) await this.change(write, key, { read_at: at });
  }

  async findStar(db: Read, instance: Uid, chat: ChatJid, message: string): Promise<StarRow | undefined> {
    return db
      .selectFrom('stars')
      .selectAll()
      .where((eb) => eb.and({ instance, chat, message }))
      .executeTakeFirst();
  }

  /** Which of these messages are starred. @param positions `position` of each message */
  async starredOf(db: Read, positions: readonly number[]): Promise<Set<number>> {
    if (positions.length === 0) return new Set();
    const rows = await starQueries.of(db, positions).execute();
    return new Set(rows.map(({ position }) => position));
  }

  async stars(db: Read, instance: Uid): Promise<StarRow[]> {
    return db.selectFrom('stars').selectAll().where('instance', '=', instance).execute();
  }

  async star(write: Write, row: StarRow): Promise<void> {
    await write
      .insertInto('stars')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['instance', 'chat', 'message']).doUpdateSet({ entry: row.entry }),
      )
      .execute();
  }

  async unstar(write: Write, { instance, chat, message }: Omit<StarRow, 'entry'>): Promise<void> {
    await write
      .deleteFrom('stars')
      .where((eb) => eb.and({ instance, chat, message }))
      .execute();
  }

  /** Moves the state of a chat to another address of it. What is set there stays. */
  async move(write: Write, instance: Uid, from: ChatJid, to: ChatJid): Promise<void> {
    const row = await write
      .deleteFrom('chat_states')
      .where((eb) => eb.and({ instance, chat: from }))
      .returningAll()
      .executeTakeFirst();
    if (row) {
      const known = await this.find(write, instance, to);
      const read_at = Math.max(row.read_at, known?.read_at ?? 0);
      const { instance: _instance, chat: _chat, ...values } = known && known.entries !== '{}' ? known : row;
      await this.change(write, { instance, chat: to }, { ...values, read_at });
    }
    const stars = await write
      .deleteFrom('stars')
      .where((eb) => eb.and({ instance, chat: from }))
      .returningAll()
      .execute();
    for (const star of stars) await this.star(write, { ...star, chat: to });
  }

  /** Removes everything: it belongs to another account. */
  async clear(write: Write, instance: Uid): Promise<void> {
    await write.deleteFrom('chat_states').where('instance', '=', instance).execute();
    await write.deleteFrom('stars').where('instance', '=', instance).execute();
  }
}

/** Queries whose cost must not grow with the number of rows; a spec checks that they use their indexes. */
export const starQueries = {
  of(db: Read, positions: readonly number[]) {
    return db
      .selectFrom('messages')
      .innerJoin('stars', (join) =>
        join
          .onRef('stars.instance', '=', 'messages.instance')
          .onRef('stars.chat', '=', 'messages.chat')
          .onRef('stars.message', '=', 'messages.id'),
      )
      .select('messages.position')
      .where('messages.position', 'in', positions);
  },
};
