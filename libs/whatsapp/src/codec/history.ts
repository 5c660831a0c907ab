import { proto } from '@whiskeysockets/baileys';
import type { MessageStatus } from '#libs/storage';
import { isGroup, isNewsletter, lidOf, phoneOf } from '../wire/jids.js';
import { type Content, interpret } from './content.js';
import { type Envelope, envelopeOf, type Self } from './envelope.js';
import { numberOf } from './media.js';
import { messageIn } from './peer.js';

/** What Baileys makes of the history that our phone sends. */
export interface History {
  chats: readonly proto.IConversation[];
  messages: readonly proto.IWebMessageInfo[];
  contacts?: readonly { id: string; notify?: string }[];
  lidPnMappings?: readonly { lid: string; pn: string }[];
}

/** Somebody in the history. JID as on the wire. */
export interface PastContact {
  jid: string;
  /** As in the phone's address book. */
  name?: string;
  /** What they call themselves. */
  pushName?: string;
}

/** A chat of the history. JID as on the wire. */
export interface PastChat {
  jid: string;
  name?: string;
  /** Epoch ms. */
  at: number;
}

/** A message of the history that is part of a conversation. */
export interface PastMessage {
  envelope: Envelope;
  message: proto.IMessage;
  said: Content;
  /** How far a message of ours had come. */
  status: MessageStatus | null;
}

/** Pairs of LID and phone, user parts. */
export function pastPairs(history: History): { lid: string; phone: string }[] {
  return (history.lidPnMappings ?? []).flatMap((pair) => {
    const lid = lidOf(pair.lid);
    const phone = phoneOf(pair.pn);
    return lid && phone ? [{ lid, phone }] : [];
  });
}

/**
 * The chats that were in use since then.
 * @param since epoch ms
 * @param now epoch ms: no chat was used later
 */
export function pastChats(history: History, since: number, now: number): PastChat[] {
  return history.chats.flatMap((chat) => {
    const { id } = chat;
    const claimed = (numberOf(chat.conversationTimestamp) ?? numberOf(chat.lastMsgTimestamp) ?? 0) * 1000;
    const at = Math.min(claimed, now);
    if (!id || !isConversation(id) || at < since) return [];
    return [{ jid: id, name: chat.name || chat.displayName || undefined, at }];
  });
}

/** The people that the phone has names for, of whatever time. */
export function pastContacts({ chats, contacts = [] }: History): PastContact[] {
  const named = chats.map(({ id, name }) => ({ jid: id ?? '', name: name || undefined }));
  const introduced = contacts.map(({ id, notify }) => ({ jid: id, pushName: notify || undefined }));
  const all: PastContact[] = [...named, ...introduced];
  return all.filter(
    ({ jid, name, pushName }) =>
      (phoneOf(jid) ?? lidOf(jid)) !== undefined && (name ?? pushName) !== undefined,
  );
}

/** The records that may be messages since then, oldest first: their phone tells the newest first. */
export function pastRecords(history: History, since: number): proto.IWebMessageInfo[] {
  return history.messages
    .map((info) => ({ info, at: timeOf(info) }))
    .filter(({ info, at }) => at >= since && isConversation(info.key?.remoteJid ?? ''))
    .toReversed()
    .sort((one, other) => one.at - other.at)
    .map(({ info }) => info);
}

/**
 * Reads a record. Undefined when it is no part of a conversation: news of groups, what was deleted.
 * @param now epoch ms
 */
export function readPast(info: proto.IWebMessageInfo, self: Self, now: number): PastMessage | undefined {
  const message = messageIn(info);
  const envelope = envelopeOf(info, self, now);
  if (!message || !envelope) return undefined;
  const said = interpret(message);
  if (said.kind !== 'content') return undefined;
  return { envelope, message, said, status: envelope.fromMe ? statusOf(info.status) : null };
}

function timeOf(info: proto.IWebMessageInfo): number {
  return (numberOf(info.messageTimestamp) ?? 0) * 1000;
}

/** Broadcast lists and status posts are no conversations, nor is what newsletters publish. */
function isConversation(jid: string): boolean {
  return isGroup(jid) || (!isNewsletter(jid) && (phoneOf(jid) ?? lidOf(jid)) !== undefined);
}

/** What our phone has sent has left us: it must never count as pending here, which would send it again. */
function statusOf(status: proto.WebMessageInfo.Status | null | undefined): MessageStatus {
  const { Status } = proto.WebMessageInfo;
  if (status === Status.DELIVERY_ACK) return 'delivered';
  if (status === Status.READ) return 'read';
  if (status === Status.PLAYED) return 'played';
  return status === Status.ERROR ? 'failed' : 'sent';
}
