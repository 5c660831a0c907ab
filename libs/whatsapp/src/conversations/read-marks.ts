import type { Storage, Uid, Write } from '#libs/storage';
import { canonical } from '../codec/message.js';
import type { OwnReading } from '../codec/receipt.js';
import { readBook } from '../people/lid-map.js';
import { lidOf } from '../wire/jids.js';

/** Records that messages of a chat were read, and thereby all earlier ones. Others can have equal ids in other chats. */
export async function markRead(
  { messages, chatStates, lidMap }: Storage,
  write: Write,
  instance: Uid,
  { chat: wire, ids }: OwnReading,
): Promise<void> {
  const lid = lidOf(wire);
  const chat = canonical(wire, await readBook(lidMap, write, instance, lid === undefined ? [] : [lid], []));
  for (const id of ids) {
    const rows = await messages.byId(write, instance, id, chat);
    for (const { at, from_me } of rows)
      if (from_me === 0) await chatStates.read(write, { instance, chat }, at);
  }
}
