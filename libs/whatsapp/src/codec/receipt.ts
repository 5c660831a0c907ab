import type { MessageStatus } from '#libs/storage';
import type { KeptNode } from '../wire/stanza.js';
import { isGroup, isNewsletter, isStatus } from '../wire/jids.js';
import { isSelf, type Self } from './envelope.js';
import { timeIn } from './numbers.js';

/** The progress of own messages, from a receipt or from the server's acknowledgement. */
export interface Progress {
  ids: string[];
  status: MessageStatus;
  /** Epoch ms; undefined if the stanza has no time. */
  at?: number;
  /** The server's error code, if it refused the message. */
  error?: string;
  /** In an answer to a message: a hash of the devices that should have got it, if others got it (whatsmeow `send.go`). */
  phash?: string;
  /** In an answer to a post: its number in the channel (whatsmeow `SendResponse.ServerID`). */
  serverId?: number;
}

/** Types of receipts on the wire, and the status they report. A receipt without a type means delivered. */
const STATUS: ReadonlyMap<string, MessageStatus> = new Map([
  ['', 'delivered'],
  ['inactive', 'delivered'],
  ['read', 'read'],
  ['played', 'played'],
]);

/** Reads a `<receipt>` of a chat with one person. Undefined if it reports nothing about own messages. */
export function readReceipt(stanza: KeptNode, self: Self): Progress | undefined {
  const { id, from, type, t, recipient } = stanza.attrs;
  if (!id || !from || recipient || isGroup(from) || isStatus(from) || isNewsletter(from)) return undefined;
  const status = STATUS.get(type ?? '');
  if (!status || isSelf(from, self) || isRefusal(stanza)) return undefined;
  return { ids: idsIn(stanza, id), status, at: timeIn(t) };
}

/** Messages of others that another device of the account has read. */
export interface OwnReading {
  /** JID of the chat, as on the wire. */
  chat: string;
  ids: string[];
}

/**
 * Reads a `<receipt>` by which another device of the account tells that it has read messages: `read-self` if the senders are
 * not told, otherwise `read` (whatsmeow, `types/presence.go` and `receipt.go`).
 * @returns the ids of the messages and the JID of their chat; undefined if it reports something else
 */
export function readOwnReading(stanza: KeptNode, self: Self): OwnReading | undefined {
  const { id, from, type, participant, recipient } = stanza.attrs;
  if (!id || !from || isStatus(from) || isNewsletter(from)) return undefined;
  const isOwn = isSelf(participant ?? from, self) && (participant !== undefined || recipient !== undefined);
  if (type !== 'read-self' && !(type === 'read' && isOwn)) return undefined;
  return { chat: isGroup(from) ? from : (recipient ?? from), ids: idsIn(stanza, id) };
}

/** The progress of own messages in a group, or of own status posts, for one person. */
export interface GroupReceipt {
  /** JID of the group, or of the status. */
  groupJid: string;
  /** JID of the person, as on the wire. */
  participantJid: string;
  ids: string[];
  type: 'delivered' | 'read' | 'played';
  /** Epoch ms; undefined if the stanza has no time. */
  at?: number;
}

/**
 * Reads a `<receipt>` of a group: one person's, or a summary for several people and messages. WhatsApp has two forms of
 * summaries: `<participants key=MESSAGE><user jid t/>`, whose type is that of the stanza, and
 * `<participants message_id=MESSAGE><user jid t type/>` (whatsapp-rust, `wacore/src/stanza/receipt.rs`, after WhatsApp Web).
 * Receipts of status posts have the form of those of groups (Baileys `handleReceipt`, whatsmeow `receipt.go`).
 * Empty if it reports nothing about own messages.
 */
export function readGroupReceipts(stanza: KeptNode, self: Self): GroupReceipt[] {
  const { from = '' } = stanza.attrs;
  return isGroup(from) ? readReceiptsOfMany(stanza, self) : [];
}

/** Reads a `<receipt>` of status posts, see {@link readGroupReceipts}. */
export function readStatusReceipts(stanza: KeptNode, self: Self): GroupReceipt[] {
  const { from = '' } = stanza.attrs;
  return isStatus(from) ? readReceiptsOfMany(stanza, self) : [];
}

/**
 * Reads a `<receipt>` by which another device of the account tells which status posts of others it has shown.
 * @returns the ids of the posts; empty if it reports something else
 */
export function readOwnViews(stanza: KeptNode, self: Self): string[] {
  const { id, from = '', type, participant } = stanza.attrs;
  const isOwn = type === 'read-self' || (type === 'read' && isSelf(participant ?? '', self));
  return id && isStatus(from) && isOwn ? idsIn(stanza, id) : [];
}

function readReceiptsOfMany(stanza: KeptNode, self: Self): GroupReceipt[] {
  const { id, from, participant, type, recipient, t } = stanza.attrs;
  if (!id || !from || recipient || isRefusal(stanza)) return [];
  const one = participant ? [{ jid: participant, ids: idsIn(stanza, id), type, t }] : [];
  const summaries = childrenNamed(stanza, 'participants').flatMap((summary) => {
    const ids = [summary.attrs['key'] ?? summary.attrs['message_id'] ?? id];
    const users = childrenNamed(summary, 'user').filter((user) => !isRefusal(user));
    return users.map(({ attrs }) => ({
      jid: attrs['jid'],
      ids,
      type: attrs['type'] ?? type,
      t: attrs['t'] ?? t,
    }));
  });
  return [...one, ...summaries].flatMap(({ jid, ids, type: word, t: at }) => {
    const status = STATUS.get(word ?? '');
    if (!jid || isSelf(jid, self) || !isGroupType(status)) return [];
    return [{ groupJid: from, participantJid: jid, ids, type: status, at: timeIn(at) }];
  });
}

function isGroupType(status: MessageStatus | undefined): status is GroupReceipt['type'] {
  return status === 'delivered' || status === 'read' || status === 'played';
}

/** Whether a receipt says that the device could not take the message, as `<error type="feature-incapable">` does. */
function isRefusal(receipt: KeptNode): boolean {
  return childrenNamed(receipt, 'error').length > 0;
}

function childrenNamed({ children = [] }: KeptNode, tag: string): KeptNode[] {
  return children.filter((child) => child.tag === tag);
}

/** The ids of the messages that a receipt is about. */
function idsIn(stanza: KeptNode, id: string): string[] {
  const items = childrenNamed(stanza, 'list').flatMap((list) => childrenNamed(list, 'item'));
  return [id, ...items.flatMap(({ attrs }) => attrs['id'] || [])];
}

/** What a receipt is called in the table of stanzas if it reports nothing about own messages. */
export function receiptKind(stanza: KeptNode): string {
  if (isRefusal(stanza)) return 'receipt/error';
  const { type } = stanza.attrs;
  return type === undefined ? 'receipt' : `receipt/${type}`;
}

/**
 * Reads an `<ack class="message">`: WhatsApp's server has accepted or refused the message.
 * @param attrs its attributes
 */
export function readAck(attrs: Readonly<Record<string, string>>): Progress | undefined {
  const { id, error, phash, t } = attrs;
  if (!id || attrs['class'] !== 'message') return undefined;
  const serverId = Number(attrs['server_id'] || NaN);
  const numbered = Number.isSafeInteger(serverId) ? { serverId } : {};
  return error === undefined
    ? { ids: [id], status: 'sent', at: timeIn(t), ...(phash && { phash }), ...numbered }
    : { ids: [id], status: 'failed', at: timeIn(t), error };
}
