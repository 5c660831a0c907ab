import { LocationInfo } from './location.dto.js';
import {
  CalendarEvent,
  ChannelInvite,
  GroupInvite,
  MessageAction,
  MessageChoice,
  MessageNotice,
  OmittedEntries,
  OrderInfo,
  ParentMessage,
  PaymentInfo,
  ProductInfo,
  Referral,
  UnknownContent,
} from './message-parts.dto.js';

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
  'event',
  'order',
  'product',
  'payment',
  'invite',
  'sticker_pack',
  'choice',
  'interactive',
  'notice',
  'unknown',
] as const;
export type MessageType = (typeof MESSAGE_TYPES)[number];

/** Why this device does not have the content of a message, which the phone shows. */
export const UNAVAILABLE = ['view_once', 'masked', 'not_decrypted'] as const;
export type Unavailable = (typeof UNAVAILABLE)[number];

/** A file that came with a message. */
export class MediaInfo {
  /** Media type, as the sender says. */
  mimetype: string;
  /** File name, as the sender says. */
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

/** Somebody's contact card. */
export class ContactCard {
  /** The name on the card. */
  name: string;
  /** Phone numbers in digits, those with a WhatsApp account first. */
  phones: string[];
  /** JID of a person without a known phone number (a LID), if the card names one. */
  lid?: string;
  /** Company or business name on the card. */
  organization?: string;
  /** The unchanged card (vCard, RFC 2426). */
  vcard: string;
}

/** A poll. */
export class PollInfo {
  /** The question. */
  name: string;
  /** The options to choose from. */
  options: string[];
  /** How many options a person may choose; 0: any number. */
  selectableCount: number;
  /** Votes for each of `options`, if the message reports the result of a poll. */
  votes?: number[];
}

/** The message that is replied to. */
export class QuotedMessage {
  /** Id of the quoted message. */
  id: string;
  /** JID of the author of the quoted message. */
  participant?: string;
  /** Text or caption of the quoted message. */
  text?: string;
  /** Kind of content of the quoted message, if the reply contains it. */
  type?: MessageType;
  /** The reply is to a status post. */
  isStatus?: boolean;
}

/** A message in a chat. */
export class MessagePayload {
  /** The message's id, chosen by its sender. */
  id: string;
  /** The chat: a phone JID in 1:1 (a LID only while the phone is unknown), a group JID in groups. */
  from: string;
  /** The chat that the message belongs to. */
  chatId: string;
  /** The author's phone number in digits. */
  senderPhone?: string;
  /** JID of the author's LID, WhatsApp's address without a phone number. */
  senderLid?: string;
  /** The author's profile name. */
  senderName?: string;
  /** The author's username, if WhatsApp gives one with the message. */
  username?: string;
  /** JID of the author, in groups; also of a bot that was asked in a chat with somebody else. */
  participant?: string;
  /**
   * Text of the message; absent if it has none. Mentions are written as `@` and the digits of an entry of `mentions`.
   */
  text?: string;
  /** Caption of a file. */
  caption?: string;
  /** Seconds since 1970, by the clock of the author's phone. */
  timestamp: number;
  /** Whether the chat is a group. */
  isGroup: boolean;
  /** Whether the account sent the message. */
  fromMe: boolean;
  /**
   * Kind of content. `interactive`: a business offers `actions`; `choice`: the answer to them; `notice`: WhatsApp reports
   * something in the chat; `unknown`: the server does not know this kind, see `unknown` and `unavailable`.
   */
  type: MessageType;
  /**
   * Set if this device does not have the content, which the account's phone shows. `view_once`: it can be opened only
   * once, and only there; `masked`: its sender withholds it from linked devices; `not_decrypted`: it could not be
   * decrypted. If its content arrives later, there is a second event with the same `id`.
   */
  unavailable?: Unavailable;
  /** The file that came with the message. `GET …/messages/{messageId}/media` downloads it. */
  media?: MediaInfo;
  /**
   * All files, if there are several, such as the pictures on the cards of a carousel. The first is also `media`;
   * `GET …/messages/{messageId}/media?index=1` downloads the second.
   */
  attachments?: MediaInfo[];
  /** The place, if `type` is `location`, or a business shows one. */
  location?: LocationInfo;
  /** The contact cards, if `type` is `contact`. */
  contacts?: ContactCard[];
  /** The poll, if `type` is `poll`. */
  poll?: PollInfo;
  /** What a business offers. */
  actions?: MessageAction[];
  /** What the sender chose or filled in, if `type` is `choice`. */
  choice?: MessageChoice;
  /** The order. */
  order?: OrderInfo;
  /** The product. */
  product?: ProductInfo;
  /** The payment. */
  payment?: PaymentInfo;
  /** The group to which the account is invited, if `type` is `invite`. */
  groupInvite?: GroupInvite;
  /** The channel to which the account is invited, if `type` is `invite`. */
  channelInvite?: ChannelInvite;
  /** The event, if `type` is `event`. */
  calendarEvent?: CalendarEvent;
  /** The notice, if `type` is `notice`. */
  notice?: MessageNotice;
  /** The message that is replied to. */
  quoted?: QuotedMessage;
  /** The message to which this one belongs. */
  parent?: ParentMessage;
  /** JIDs of the people and groups mentioned. */
  mentions?: string[];
  /** Whether everyone in the group is mentioned. */
  mentionsAll?: boolean;
  /** Whether the message was forwarded. */
  forwarded?: boolean;
  /** How often the message was forwarded, by WhatsApp's count: 127 if many times. */
  forwardingScore?: number;
  /** Seconds after which the message disappears. */
  expiresIn?: number;
  /** How the sender came to the chat, such as by an ad. */
  referral?: Referral;
  /** What is known about a content of type `unknown`. */
  unknown?: UnknownContent;
  /** How many entries were left out of long lists. Absent if all are shown. */
  omitted?: OmittedEntries;
}

/** A status post of somebody. `chatId` is `status@broadcast`, and `participant` its author. */
export class StatusPostPayload extends MessagePayload {
  /** Background of a text or voice note, as `#RRGGBB`. */
  backgroundColor?: string;
  /** Name of the font of a text. Absent if it is unknown to this version. */
  font?: string;
}

/** Somebody deleted a status post of theirs. */
export class StatusDeletePayload {
  /** Id of the post. */
  messageId: string;
  /** JID of its author (a LID only while the phone is unknown). */
  participant: string;
  /** Whether the account deleted it on another device. */
  fromMe: boolean;
  /** When it was deleted, in milliseconds since 1970. */
  at: number;
}

/** Somebody viewed a status post of the account. Once per post and person. */
export class StatusViewPayload {
  /** Id of the post. */
  messageId: string;
  /** JID of the person (a LID only while the phone is unknown). */
  viewer: string;
  /** When they viewed it, in milliseconds since 1970. */
  at: number;
}

/** A post in a channel that the account follows. `chatId` is the channel. */
export class ChannelPostPayload extends MessagePayload {
  /** Number of the post in its channel. */
  serverId?: number;
}

/** Somebody's new role in a channel. */
export class ChannelRoleChange {
  /** Phone JID of the person (a LID only while the phone is unknown). */
  person: string;
  /** Whether it is the account of the instance. */
  isSelf: boolean;
  /** The role. `guest`: the person does not follow the channel. */
  role: 'owner' | 'admin' | 'subscriber' | 'guest';
}

/** What changed about a channel. Everything else is absent. */
export class ChannelChanges {
  /** The name, after a change of name, description or picture. */
  name?: string;
  /** The description, after a change of name, description or picture; empty if the channel has no description. */
  description?: string;
  /** Whether there is a picture, after a change of name, description or picture. */
  hasPicture?: boolean;
  /** Whether the account follows the channel now. */
  following?: boolean;
  /** Whether the account has muted the channel. */
  muted?: boolean;
  /** `geosuspended`: not available in some countries. `unknown`: a state that this version does not know. */
  state?: 'active' | 'suspended' | 'geosuspended' | 'deleted' | 'unknown';
  /** Somebody has another role now. */
  role?: ChannelRoleChange;
}

export class ChannelUpdatePayload {
  /** JID of the channel. */
  channelJid: string;
  /** JID of the person who did it, if WhatsApp names one. */
  by?: string;
  /** What changed. */
  changes: ChannelChanges;
}

/** What events about an earlier message have in common. */
export class MessageReferencePayload {
  /** Id of the message that the event refers to. */
  messageId: string;
  /** JID of the chat. */
  chatId: string;
  /**
   * Whether the server has a message with this id in this chat. If not, only whoever did it says that there is one:
   * the message may be older than the link, or may never have been.
   */
  targetKnown: boolean;
  /** Phone number of the person who did it, in digits. */
  senderPhone?: string;
  /** JID of the person who did it, in groups, and for status posts. */
  participant?: string;
  /** Whether it was done on another device of the instance's own account. */
  fromMe: boolean;
  /** When it was done, in milliseconds since 1970. */
  at: number;
}

export class MessageEditPayload extends MessageReferencePayload {
  /** The new text; absent if it cannot be decrypted, for example because the original message is unknown. */
  text?: string;
  /** The event as it is now, if the message is one. */
  calendarEvent?: CalendarEvent;
}

export class MessageDeletePayload extends MessageReferencePayload {}

export class MessageReactionPayload extends MessageReferencePayload {
  /**
   * The emoji; empty if the reaction was removed. Absent if it cannot be decrypted, because the original message is
   * unknown.
   */
  emoji?: string;
}

/** Somebody pinned a message in the chat for everyone, or removed the pin. */
export class MessagePinnedPayload extends MessageReferencePayload {
  /** Whether the message is pinned now. */
  pinned: boolean;
  /** When the pin ends, in milliseconds since 1970; absent if it was removed, or if its sender set no end. */
  until?: number;
}

/** Somebody kept a disappearing message for everyone, or no longer keeps it. */
export class MessageKeptPayload extends MessageReferencePayload {
  /** Whether the message is kept now. If not, it disappears. */
  kept: boolean;
}

/** Somebody's current choice in a poll. `messageId` is the id of the poll. */
export class PollVotePayload extends MessageReferencePayload {
  /**
   * All options that are chosen now; empty if the vote was removed. Absent if they cannot be read, because the poll is
   * unknown, or all of these options.
   */
  options?: string[];
}

/** The status of a message of yours in a chat with one person. */
export class MessageStatusPayload {
  /** Id of the message, or of a change to a message (`operationId`). */
  messageId: string;
  /** JID of the chat. */
  chatId: string;
  /** The `clientReference` of the request that sent it. */
  clientReference?: string;
  /** The new status. */
  status: 'sent' | 'delivered' | 'read' | 'played' | 'failed';
  /** When the status was reached, in milliseconds since 1970. */
  at: number;
  /** Why the message failed: WhatsApp's error code, or a word such as `instance_not_connected`. Absent otherwise. */
  error?: string;
  /** Of a post that was sent: its number in the channel. */
  serverId?: number;
}

/** Somebody in a group received, read or played a message of yours. Once per message, person and type. */
export class MessageReceiptPayload {
  /** Id of the message. */
  messageId: string;
  /** JID of the group. */
  chatId: string;
  /** Phone JID of the person (a LID only while the phone is unknown). */
  participant: string;
  /** What happened to the message. */
  type: 'delivered' | 'read' | 'played';
  /** When it happened, in milliseconds since 1970. */
  at: number;
}

/** A group that belongs to a community together with another one. */
export class LinkedGroup {
  /** JID of the group. */
  groupJid: string;
  /** Name of the group, if WhatsApp mentions it. */
  name?: string;
  /** What it is to the group of the event, in WhatsApp's words: `parent_group`, `sub_group` or `sibling_group`. */
  relation?: string;
  /** True: they no longer belong together because the community was deactivated. */
  deactivated?: boolean;
}

/** What changed about a group. Everything else is absent. */
export class GroupChanges {
  /** The new name. */
  name?: string;
  /** The new description; empty if it was removed. */
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
  /** What happened to the picture. */
  picture?: 'changed' | 'removed';
  /** The code of the new invite link. The previous link is invalid. */
  inviteCode?: string;
  /** The group was deleted. */
  deleted?: boolean;
  /** WhatsApp has suspended the group: nobody can send messages. False: it no longer is. */
  suspended?: boolean;
  /** Nobody can join by the invite link for some time, because too many did. */
  growthLocked?: boolean;
  /** In a community: members who are not admins can put groups into it. */
  membersCanAddGroups?: boolean;
  /** Groups that now belong to a community together with this one. */
  linked?: LinkedGroup[];
  /** Groups that no longer belong to a community together with this one. */
  unlinked?: LinkedGroup[];
  /** Changes without a field of their own, as WhatsApp names them. */
  other?: string[];
}

export class GroupUpdatePayload {
  /** JID of the group. */
  groupJid: string;
  /** JID of the person who did it, if WhatsApp names one. */
  by?: string;
  /** What changed. Fields that did not change are absent. */
  changes: GroupChanges;
}

/** People joined or left a group, or their rights in it changed. */
export class GroupParticipantsPayload {
  /** JID of the group. */
  groupJid: string;
  /** JID of the person who did it, if WhatsApp names one. */
  by?: string;
  /**
   * `create`: the group was just created with these people; `add`: somebody added them; `join`: they joined by the invite
   * link, or an admin approved their request; `number_changed`: they have another phone number now; `label`: they call their role
   * in the group something else now, see `label`.
   */
  action: 'create' | 'add' | 'join' | 'remove' | 'leave' | 'promote' | 'demote' | 'number_changed' | 'label';
  /** Phone JIDs of these people (LIDs only while the phones are unknown). */
  participants: string[];
  /** Their previous JIDs, if `action` is `number_changed`. */
  previousParticipants?: string[];
  /** What the member calls their role in the group, if `action` is `label`; empty if they removed it. */
  label?: string;
}

/** Somebody asked to join a group whose admins approve who joins, or such a request ended without success. */
export class GroupJoinRequestPayload {
  /** JID of the group. */
  groupJid: string;
  /** JID of the person who did it, if WhatsApp names one: the one who asks, or the admin who decided. */
  by?: string;
  /** An approved request is a `group_participants` event with the action `join`. */
  action: 'requested' | 'cancelled' | 'rejected';
  /** Phone JIDs of those who asked (LIDs only while the phones are unknown). */
  participants: string[];
  /** How they asked: WhatsApp's own word, such as `invite_link` or `non_admin_add`. */
  method?: string;
}

/** Somebody changed their number, profile picture, about text or identity key. Everything that did not change is absent. */
export class ContactUpdatePayload {
  /** Phone JID of the person (a LID only while the phone is unknown): the new one, if the number changed. */
  jid: string;
  /** The previous JID, if the number changed. */
  previousJid?: string;
  /** What the person is called now. It is noticed when the person writes. */
  name?: string;
  /** What happened to the profile picture. */
  picture?: 'changed' | 'removed';
  /** The new about text; empty if it was removed. */
  about?: string;
  /**
   * `true` if the person has another identity key, so another security code in the apps: WhatsApp was installed again or on
   * another phone, or somebody else has taken over the number. Later messages are encrypted with the new key.
   */
  identityChanged?: boolean;
  /** When it changed, in milliseconds since 1970. */
  at: number;
}

/** A change of the blocklist on another device of the account. */
export class BlocklistPayload {
  /** What happened. `changed`: WhatsApp does not report how; read the blocklist. */
  action: 'block' | 'unblock' | 'changed';
  /** Phone JID of the person (a LID only while the phone is unknown); absent if WhatsApp does not report who. */
  jid?: string;
}

/** What became of a request for older messages of a chat. */
export class HistoryPayload {
  /** JID of the chat. */
  chatId: string;
  /** The request, as its answer named it. */
  requestId: string;
  /** `received`: the phone has answered, and what it sent is stored. `unanswered`: it has not, because it is offline, for example. */
  status: 'received' | 'unanswered';
  /** How many messages were stored that were not known before; absent if the phone has not answered. */
  count?: number;
  /** Whether the phone has still older ones; absent if it does not say. */
  more?: boolean;
}

/**
 * A chat was changed on another device of the account, or somebody in a chat with one person has set after how long its
 * messages disappear. What did not change is absent.
 */
export class ChatUpdatePayload {
  /** JID of the chat. */
  chatId: string;
  /** Whether it is archived. */
  archived?: boolean;
  /** Whether it is pinned at the top of the list. */
  pinned?: boolean;
  /** Whether it is muted. */
  muted?: boolean;
  /** Until when it is muted, in milliseconds since 1970; absent if there is no end. */
  mutedUntil?: number;
  /** True: it was marked as unread. False: it was marked as read. */
  unread?: boolean;
  /** Its messages were removed. */
  cleared?: boolean;
  /** It was deleted. */
  deleted?: boolean;
  /** Id of the message that `starred` is about. */
  messageId?: string;
  /** Whether the message is starred. */
  starred?: boolean;
  /** Seconds after which new messages disappear for both; 0: they stay. */
  expiresIn?: number;
  /** When it was changed, in milliseconds since 1970. */
  at: number;
}

/** A label was created, changed or deleted on another device of the account. */
export class LabelPayload {
  /** Id of the label. */
  labelId: string;
  /** Its name. */
  name: string;
  /** Number of its color in WhatsApp's palette, from 0 to 19. */
  color: number;
  /** WhatsApp's number of a label that it made itself, such as `New customer`; absent for all others. */
  predefinedId?: number;
  /** Whether the label was deleted. */
  deleted: boolean;
  /** When it was changed, in milliseconds since 1970. */
  at: number;
}

/** A label was put on a chat or message, or taken off, on another device of the account. */
export class LabelAssignmentPayload {
  /** Id of the label. */
  labelId: string;
  /** JID of the chat. */
  chatId: string;
  /** Id of the message; absent if the chat itself has the label. */
  messageId?: string;
  /** Whether the chat or message has the label now. */
  assigned: boolean;
  /** When it was changed, in milliseconds since 1970. */
  at: number;
}

/** A quick reply of the account, which its devices share. */
export class QuickReplyPayload {
  /** Id of the quick reply. */
  quickReplyId: string;
  /** What is typed after `/` to use it. */
  shortcut: string;
  /** The text. */
  message: string;
  /** Words under which WhatsApp's apps find it. */
  keywords: string[];
  /** Whether it was deleted. */
  deleted: boolean;
  /** When it was changed, in milliseconds since 1970. */
  at: number;
}

/** A call to the account. The account's other devices can answer it. */
export class CallPayload {
  /** Id of the call, identical in all its events. */
  callId: string;
  /** Phone JID of the caller (a LID only while the phone is unknown). */
  from: string;
  /** `ringing`: the call begins; `timeout`: nobody answered. */
  status: 'ringing' | 'accepted' | 'rejected' | 'timeout' | 'ended';
  /** Whether it is a video call. */
  isVideo: boolean;
  /** Whether it is a group call. */
  isGroup: boolean;
  /** Set if the call has ended and nobody accepted or rejected it, on any device of the account. */
  missed?: boolean;
  /**
   * Who rejected it, if its status is `rejected`. `request`: a request to the API; `setting`: the setting `rejectCalls` of
   * the instance; `device`: somebody on another device of the account.
   */
  rejectedBy?: 'request' | 'setting' | 'device';
  /** When the call reached this status, in milliseconds since 1970. */
  at: number;
}

/** Whether somebody is online, or what they are doing in a chat. */
export class PresencePayload {
  /** The chat: a phone JID in 1:1 (a LID only while the phone is unknown), a group JID in groups. */
  jid: string;
  /** JID of the person, in groups. */
  participant?: string;
  /** What the person does. `paused`: the person stopped typing or recording. */
  status: 'online' | 'offline' | 'typing' | 'recording' | 'paused';
  /** When the person was last online, in milliseconds since 1970; absent if the person hides it. */
  lastSeen?: number;
}

export class PairingCodePayload {
  /** The eight characters to enter on the phone. */
  code: string;
  /** When the code expires, in milliseconds since 1970. */
  expiresAt: number;
}

export class PasskeyPayload {
  /**
   * What the link waits for. `credential`: an answer to `request`, see `POST passkey`. `phone`: the phone's answer.
   * `confirmation`: somebody who compares `code` with the phone, see `POST passkey/confirm`. `pairing`: the end of the link.
   */
  awaiting: 'credential' | 'phone' | 'confirmation' | 'pairing';
  /** WebAuthn request options for `navigator.credentials.get`, while a credential is awaited. */
  request?: Record<string, unknown>;
  /** The code that the phone shows as well, such as `ABCD-EFGH`, as soon as it is known. */
  code?: string;
  /** When this step expires, in milliseconds since 1970. */
  expiresAt: number;
}

export class QrPayload {
  /** Text of the QR code to scan. */
  qr: string;
  /** When the code expires, in milliseconds since 1970. */
  expiresAt: number;
}

export class ReadyPayload {
  /** Id of the instance. */
  instanceId: string;
  /** When the instance was connected, in milliseconds since 1970. */
  connectedAt: number;
  /** Phone number of the account, in digits. */
  phone: string;
  /** JID of the account's LID, if WhatsApp mentions it. */
  lid?: string;
  /** Profile name of the account, if it is known yet. */
  name?: string;
}

/** The instance was linked to another account than before. Chats and messages of both are stored. */
export class AccountChangedPayload {
  /** Phone number of the account that is linked now, in digits. */
  phone: string;
  /** Phone number of the account that was linked before, in digits. */
  previousPhone: string;
}

export class ConnectionPayload {
  /**
   * The new state. `qr_required`: a QR code or pairing code is waiting to be used. `passkey_required`: WhatsApp asks for the
   * account's passkey.
   */
  state: 'disconnected' | 'connecting' | 'qr_required' | 'passkey_required' | 'connected' | 'reconnecting';
}

export class DisconnectedPayload {
  /** Why the connection ended, as a word. */
  reason: string;
  /** WhatsApp's close code; absent if the connection ended without one. */
  code?: number;
  /**
   * When the instance connects again, in milliseconds since 1970, if it waits for hours: until a temporary ban ends, or
   * because WhatsApp refuses this version. Absent in all other cases.
   */
  until?: number;
}

/** What WhatsApp can restrict. */
export const RESTRICTION_KINDS = ['reachout_timelock', 'new_chat_message_cap'] as const;
export type RestrictionKind = (typeof RESTRICTION_KINDS)[number];

/** What else WhatsApp says about a restriction. */
export class RestrictionDetails {
  /** Why the account must not begin chats, as WhatsApp's word, such as `BIZ_QUALITY`. */
  enforcementType?: string;
  /** State of the limit for messages to new chats, as WhatsApp's word. */
  status?: string;
  /** How many messages to new chats the account may send in a period. */
  totalQuota?: number;
  /** How many of them it has sent. */
  usedQuota?: number;
}

export class AccountRestrictedPayload {
  /**
   * What is restricted. `reachout_timelock`: the account must not write to people it has no chat with.
   * `new_chat_message_cap`: the account has used up its messages to new chats.
   */
  kind: RestrictionKind;
  /** False if the restriction was lifted. */
  active: boolean;
  /** When the restriction ends, in milliseconds since 1970; absent if WhatsApp does not say so. */
  until?: number;
  /** What else WhatsApp says about it. */
  details: RestrictionDetails;
}

export class ReconnectingPayload {
  /** Number of the attempt since the connection was lost, from 1. */
  attempt: number;
  /** Milliseconds until this attempt. */
  delayMs: number;
}

export class ErrorPayload {
  /** What is wrong and what to do about it, for people; may change. */
  error: string;
}

export class InstanceCreatedPayload {
  /** Phone number of the only account that may be linked; absent if any may. */
  phone?: string;
}

export class InstanceDeletedPayload {
  /** Phone number of the account that was linked; absent if none was. */
  phone?: string;
  /** Whether the device was unlinked at WhatsApp with the deletion. */
  loggedOut: boolean;
}

export class LoggedOutPayload {
  /** Why the device was unlinked, as a word. `requested`: by `POST logout`. `logged_out`: on the phone, or by WhatsApp. */
  reason: string;
}

export class TestPayload {
  /** For people; may change. */
  message: string;
}
