import type { proto } from '@whiskeysockets/baileys';
import type { ChatJid, InstanceRow, Storage, Write } from '#libs/storage';
import { lidOf } from '../wire/jids.js';
import type { Envelope } from '../codec/envelope.js';
import { canonical } from '../codec/message.js';
import { type Timer, timerIn, timerSetBy } from '../codec/timers.js';
import { plausible } from '../codec/times.js';
import { readBook } from '../people/lid-map.js';

type Instance = Pick<InstanceRow, 'uid'>;

/**
 * Learns the timer of a chat from one of its messages, in the caller's unit of work.
 * @returns the timer with its chat, if the message has changed it
 */
export async function learnTimer(
  storage: Storage,
  write: Write,
  { uid }: Instance,
  { chatJid, isGroup, timestamp }: Envelope,
  message: proto.IMessage,
  now: number,
): Promise<{ chat: ChatJid; seconds: number } | undefined> {
  // The timer of a group is a setting of it, which a member cannot change by a message.
  const found = isGroup && timerSetBy(message) ? undefined : timerIn(message);
  if (!found) return undefined;
  const lid = lidOf(chatJid);
  const book = await readBook(storage.lidMap, write, uid, lid === undefined ? [] : [lid], []);
  const chat = canonical(chatJid, book);
  const isNew = await keepTimer(storage, write, { uid }, chat, found, now, timestamp);
  return isNew && timerSetBy(message) ? { chat, seconds: found.seconds } : undefined;
}

/**
 * Stores the timer of a chat, unless one that was set later is known. A time that cannot be right does not count.
 * @param now epoch ms
 * @param at when it was reported, epoch seconds: then it was set at the latest
 * @returns whether messages disappear after another time now
 */
export async function keepTimer(
  { chatTimers }: Storage,
  write: Write,
  { uid }: Instance,
  chat: ChatJid,
  { seconds, setAt = 0 }: Timer,
  now: number,
  at = 0,
): Promise<boolean> {
  const told = plausible(setAt * 1000, now) === setAt * 1000 ? setAt : 0;
  const known = await chatTimers.find(write, uid, chat);
  if (known?.seconds === seconds && known.set_at >= told) return false;
  const set_at = told || at;
  await chatTimers.save(write, { instance: uid, chat, seconds, set_at });
  return (known?.seconds ?? 0) !== seconds && (known?.set_at ?? 0) <= set_at;
}
