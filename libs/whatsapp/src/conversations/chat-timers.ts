import type { proto } from '@whiskeysockets/baileys';
import type { ChatJid, InstanceRow, Storage, Write } from '#libs/storage';
import { lidOf } from '../wire/jids.js';
import type { Envelope } from '../codec/envelope.js';
import { canonical } from '../codec/message.js';
import { type Timer, timerIn } from '../codec/timers.js';
import { plausible } from '../codec/times.js';
import { readBook } from '../people/lid-map.js';

type Instance = Pick<InstanceRow, 'uid'>;

/** Learns the timer of a chat with one person from one of its messages, in the caller's unit of work. */
export async function learnTimer(
  storage: Storage,
  write: Write,
  { uid }: Instance,
  { chatJid, isGroup, timestamp }: Envelope,
  message: proto.IMessage,
  now: number,
): Promise<void> {
  const found = isGroup ? undefined : timerIn(message);
  if (!found) return;
  const lid = lidOf(chatJid);
  const book = await readBook(storage.lidMap, write, uid, lid === undefined ? [] : [lid], []);
  await keepTimer(storage, write, { uid }, canonical(chatJid, book), found, now, timestamp);
}

/**
 * Stores the timer of a chat, unless one that was set later is known. A time that cannot be right does not count.
 * @param now epoch ms
 * @param at when it was reported, epoch seconds: then it was set at the latest
 */
export async function keepTimer(
  { chatTimers }: Storage,
  write: Write,
  { uid }: Instance,
  chat: ChatJid,
  { seconds, setAt = 0 }: Timer,
  now: number,
  at = 0,
): Promise<void> {
  const told = plausible(setAt * 1000, now) === setAt * 1000 ? setAt : 0;
  const known = await chatTimers.find(write, uid, chat);
  if (known?.seconds === seconds && known.set_at >= told) return;
  await chatTimers.save(write, { instance: uid, chat, seconds, set_at: told || at });
}
