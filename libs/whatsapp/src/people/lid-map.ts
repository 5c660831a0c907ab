import type { LidMapRepository, MessageRow, Read, Storage, Write } from '#libs/storage';
import { lidJid, lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import { lidsInKept } from '../codec/known-message.js';
import type { PhoneBook } from '../codec/message.js';
import type { InstanceContext } from '../context/instance-context.js';

/**
 * Keeps which LID is whose phone, both as user parts. What had been kept under the LID, while that was not known,
 * moves to the chat and the contact with the phone.
 */
export async function savePair(
  { lidMap, messages, contacts }: Storage,
  write: Write,
  instance: string,
  { lid, phone }: { lid: string; phone: string },
): Promise<void> {
  if (!(await lidMap.save(write, instance, lid, phone))) return;
  await messages.moveChat(write, instance, lidJid(lid), phoneJid(phone));
  await contacts.move(write, instance, lidJid(lid), phoneJid(phone));
}

/**
 * What is known about some people.
 * @param lids user parts of LIDs whose phones are asked for
 * @param phones user parts of phone JIDs whose LIDs are asked for
 */
export async function readBook(
  lidMap: LidMapRepository,
  db: Read,
  instance: string,
  lids: Iterable<string>,
  phones: Iterable<string>,
): Promise<Map<string, string>> {
  const book = new Map<string, string>();
  for (const lid of new Set(lids)) {
    const phone = await lidMap.phoneOf(db, instance, lid);
    if (phone !== undefined) book.set(lid, phone);
  }
  for (const phone of new Set(phones)) {
    const lid = await lidMap.lidOf(db, instance, phone);
    if (lid !== undefined) book.set(lid, phone);
  }
  return book;
}

/** The canonical chat of a JID that a caller named: a person known by phone and LID has one chat, with the phone. */
export async function canonicalChat(
  { storage, uid }: Pick<InstanceContext, 'storage' | 'uid'>,
  jid: string,
): Promise<string> {
  const lid = lidOf(jid);
  if (lid === undefined) return jid;
  const phone = await storage.lidMap.phoneOf(storage.database.read, uid, lid);
  return phone === undefined ? jid : phoneJid(phone);
}

/** What is known about the people in kept messages: all that their payloads need. */
export async function bookOf(
  lidMap: LidMapRepository,
  db: Read,
  rows: readonly MessageRow[],
): Promise<PhoneBook> {
  const [first] = rows;
  if (!first) return new Map();
  const phones = rows.flatMap((row) => phoneOf(row.sender) ?? []);
  return readBook(lidMap, db, first.instance, rows.flatMap(lidsInKept), phones);
}
