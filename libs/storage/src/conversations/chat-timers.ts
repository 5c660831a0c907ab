import type { Selectable } from 'kysely';
import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { ChatJid } from '../jids.js';
import type { ChatTimersTable } from '../schema.js';

type ChatTimerRow = Selectable<ChatTimersTable>;
type ChatTimer = Pick<ChatTimerRow, 'seconds' | 'set_at'>;

/** The disappearing timers of chats with one person. */
export class ChatTimersRepository {
  async find(db: Read, instance: Uid, chat: ChatJid): Promise<ChatTimer | undefined> {
    return db
      .selectFrom('chat_timers')
      .select(['seconds', 'set_at'])
      .where('instance', '=', instance)
      .where('chat', '=', chat)
      .executeTakeFirst();
  }

  /** Sets a timer, unless one that was set later is known. */
  async save(write: Write, row: ChatTimerRow): Promise<void> {
    const { seconds, set_at } = row;
    await write
      .insertInto('chat_timers')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['instance', 'chat'])
          .doUpdateSet({ seconds, set_at })
          .where('chat_timers.set_at', '<=', set_at),
      )
      .execute();
  }

  /** Merges the timers of two chats that turn out to be with one person: the later one counts. */
  async move(write: Write, instance: Uid, from: ChatJid, to: ChatJid): Promise<void> {
    const row = await write
      .deleteFrom('chat_timers')
      .where((eb) => eb.and({ instance, chat: from }))
      .returningAll()
      .executeTakeFirst();
    if (row) await this.save(write, { ...row, chat: to });
  }

  /** Removes all timers of an instance: they belong to another account. */
  async clear(write: Write, instance: Uid): Promise<void> {
    await write.deleteFrom('chat_timers').where('instance', '=', instance).execute();
  }
}
