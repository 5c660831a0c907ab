import type { Storage, Uid, Write } from '#libs/storage';

/** Records that messages were read, and thereby all earlier ones of their chats. @param ids of messages of others */
export async function markRead(
  { messages, chatStates }: Storage,
  write: Write,
  instance: Uid,
  ids: readonly string[],
): Promise<void> {
  for (const id of ids) {
    const rows = await messages.byId(write, instance, id);
    for (const { chat, at, from_me } of rows)
      if (from_me === 0) await chatStates.read(write, { instance, chat }, at);
  }
}
