import { proto } from '@whiskeysockets/baileys';
import type { LidPair, MessageStatus, NewMessage } from '#libs/storage';
import { isGroup, isNewsletter, lidOf, phoneOf } from '../wire/jids.js';
import { type Content, interpret } from './content.js';
import { type Envelope, envelopeOf, type Self } from './envelope.js';
import { type LabelChange, readLabel } from './member-label.js';
import { numberOf, possible } from './numbers.js';
import { messageIn } from './peer.js';
import { type Timer, timer } from './timers.js';

/** The history of our phone, as Baileys reads it. */
export interface History {
  chats: readonly proto.IConversation[];
  messages: readonly proto.IWebMessageInfo[];
  contacts?: readonly { id: string; notify?: string }[];
  lidPnMappings?: readonly { lid: string; pn: string }[];
  /** Id of the message by which this server asked for it. */
  peerDataRequestSessionId?: string | null;
}

/** A person in the history. The JID is as on the wire. */
export interface PastContact {
  jid: string;
  /** Name in the phone's address book. */
  name?: string;
  /** Profile name. */
  pushName?: string;
}

/** A chat in the history. The JID is as on the wire. */
export interface PastChat {
  jid: string;
  name?: string;
  /** Epoch ms. */
  at: number;
  /** How many of its messages the account has not read, if the phone says so. */
  unread?: number;
  /** After how long its messages disappear, if the phone says so. */
  timer?: Timer;
  /** What members of a group call their roles, by their JIDs as on the wire. */
  labels: readonly (LabelChange & { jid: string })[];
}

/** What was done to a message for everyone. */
type PastMarks = Partial<Pick<NewMessage, 'pinned_at' | 'pinned_until' | 'kept_at'>>;

/** A message in the history that belongs to a chat. */
export interface PastMessage {
  envelope: Envelope;
  message: proto.IMessage;
  said: Content;
  /** How far an own message had got. */
  status: MessageStatus | null;
  marks: PastMarks;
}

export function pastPairs(history: History): LidPair[] {
  return (history.lidPnMappings ?? []).flatMap((pair) => {
    const lid = lidOf(pair.lid);
    const phone = phoneOf(pair.pn);
    return lid && phone ? [{ lid, phone }] : [];
  });
}

/**
 * The chats that were used since `since`.
 * @param since epoch ms
 * @param now epoch ms; replaces later times, which are impossible
 */
export function pastChats(history: History, since: number, now: number): PastChat[] {
  return history.chats.flatMap((chat) => {
    const { id } = chat;
    const claimed = (numberOf(chat.conversationTimestamp) ?? numberOf(chat.lastMsgTimestamp) ?? 0) * 1000;
    const at = Math.min(claimed, now);
    if (!id || !isConversation(id) || at < since) return [];
    const { ephemeralExpiration: seconds, ephemeralSettingTimestamp: setAt } = chat;
    return [
      {
        jid: id,
        name: chat.name || chat.displayName || undefined,
        at,
        unread: chat.unreadCount ?? undefined,
        ...(seconds && { timer: timer(seconds, setAt) }),
        labels: labelsIn(chat, now),
      },
    ];
  });
}

function labelsIn({ participant = [] }: proto.IConversation, now: number): PastChat['labels'] {
  return (participant ?? []).flatMap(({ userJid, memberLabel }) =>
    userJid && memberLabel?.label ? [{ jid: userJid, ...readLabel(memberLabel, now) }] : [],
  );
}

/** A request of this server that the history answers, with the chat that it is about. */
export interface AnsweredRequest {
  requestId: string;
  /** As on the wire; undefined if the phone sent nothing. */
  jid?: string;
  /** Whether the phone has still older messages. */
  more?: boolean;
}

