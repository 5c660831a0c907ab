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
  /** A video that plays like an animated image. */
  gifPlayback?: boolean;
  /** To be opened once only. */
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
  /** Its sender keeps sharing where they are; this is where they were first. */
  live?: boolean;
}

/** Somebody's contact card. */
export class ContactCard {
  /** The name on the card. */
  name: string;
  /** Phone numbers in digits, those with a WhatsApp account first. */
  phones: string[];
  /** The card as it came (RFC 2426). */
  vcard: string;
}

/** A question to choose answers of. */
export class PollInfo {
  /** The question. */
  name: string;
  options: string[];
  /** How many options one may choose; 0: any number. */
  selectableCount: number;
}

/** The message that is answered. */
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
  /** Phone JID in 1:1 (LID only while the phone is unknown), group JID in groups. */
  from: string;
  /** The chat that the message belongs to. */
  chatId: string;
  /** The author's phone number in digits. */
  senderPhone?: string;
  /** The author's LID, WhatsApp's phone-free address. */
  senderLid?: string;
  /** The name that the author goes by. */
  senderName?: string;
  /** JID of the author, in groups. */
  participant?: string;
  text?: string;
  /** Text that goes with a file. */
  caption?: string;
  /** Seconds since 1970, as on the author's phone. */
  timestamp: number;
  isGroup: boolean;
  fromMe: boolean;
  type: MessageType;
  media?: MediaInfo;
  location?: LocationInfo;
  contacts?: ContactCard[];
  poll?: PollInfo;
  quoted?: QuotedMessage;
  /** JIDs of who is mentioned. */
  mentions?: string[];
}

/** What events about an earlier message have in common. */
export class MessageReferencePayload {
  /** Id of the message that it is about. */
  messageId: string;
  chatId: string;
  /** Phone number of who did it. */
  senderPhone?: string;
  /** JID of who did it, in groups. */
  participant?: string;
  /** Done from another device of the instance's own account. */
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
  /** The emoji; empty when the reaction was taken back. */
  emoji: string;
}

/** Somebody's present choice in a poll. `messageId` is the poll's. */
export class PollVotePayload extends MessageReferencePayload {
  /** All options that are chosen now; none when the vote was taken back. */
  options: string[];
}

/** How far a message of ours has come, in a chat with one person. */
export class MessageStatusPayload {
  messageId: string;
  chatId: string;
  /** What the request that sent it called it. */
  clientReference?: string;
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
  /** Epoch milliseconds. */
  at: number;
  /** WhatsApp's error code of a failed message. */
  error?: string;
}

/** Somebody has a message of ours that went to a group, or has read it. Once per message, person and type. */
export class MessageReceiptPayload {
  messageId: string;
  /** JID of the group. */
  chatId: string;
  /** Phone JID of who it is about (LID only while the phone is unknown). */
  participant: string;
  type: 'delivered' | 'read' | 'played';
  /** Epoch milliseconds. */
  at: number;
}

/** What has changed about a group: only that is present. */
export class GroupChanges {
  name?: string;
  /** Empty: there is none any more. */
  description?: string;
  /** Only admins write. */
  announce?: boolean;
  /** Only admins change name, description and picture. */
  restrict?: boolean;
  /** Others than admins add people, too. */
  membersCanAdd?: boolean;
  /** Who comes by the invite link has to be let in by an admin. */
  joinApproval?: boolean;
  /** Seconds after which messages disappear; 0: never. */
  disappearingSeconds?: number;
  picture?: 'changed' | 'removed';
  /** The code of the new invite link; the one before is void. */
  inviteCode?: string;
}

export class GroupUpdatePayload {
  groupJid: string;
  /** JID of who did it, where somebody did. */
  by?: string;
  changes: GroupChanges;
}

/** Who came into a group, went, or may do more or less in it. */
export class GroupParticipantsPayload {
  groupJid: string;
  /** JID of who did it, where somebody did. */
  by?: string;
  /**
   * `create`: the group was made just now, of these people; `add`: by somebody; `join`: by the invite link;
   * `request`: somebody asks to be let in.
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
  /** Phone JIDs of whom it is about (LIDs only while the phones are unknown). */
  participants: string[];
}

/** A call to the account, which other devices of it may take. */
export class CallPayload {
  callId: string;
  /** Phone JID of the caller (LID only while the phone is unknown). */
  from: string;
  /** `ringing`: it has begun; the others tell how it went on, `timeout` that nobody answered. */
  status: 'ringing' | 'accepted' | 'rejected' | 'timeout' | 'ended';
  isVideo: boolean;
  isGroup: boolean;
  /** Epoch milliseconds. */
  at: number;
}

/** Whether somebody is there, or what they are doing in a chat. */
export class PresencePayload {
  /** The chat: phone JID in 1:1 (LID only while the phone is unknown), group JID in groups. */
  jid: string;
  /** JID of who it is about, in groups. */
  participant?: string;
  status: 'online' | 'offline' | 'typing' | 'recording' | 'paused';
  /** When they were last there, epoch milliseconds; absent when they do not show it. */
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
  /** One word or phrase for the cause. */
  reason: string;
  /** WhatsApp's close code. */
  code?: number;
}

export class ReconnectingPayload {
  /** 1 for the first try since the connection was lost. */
  attempt: number;
  /** Milliseconds until that try. */
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
