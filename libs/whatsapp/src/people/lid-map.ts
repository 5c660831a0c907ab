import {
  type ChatJid,
  type Lid,
  type LidMapRepository,
  type LidPair,
  type MessageRow,
  type Phone,
  type Read,
  type Storage,
  type Uid,
  type Write,
} from '#libs/storage';
import { lidJid, lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import { lidsInKept } from '../codec/known-message.js';
import { canonical, type PhoneBook } from '../codec/message.js';
import { moveSome } from './chat-moves.js';
import type { InstanceContext } from '../context/instance-context.js';

/**
 * Stores a pair of LID and phone, both as user parts. The chat and the contact that were stored under the LID move to the
 * phone.
 */
export async function savePair(
  storage: Storage,
  write: Write,
  instance: Uid,
  { lid, phone }: LidPair,
): Promise<void> {
  const { lidMap, contacts, chatTimers, chatStates, chatPictures, labels, memberLabels, statusPosts } =
    storage;
  if (!(await lidMap.save(write, instance, lid, phone))) return;
  await contacts.move(write, instance, lidJid(lid), phoneJid(phone));
  await chatTimers.move(write, instance, lidJid(lid), phoneJid(phone));
  await chatStates.move(write, instance, lidJid(lid), phoneJid(phone));
  await labels.move(write, instance, lidJid(lid), phoneJid(phone));
  await chatPictures.move(write, instance, lidJid(lid), phoneJid(phone));
  await statusPosts.move(write, instance, lidJid(lid), phoneJid(phone));
  await memberLabels.move(write, instance, lidJid(lid), phoneJid(phone));
  // A chat may have hundreds of thousands of messages.
  const move = { instance, from_chat: lidJid(lid), to_chat: phoneJid(phone) };
  if (await moveSome(storage, write, move)) await storage.chatMoves.add(write, move);
}

/**
 * Reads pairs of LID and phone.
 * @param lids user parts of the LIDs to look up
 * @param phones user parts of the phone JIDs to look up
 */
export async function readBook(
  lidMap: LidMapRepository,
  db: Read,
  instance: Uid,
  lids: Iterable<Lid>,
  phones: Iterable<Phone>,
): Promise<Map<Lid, Phone>> {
  const book = await lidMap.phonesOf(db, instance, [...new Set(lids)]);
  for (const [phone, lid] of await lidMap.lidsOf(db, instance, [...new Set(phones)])) book.set(lid, phone);
  return book;
}

/**
 * The canonical chat of a JID from a caller: a person with a known phone and LID has one chat, under the phone, and under
 * that form of the phone number which WhatsApp uses.
 */
export async function canonicalChat(
  { storage, uid }: Pick<InstanceContext, 'storage' | 'uid'>,
  jid: string,
): Promise<ChatJid> {
  const phone = phoneOf(jid);
  if (phone !== undefined)
    return phoneJid((await storage.numbers.find(storage.database.read, uid, phone)) ?? phone);
  return canonicalOf(storage.lidMap, storage.database.read, uid, jid);
}

/** The canonical chat of a JID from WhatsApp: that of the phone, if it is known. */
export async function canonicalOf(
  lidMap: LidMapRepository,
  db: Read,
  instance: Uid,
  jid: string,
): Promise<ChatJid> {
  const lid = lidOf(jid);
  return canonical(jid, await readBook(lidMap, db, instance, lid === undefined ? [] : [lid], []));
}

/** Reads the pairs of LID and phone that the payloads of stored messages need. @param lids those in the messages */
export async function bookOf(
  lidMap: LidMapRepository,
  db: Read,
  rows: readonly MessageRow[],
  lids: readonly Lid[] = rows.flatMap((row) => lidsInKept(row)),
): Promise<PhoneBook> {
  const [first] = rows;
  if (!first) return new Map();
  const phones = rows.flatMap((row) => phoneOf(row.sender) ?? []);
  return readBook(lidMap, db, first.instance, lids, phones);
}
