import type { MessagePayload, MessageReferencePayload } from '#libs/events';
import { type ChatJid, type Lid, type Phone, withoutDevice } from '#libs/storage';
import { lidJid, lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import type { Content, Said } from './content.js';
import type { Envelope } from './envelope.js';

/** Phones by LID, both as user parts. */
export type PhoneBook = ReadonlyMap<Lid, Phone>;

/** The canonical JID of a person or group, without device: for a person the phone JID, if the phone is known. */
export function canonical(jid: string, book: PhoneBook): ChatJid {
  const phone = phoneOf(jid);
  if (phone !== undefined) return phoneJid(phone);
  const lid = lidOf(jid);
  if (lid === undefined) return withoutDevice(jid);
  const known = book.get(lid);
  return known === undefined ? lidJid(lid) : phoneJid(known);
}

/** The LIDs that have to be looked up before {@link messagePayload} is called. */
export function lidsIn(envelope: Envelope, said: Said): Lid[] {
  const jids = [envelope.chatJid, envelope.authorJid];
  if (said.kind === 'content' && said.context) {
    jids.push(...said.context.mentions);
    if (said.context.quoted?.participant) jids.push(said.context.quoted.participant);
  }
  return jids.flatMap((jid) => lidOf(jid) ?? []);
}

/** Makes the payload of a `message` event. */
export function messagePayload(envelope: Envelope, said: Content, book: PhoneBook): MessagePayload {
  const chatId = canonical(envelope.chatJid, book);
  const author = canonical(envelope.authorJid, book);
  const { quoted, mentions = [] } = said.context ?? {};
  return {
    id: envelope.id,
    from: chatId,
    chatId,
    senderPhone: phoneOf(author),
    senderLid: lidOf(envelope.authorJid) ?? findLid(phoneOf(author), book),
    senderName: envelope.pushName,
    participant: envelope.isGroup ? author : undefined,
    text: said.text,
    caption: said.caption,
    timestamp: envelope.timestamp,
    isGroup: envelope.isGroup,
    fromMe: envelope.fromMe,
    type: said.type,
    media: said.media,
    location: said.location,
    contacts: said.contacts,
    poll: said.poll,
    quoted: quoted && {
      id: quoted.id,
      participant: quoted.participant && canonical(quoted.participant, book),
      text: quoted.text,
    },
    mentions: mentions.length > 0 ? mentions.map((jid) => canonical(jid, book)) : undefined,
  };
}

/** Makes the common part of the payloads of edits, deletions and reactions. */
export function referencePayload(
  envelope: Envelope,
  targetId: string,
  book: PhoneBook,
): MessageReferencePayload {
  const author = canonical(envelope.authorJid, book);
  return {
    messageId: targetId,
    chatId: canonical(envelope.chatJid, book),
    senderPhone: phoneOf(author),
    participant: envelope.isGroup ? author : undefined,
    fromMe: envelope.fromMe,
    at: envelope.timestamp * 1000,
  };
}

function findLid(phone: Phone | undefined, book: PhoneBook): Lid | undefined {
  if (phone === undefined) return undefined;
  for (const [lid, known] of book) if (known === phone) return lid;
  return undefined;
}
