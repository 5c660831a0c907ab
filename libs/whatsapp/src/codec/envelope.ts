import type { proto } from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';
import { isWireJid, type Lid, type LidPair, type Phone, type WireJid, withoutDevice } from '#libs/storage';
import { isBot, isGroup, isNewsletter, isStatus, lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import type { KeptNode } from '../wire/stanza.js';
import { beginning, usableId } from './limits.js';
import { numberOf } from './numbers.js';
import { plausible } from './times.js';

/** The account's own addresses, as user parts. */
export interface Self {
  phone: Phone;
  lid?: Lid;
}

/** The origin and the chat of a message stanza, as on the wire. */
export interface Envelope {
  id: string;
  /** `key.remoteJid` */
  chatJid: WireJid;
  /** JID of the author, device included. */
  authorJid: string;
  /** `key.participant`: set in groups, and of a bot that answers in a chat with somebody else. */
  participant: string;
  isGroup: boolean;
  /** Whether another device of our own account sent it. */
  fromMe: boolean;
  /**
   * How the sender claims to change another message: `1` edits it, `7` deletes it, `8` deletes it as an admin of the group
   * (whatsmeow, EditAttribute).
   */
  edit?: string;
  /** Epoch seconds. */
  timestamp: number;
  pushName?: string;
  /** The author's username. */
  username?: string;
  /** Pairs of LID and phone in the stanza, user parts. */
  pairs: LidPair[];
}

/**
 * Reads the attributes of a `<message>` (reference: Baileys' decodeMessageNode and extractAddressingContext).
 * Undefined for status posts and newsletters, which are not chats.
 * @param receivedAt epoch ms; replaces an impossible time
 */
export function readEnvelope(stanza: KeptNode, self: Self, receivedAt: number): Envelope | undefined {
  const { from, participant, recipient, edit, t, notify } = stanza.attrs;
  const id = usableId(stanza.attrs['id']);
  if (!id || !from || isStatus(from) || isNewsletter(from)) return undefined;
  const group = isGroup(from);
  // On the wire a broadcast list is a separate chat; people see its messages in the chat with the sender.
  const authorJid = participant && !from.endsWith('@lid') ? participant : from;
  const fromMe = isSelf(authorJid, self);
  // Either may be empty.
  const chatJid = group ? from : (fromMe ? recipient : botChat(from, stanza)) || authorJid;
  if (!isWireJid(chatJid)) return undefined;
  const isGuest = isBot(from) && chatJid !== from;
  return {
    id,
    chatJid,
    authorJid,
    participant: group || isGuest ? authorJid : '',
    isGroup: group,
    fromMe,
    edit,
    timestamp: Math.floor(plausible(Number(t) * 1000, receivedAt) / 1000),
    pushName: notify && beginning(notify, LIMITS.nameCharacters),
    username: usernameIn(stanza.attrs, group),
    pairs: readPairs(stanza.attrs),
  };
}

function usernameIn(attrs: Record<string, string>, group: boolean): string | undefined {
  const name = (group ? attrs['participant_username'] : undefined) ?? attrs['username'];
  return name && beginning(name, LIMITS.nameCharacters);
}

/** The chat in which a bot answers: somebody may have asked it in a chat with a person (whatsmeow, `parseMessageSource`). */
function botChat(from: string, { children = [] }: KeptNode): string | undefined {
  if (!isBot(from)) return undefined;
  return children.find(({ tag }) => tag === 'meta')?.attrs['target_chat_jid'];
}

/**
 * Reads the attributes of a status post, or of a post in a channel. Undefined for messages in chats.
 * @param receivedAt epoch ms; replaces an impossible time
 */
export function readPostEnvelope(stanza: KeptNode, self: Self, receivedAt: number): Envelope | undefined {
  const { from, participant, t, notify, is_sender: isSender } = stanza.attrs;
  const id = usableId(stanza.attrs['id']);
  const authorJid = isStatus(from ?? '') ? participant : from;
  if (!id || !from || !authorJid || !(isStatus(from) || isNewsletter(from)) || !isWireJid(from))
    return undefined;
  return {
    id,
    chatJid: from,
    authorJid,
    participant: isStatus(from) ? withoutDevice(authorJid) : '',
    isGroup: false,
    fromMe: isSender === 'true' || isSelf(authorJid, self),
    timestamp: Math.floor(plausible(Number(t) * 1000, receivedAt) / 1000),
    pushName: notify && beginning(notify, LIMITS.nameCharacters),
    pairs: readPairs(stanza.attrs),
  };
}

/**
 * Makes the envelope of a message in our own phone's format, which it sends as history or because we asked for it.
 * Undefined for messages outside chats, and for those without an author.
 * @param receivedAt epoch ms; replaces an impossible time
 */
export function envelopeOf(
  info: proto.IWebMessageInfo,
  self: Self,
  receivedAt: number,
): Envelope | undefined {
  const { remoteJid, fromMe, participant } = info.key ?? {};
  const id = usableId(info.key?.id);
  if (!id || !remoteJid || isStatus(remoteJid) || isNewsletter(remoteJid)) return undefined;
  const group = isGroup(remoteJid);
  const person = group || remoteJid.endsWith('@broadcast') ? participant || info.participant : remoteJid;
  const authorJid = fromMe ? phoneJid(self.phone) : person;
  const chatJid = group || fromMe ? remoteJid : authorJid;
  if (!authorJid || !chatJid || !isWireJid(chatJid)) return undefined;
  return {
    id,
    chatJid,
    authorJid,
    participant: group ? authorJid : '',
    isGroup: group,
    fromMe: fromMe || isSelf(authorJid, self),
    timestamp: Math.floor(plausible((numberOf(info.messageTimestamp) ?? 0) * 1000, receivedAt) / 1000),
    pushName: info.pushName ? beginning(info.pushName, LIMITS.nameCharacters) : undefined,
    pairs: [],
  };
}

export function isSelf(jid: string, self: Self): boolean {
  const lid = lidOf(jid);
  return phoneOf(jid) === self.phone || (lid !== undefined && lid === self.lid);
}

/** Attributes that contain the sender's other address, by the attribute that contains the first. */
const ALTERNATIVES: readonly (readonly [string, readonly string[]])[] = [
  ['participant', ['participant_pn', 'participant_lid']],
  ['from', ['sender_pn', 'sender_lid']],
  ['recipient', ['recipient_pn', 'recipient_lid', 'peer_recipient_pn', 'peer_recipient_lid']],
];

function readPairs(attrs: Record<string, string>): LidPair[] {
  const pairs: LidPair[] = [];
  for (const [primary, alternatives] of ALTERNATIVES) {
    for (const alternative of alternatives) {
      const one = attrs[primary];
      const other = attrs[alternative];
      const lid = lidOf(one) ?? lidOf(other);
      const phone = phoneOf(one) ?? phoneOf(other);
      if (lid && phone) pairs.push({ lid, phone });
    }
  }
  return pairs;
}
