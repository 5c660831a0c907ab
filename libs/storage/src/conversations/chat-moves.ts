import { EventEmitter } from 'node:events';
import type { Selectable } from 'kysely';
import type { Database, Read, Write } from '../database.js';
import type { ChatMovesTable } from '../schema.js';

export type ChatMoveRow = Selectable<ChatMovesTable>;

/** Chats of which only a part has moved to the other address of a person. */
export class ChatMovesRepository {
  private readonly bridge = new EventEmitter<{ added: [] }>();

  constructor(private readonly database: Database) {}

  /** Calls `listener`, which must not throw, after each commit that leaves a part of a chat behind. */
  onAdded(listener: () => void): void {
    this.bridge.on('added', listener);
  }

  async add(write: Write, row: ChatMoveRow): Promise<void> {
    await write
      .insertInto('chat_moves')
      .values(row)
      .onConflict((conflict) =>
        conflict.columns(['instance', 'from_chat']).doUpdateSet({ to_chat: row.to_chat }),
      )
      .execute();
    this.database.afterCommit(write, () => this.bridge.emit('added'));
  }

  async first(db: Read): Promise<ChatMoveRow | undefined> {
    return db.selectFrom('chat_moves').selectAll().limit(1).executeTakeFirst();
  }

  async remove(write: Write, { instance, from_chat: from }: ChatMoveRow): Promise<void> {
    await write
      .deleteFrom('chat_moves')
      .where((eb) => eb.and({ instance, from_chat: from }))
      .execute();
  }
}
