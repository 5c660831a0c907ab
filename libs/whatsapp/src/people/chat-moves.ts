import { type Clock, type Logger, Rounds } from '#libs/observability';
import type { ChatMoveRow, Storage, Write } from '#libs/storage';

/** Wait before another attempt if the database could not be written to, ms. */
const AGAIN_MS = 5_000;

/** Moves the rest of large chats to the other address of a person, in small commits, newest messages first. */
export class ChatMoves {
  private readonly rounds: Rounds;
  private isEnding = false;

  constructor(
    private readonly storage: Storage,
    clock: Clock,
    logger: Logger,
  ) {
    this.rounds = new Rounds(() => this.drain(), {
      clock,
      againMs: AGAIN_MS,
      onError: (error) => logger.error({ err: error }, 'messages could not be moved to another chat'),
    });
    storage.chatMoves.onAdded(() => this.rounds.wake());
  }

  start(): void {
    this.rounds.wake();
  }

  async end(): Promise<void> {
    this.isEnding = true;
    await this.rounds.stop();
  }

  private async drain(): Promise<void> {
    const { database, chatMoves } = this.storage;
    for (let isMore = true; isMore && !this.isEnding;)
      isMore = await database.write(async (write) => {
        const move = await chatMoves.first(write);
        if (move && !(await moveSome(this.storage, write, move))) await chatMoves.remove(write, move);
        return move !== undefined;
      });
  }
}

/**
 * Moves some messages of a chat, and some receipts of a person, to another address.
 * @returns whether there are more
 */
export async function moveSome(
  { messages, receipts }: Storage,
  write: Write,
  { instance, from_chat: from, to_chat: to }: ChatMoveRow,
): Promise<boolean> {
  const moreMessages = await messages.moveChat(write, instance, from, to);
  const moreReceipts = await receipts.move(write, instance, from, to);
  return moreMessages || moreReceipts;
}
