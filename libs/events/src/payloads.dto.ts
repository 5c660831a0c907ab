/** Kinds of message content. */
export const MESSAGE_TYPES = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contact',
  'poll',
  'unknown',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** A file that came with a message. */
export class MediaInfo {
  mimetype: string;
  fileName?: string;
  /** Size in bytes. */
  sizeBytes?: number;
  /** Length in seconds. */
  seconds?: number;
  /** A voice note, recorded in the chat. */
  ptt?: boolean;
  /** A video note, shown as a circle. */
  ptv?: boolean;
  /** A video that loops like an animated image. */
  gifPlayback?: boolean;
  /** It can be opened only once. */
  viewOnce?: boolean;
}

/** A place. */
export class LocationInfo {
  /** Degrees, -90 to 90. */
  latitude: number;
  /** Degrees, -180 to 180. */
  longitude: number;
  name?: string;
  address?: string;
  /** A live location: the sender keeps sharing it, and this is its first position. */
  live?: boolean;
}

/** Somebody's contact card. */
export class ContactCard {
  /** The name on the card. */
  name: string;
  /** Phone numbers in digits, those with a WhatsApp account first. */
  phones: string[];
  /** The unchanged card (vCard, RFC 2426). */
  vcard: string;
}

/** A poll. */
export class PollInfo {
  /** The question. */
  name: string;
  options: string[];
  /** How many options a person may choose; 0: any number. */
  selectableCount: number;
}

/** The message that is replied to. */
export class QuotedMessage {
  /** Id of the quoted message. */
  id: string;
  /** JID of its author. */
  participant?: string;
  text?: string;
}

/** A message that somebody sent to the instance. */
export class MessagePayload {
  /** The message's id, chosen by its sender. */
  id: string;
  /** The chat: a phone JID in 1:1 (a LID only while the phone is unknown), a group JID in groups. */
  from: string;
  /** The chat that the message belongs to. */
  chatId: string;
  /** The author's phone number in digits. */
  senderPhone?: string;
  /** The digits of the author's LID, WhatsApp's address without a phone number. */
  senderLid?: string;
  /** The author's profile name. */
  senderName?: string;
  /** JID of the author, in groups. */
  participant?: string;
  text?: string;
  /** Caption of a file. */
  caption?: string;
  /** Seconds since 1970, by the clock of the author's phone. */
  timestamp: number;
  isGroup: boolean;
  fromMe: boolean;
  type: MessageType;
  media?: MediaInfo;
  location?: LocationInfo;
  contacts?: ContactCard[];
  poll?: PollInfo;
  quoted?: QuotedMessage;
  /** JIDs of the people mentioned. */
  mentions?: string[];
}

/** What events about an earlier message have in common. */
export class MessageReferencePayload {
  /** Id of the message that the event refers to. */
  messageId: string;
  chatId: string;
  /** Phone number of the person who did it. */
  senderPhone?: string;
  /** JID of the person who did it, in groups. */
  participant?: string;
  /** Whether it was done on another device of the instance's own account. */
  fromMe: boolean;
  /** Epoch milliseconds. */
  at: number;
}

export class MessageEditPayload extends MessageReferencePayload {
  /** The new text. */
  text: string;
}

export class MessageDeletePayload extends MessageReferencePayload {}

export class MessageReactionPayload extends MessageReferencePayload {
  /** The emoji; empty if the reaction was removed. */
  emoji: string;
}

/** Somebody's current choice in a poll. `messageId` is the id of the poll. */
export class PollVotePayload extends MessageReferencePayload {
  /** All options that are chosen now; empty if the vote was removed. */
  options: string[];
}

/** The status of a message of yours in a chat with one person. */
export class MessageStatusPayload {
  messageId: string;
  chatId: string;
  /** The `clientReference` of the request that sent it. */
  clientReference?: string;
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
  /** Epoch milliseconds. */
  at: number;
  /** Why the message failed: WhatsApp's error code, or a word such as `instance_not_connected`. */
  error?: string;
}

/** Somebody in a group received, read or played a message of yours. Once per message, person and type. */
export class MessageReceiptPayload {
  messageId: string;
  /** JID of the group. */
  chatId: string;
  /** Phone JID of the person (a LID only while the phone is unknown). */
  participant: string;
  type: 'delivered' | 'read' | 'played';
  /** Epoch milliseconds. */
  at: number;
}

/** What changed about a group. Everything else is absent. */
export class GroupChanges {
  name?: string;
  /** Empty if the description was removed. */
  description?: string;
  /** Only admins can send messages. */
  announce?: boolean;
  /** Only admins can change name, description and picture. */
  restrict?: boolean;
  /** Members who are not admins can add people, too. */
  membersCanAdd?: boolean;
  /** An admin must approve people who join by the invite link. */
  joinApproval?: boolean;
  /** Seconds after which messages disappear; 0: never. */
  disappearingSeconds?: number;
  picture?: 'changed' | 'removed';
  /** The code of the new invite link. The previous link is invalid. */
  inviteCode?: string;
}

export class GroupUpdatePayload {
  groupJid: string;
  /** JID of the person who did it, if WhatsApp names one. */
  by?: string;
  changes: GroupChanges;
}

/** People joined or left a group, or their rights in it changed. */
export class GroupParticipantsPayload {
  groupJid: string;
  /** JID of the person who did it, if WhatsApp names one. */
  by?: string;
  /**
   * `create`: the group was just created with these people; `add`: somebody added them; `join`: they joined by the invite
   * link; `request`: they asked to join.
   */
  action:
    | 'create'
    | 'add'
    | 'join'
    | 'remove'
    | 'leave'
    | 'promote'
    | 'demote'
    | 'request'
    | 'request_cancelled'
    | 'request_rejected';
  /** Phone JIDs of these people (LIDs only while the phones are unknown). */
  participants: string[];
}

/** A call to the account. The account's other devices can answer it. */
export class CallPayload {
  callId: string;
  /** Phone JID of the caller (LID only while the phone is unknown). */
  from: string;
  /** `ringing`: the call begins; `timeout`: nobody answered. */
  status: 'ringing' | 'accepted' | 'rejected' | 'timeout' | 'ended';
  isVideo: boolean;
  isGroup: boolean;
  /** Epoch milliseconds. */
  at: number;
}

/** Whether somebody is online, or what they are doing in a chat. */
export class PresencePayload {
  /** The chat: phone JID in 1:1 (LID only while the phone is unknown), group JID in groups. */
  jid: string;
  /** JID of the person, in groups. */
  participant?: string;
  status: 'online' | 'offline' | 'typing' | 'recording' | 'paused';
  /** When they were last online, in epoch milliseconds; absent if they hide it. */
  lastSeen?: number;
}

export class PairingCodePayload {
  /** The eight characters to enter on the phone. */
  code: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

export class QrPayload {
  /** The text to show as a QR code. */
  qr: string;
  /** Epoch milliseconds. */
  expiresAt: number;
}

export class ReadyPayload {
  instanceId: string;
  /** Epoch milliseconds. */
  connectedAt: number;
}

export class ConnectionPayload {
  state: 'disconnected' | 'connecting' | 'qr_required' | 'connected' | 'reconnecting';
}

export class DisconnectedPayload {
  /** The cause, as a word. */
  reason: string;
  /** WhatsApp's close code. */
  code?: number;
}

export class ReconnectingPayload {
  /** Counts from 1 since the connection was lost. */
  attempt: number;
  /** Milliseconds until this attempt. */
  delayMs: number;
}

export class ErrorPayload {
  error: string;
}

export class LoggedOutPayload {
  reason: string;
}

export class TestPayload {
  message: string;
}
