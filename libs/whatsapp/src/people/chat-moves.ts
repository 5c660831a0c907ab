import type { Clock, Logger } from '#libs/observability';
import type { ChatMoveRow, Storage, Write } from '#libs/storage';
import { Backlog } from '../context/backlog.js';

/** Moves the rest of large chats to the other address of a person, newest messages first. */
export function chatMoves(storage: Storage, clock: Clock, logger: Logger): Backlog {
  const moves = new Backlog(
    () => storage.database.write((write) => moveNext(storage, write)),
    'messages could not be moved to another chat',
    clock,
    logger,
  );
  storage.chatMoves.onAdded(() => moves.wake());
  return moves;
}

/** @returns whether there was anything to move */
async function moveNext(storage: Storage, write: Write): Promise<boolean> {
  const move = await storage.chatMoves.first(write);
  if (move && !(await moveSome(storage, write, move))) await storage.chatMoves.remove(write, move);
  return move !== undefined;
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
