import type { MessagePayload, MessageReferencePayload, QuotedMessage } from '#libs/events';
import { type ChatJid, type Lid, type Phone, withoutDevice } from '#libs/storage';
import { isBot, isStatus, lidJid, lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import type { Content, Said } from './content.js';
import type { Quoted } from './said.js';
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
    const { participant, mentions = [] } = said.context.quoted ?? {};
    jids.push(...mentions, ...(participant ? [participant] : []));
  }
  if (said.kind === 'content') {
    const { order, product, payment } = said;
    jids.push(...[order?.seller, product?.seller, payment?.payer].filter((jid) => jid !== undefined));
  }
  return jids.flatMap((jid) => lidOf(jid) ?? []);
}

/** Makes the payload of a `message` event. */
export function messagePayload(envelope: Envelope, said: Content, book: PhoneBook): MessagePayload {
  const { context, kind: _kind, ...told } = said;
  const chatId = canonical(envelope.chatJid, book);
  const author = canonical(envelope.authorJid, book);
  const lid = lidOf(envelope.authorJid) ?? findLid(phoneOf(author), book);
  const { quoted, mentions = [], omittedMentions, ...more } = context ?? {};
  return {
    id: envelope.id,
    from: chatId,
    chatId,
    senderPhone: phoneOf(author),
    senderLid: lid === undefined ? undefined : lidJid(lid),
    senderName: envelope.pushName,
    username: envelope.username,
    participant: participantOf(envelope, author, chatId),
    timestamp: envelope.timestamp,
    isGroup: envelope.isGroup,
    fromMe: envelope.fromMe,
    ...told,
    ...more,
    text: withPhones(said.text, mentions, book),
    caption: withPhones(said.caption, mentions, book),
    order: addressed(said.order, 'seller', book),
    product: addressed(said.product, 'seller', book),
    payment: addressed(said.payment, 'payer', book),
    quoted: addressed(quoted && quotedPayload(quoted, book), 'participant', book),
    mentions: mentions.length > 0 ? mentions.map((jid) => canonical(jid, book)) : undefined,
    omitted: omittedMentions === undefined ? said.omitted : { ...said.omitted, mentions: omittedMentions },
  };
}

function quotedPayload({ mentions = [], ...quoted }: Quoted, book: PhoneBook): QuotedMessage {
  return { ...quoted, text: withPhones(quoted.text, mentions, book) };
}

/** A part of a payload with its address in the canonical form. */
function addressed<Field extends string, Part extends { [Name in Field]?: string }>(
  part: Part | undefined,
  field: Field,
  book: PhoneBook,
): Part | undefined {
  const jid = part?.[field];
  return part && jid !== undefined ? { ...part, [field]: canonical(jid, book) } : part;
}

/** A text whose mentions are written with phone numbers instead of LIDs, as far as the phones are known. */
export function withPhones(
  text: string | undefined,
  mentions: readonly string[],
  book: PhoneBook,
): string | undefined {
  const phones = new Map<string, Phone>();
  for (const lid of mentions.flatMap((jid) => lidOf(jid) ?? [])) {
    const phone = book.get(lid);
    if (phone !== undefined) phones.set(lid, phone);
  }
  if (text === undefined || phones.size === 0) return text;
  return text.replace(/@(\d{5,20})(?!\d)/g, (all, digits: string) => {
    const phone = phones.get(digits);
    return phone === undefined ? all : `@${phone}`;
  });
}

/**
 * Makes the common part of the payloads of edits, deletions and reactions.
 * @param knownIn the chat that has the message; undefined if it is not known
 */
export function referencePayload(
  envelope: Envelope,
  targetId: string,
  book: PhoneBook,
  knownIn: ChatJid | undefined,
): MessageReferencePayload {
  const author = canonical(envelope.authorJid, book);
  const chatId = canonical(envelope.chatJid, book);
  return {
    messageId: targetId,
    // The event names the chat that the event of the message named.
    chatId: knownIn ?? chatId,
    targetKnown: knownIn !== undefined,
    senderPhone: phoneOf(author),
    participant: participantOf(envelope, author, chatId),
    fromMe: envelope.fromMe,
    at: envelope.timestamp * 1000,
  };
}

/** The author, where the chat does not tell: in groups, of status posts, and of a bot that was asked in a chat with somebody else. */
function participantOf({ isGroup }: Envelope, author: ChatJid, chat: ChatJid): ChatJid | undefined {
  return isGroup || isStatus(chat) || (isBot(author) && author !== chat) ? author : undefined;
}

function findLid(phone: Phone | undefined, book: PhoneBook): Lid | undefined {
  if (phone === undefined) return undefined;
  for (const [lid, known] of book) if (known === phone) return lid;
  return undefined;
}