export function answeredIn({ chats, peerDataRequestSessionId: id }: History): AnsweredRequest | undefined {
  if (!id) return undefined;
  const { COMPLETE_AND_NO_MORE_MESSAGE_REMAIN_ON_PRIMARY: ALL } = proto.Conversation.EndOfHistoryTransferType;
  const [chat] = chats;
  const end = chat?.endOfHistoryTransferType;
  return {
    requestId: id,
    jid: chat?.id ?? undefined,
    ...(typeof end === 'number' && { more: end !== ALL }),
  };
}

/** The people for whom the phone has names, whenever they were last active. */
export function pastContacts({ chats, contacts = [] }: History): PastContact[] {
  const named = chats.map(({ id, name }) => ({ jid: id ?? '', name: name || undefined }));
  const introduced = contacts.map(({ id, notify }) => ({ jid: id, pushName: notify || undefined }));
  const all: PastContact[] = [...named, ...introduced];
  return all.filter(
    ({ jid, name, pushName }) =>
      (phoneOf(jid) ?? lidOf(jid)) !== undefined && (name ?? pushName) !== undefined,
  );
}

/** The records since `since` that may be messages, oldest first. The phone lists the newest first. */
export function pastRecords(history: History, since: number): proto.IWebMessageInfo[] {
  return history.messages
    .map((info) => ({ info, at: timeOf(info) }))
    .filter(({ info, at }) => at >= since && isConversation(info.key?.remoteJid ?? ''))
    .toReversed()
    .sort((one, other) => one.at - other.at)
    .map(({ info }) => info);
}

/**
 * Reads a record. Undefined if it is not a message: changes of groups, and deleted messages.
 * @param now epoch ms
 */
export function readPast(info: proto.IWebMessageInfo, self: Self, now: number): PastMessage | undefined {
  const message = messageIn(info);
  const envelope = envelopeOf(info, self, now);
  if (!message || !envelope) return undefined;
  const said = interpret(message);
  if (said.kind !== 'content') return undefined;
  return {
    envelope,
    message,
    said,
    status: envelope.fromMe ? statusOf(info.status) : null,
    marks: marksIn(info),
  };
}

/** That a message is pinned or kept for everyone, as WAProto's `WebMessageInfo` says it. */
function marksIn({ pinInChat, keepInChat }: proto.IWebMessageInfo): PastMarks {
  const marks: PastMarks = {};
  const pinnedAt = possible(numberOf(pinInChat?.senderTimestampMs) ?? 0);
  if (pinInChat?.type === proto.PinInChat.Type.PIN_FOR_ALL && pinnedAt !== undefined) {
    const seconds = pinInChat.messageAddOnContextInfo?.messageAddOnDurationInSecs ?? 0;
    marks.pinned_at = pinnedAt;
    marks.pinned_until = seconds > 0 ? (possible(pinnedAt + seconds * 1000) ?? null) : null;
  }
  const keptAt = possible(
    numberOf(keepInChat?.clientTimestampMs) ?? numberOf(keepInChat?.serverTimestampMs) ?? 0,
  );
  if (keepInChat?.keepType === proto.KeepType.KEEP_FOR_ALL && keptAt !== undefined) marks.kept_at = keptAt;
  return marks;
}

function timeOf(info: proto.IWebMessageInfo): number {
  return (numberOf(info.messageTimestamp) ?? 0) * 1000;
}

/** Whether a JID is that of a chat, and not of a broadcast list, a newsletter or status posts. */
function isConversation(jid: string): boolean {
  return isGroup(jid) || (!isNewsletter(jid) && (phoneOf(jid) ?? lidOf(jid)) !== undefined);
}

/** A message from our phone has been sent. It must never be pending here, because it would be sent again. */
function statusOf(status: proto.WebMessageInfo.Status | null | undefined): MessageStatus {
  const { Status } = proto.WebMessageInfo;
  if (status === Status.DELIVERY_ACK) return 'delivered';
  if (status === Status.READ) return 'read';
  if (status === Status.PLAYED) return 'played';
  return status === Status.ERROR ? 'failed' : 'sent';
}
