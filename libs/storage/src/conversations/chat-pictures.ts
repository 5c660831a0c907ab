import type { Selectable } from 'kysely';
import type { Database, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { ChatJid } from '../jids.js';
import type { ChatPicturesTable } from '../schema.js';

export type ChatPictureRow = Selectable<ChatPicturesTable>;

/** What was last reported of the pictures of people and groups. */
export class ChatPicturesRepository {
  constructor(private readonly database: Database) {}

  /** What is known of the pictures of chats, by chat. */
  async of(instance: Uid, chats: readonly ChatJid[]): Promise<Map<ChatJid, ChatPictureRow>> {
    if (chats.length === 0) return new Map();
    const rows = await this.database.read
      .selectFrom('chat_pictures')
      .selectAll()
      .where('instance', '=', instance)
      .where('chat', 'in', chats)
      .execute();
    return new Map(rows.map((row) => [row.chat, row]));
  }

  /** Records what was reported, unless something later is known. */
  async save(write: Write, row: ChatPictureRow): Promise<void> {
    const { picture, at } = row;
    await write
      .insertInto('chat_pictures')
      .values(row)
      .onConflict((conflict) =>
        conflict
          .columns(['instance', 'chat'])
          .doUpdateSet({ picture, at })
          .where('chat_pictures.at', '<=', at),
      )
      .execute();
  }

  /** Moves what is known of a person to another address of them. */
  async move(write: Write, instance: Uid, from: ChatJid, to: ChatJid): Promise<void> {
    const row = await write
      .deleteFrom('chat_pictures')
      .where((eb) => eb.and({ instance, chat: from }))
      .returningAll()
      .executeTakeFirst();
    if (row) await this.save(write, { ...row, chat: to });
  }

  /** Removes what is known to an instance: another account may see other pictures. */
  async clear(write: Write, instance: Uid): Promise<void> {
    await write.deleteFrom('chat_pictures').where('instance', '=', instance).execute();
  }
}
