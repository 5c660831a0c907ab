import type { Selectable } from 'kysely';
import type { Database, Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { ChatJid } from '../jids.js';
import { Remembered } from '../remembered.js';
import type { ChatTimersTable } from '../schema.js';

type ChatTimerRow = Selectable<ChatTimersTable>;
type ChatTimer = Pick<ChatTimerRow, 'seconds' | 'set_at'>;

/** The disappearing timers of chats with one person. */
export class ChatTimersRepository {
  private readonly timers: Remembered<ChatTimer>;

  constructor(database: Database) {
    this.timers = new Remembered(database);
  }

  async find(db: Read, instance: Uid, chat: ChatJid): Promise<ChatTimer | undefined> {
    const key = keyOf(instance, chat);
    const known = this.timers.get(key);
    if (known) return known.value;
    const remember = this.timers.reading();
    const timer = await db
      .selectFrom('chat_timers')
      .select(['seconds', 'set_at'])
      .where('instance', '=', instance)
      .where('chat', '=', chat)
      .executeTakeFirst();
    remember(key, timer);
    return timer;
  }

  /** Sets a timer, unless one that was set later is known. */
  async save(write: Write, row: ChatTimerRow): Promise<void> {
    const { instance, chat, seconds, set_at } = row;
    this.timers.change(write, keyOf(instance, chat));
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
    this.timers.change(write, keyOf(instance, from));
    const row = await write
      .deleteFrom('chat_timers')
      .where((eb) => eb.and({ instance, chat: from }))
      .returningAll()
      .executeTakeFirst();
    if (row) await this.save(write, { ...row, chat: to });
  }

  /** Removes all timers of an instance: they belong to another account. */
  async clear(write: Write, instance: Uid): Promise<void> {
    const gone = await write
      .deleteFrom('chat_timers')
      .where('instance', '=', instance)
      .returning('chat')
      .execute();
    for (const { chat } of gone) this.timers.change(write, keyOf(instance, chat));
  }
}

function keyOf(instance: Uid, chat: ChatJid): string {
  return `${instance}/${chat}`;
}
