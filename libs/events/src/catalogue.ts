import {
  AccountRestrictedPayload,
  AccountChangedPayload,
  BlocklistPayload,
  CallPayload,
  ChannelPostPayload,
  ChannelUpdatePayload,
  ChatUpdatePayload,
  ConnectionPayload,
  ContactUpdatePayload,
  DisconnectedPayload,
  ErrorPayload,
  GroupJoinRequestPayload,
  GroupParticipantsPayload,
  GroupUpdatePayload,
  HistoryPayload,
  InstanceCreatedPayload,
  InstanceDeletedPayload,
  LabelAssignmentPayload,
  LabelPayload,
  LoggedOutPayload,
  MessageDeletePayload,
  MessageEditPayload,
  MessageKeptPayload,
  MessagePayload,
  MessagePinnedPayload,
  MessageReactionPayload,
  MessageReceiptPayload,
  MessageStatusPayload,
  PairingCodePayload,
  PasskeyPayload,
  PollVotePayload,
  PresencePayload,
  QrPayload,
  QuickReplyPayload,
  ReadyPayload,
  ReconnectingPayload,
  StatusDeletePayload,
  StatusPostPayload,
  StatusViewPayload,
  TestPayload,
} from './payloads.dto.js';

interface EventDefinition {
  /** When it happens. Ends the sentence `Sent when …` in the documentation. */
  when: string;
  payload: new () => object;
  /** Only those who ask for it by name get it. */
  byName?: true;
}

/** All events. Types, the OpenAPI document, the documentation and a test are made from this list. */
export const EVENTS = {
  instance_created: { when: 'an instance was created', payload: InstanceCreatedPayload },
  qr: { when: 'a QR code is ready to be scanned', payload: QrPayload },
  pairing_code: { when: 'a pairing code is ready to be entered on the phone', payload: PairingCodePayload },
  passkey: {
    when: 'WhatsApp asks for a passkey to link the device, and at each further step of such a link',
    payload: PasskeyPayload,
  },
  ready: { when: 'the instance is connected and can send', payload: ReadyPayload },
  account_changed: {
    when: 'the instance was linked to another account than before',
    payload: AccountChangedPayload,
  },
  message: { when: 'somebody sent a message', payload: MessagePayload },
  message_sent: {
    when: 'the account sent a message from its phone, or from another linked device',
    payload: MessagePayload,
  },
  message_edit: { when: 'a message was edited', payload: MessageEditPayload },
  message_delete: { when: 'a message was deleted for everyone', payload: MessageDeletePayload },
  message_reaction: {
    when: 'somebody reacted to a message, or removed a reaction',
    payload: MessageReactionPayload,
  },
  message_pinned: {
    when: 'somebody pinned a message for everyone, or removed the pin',
    payload: MessagePinnedPayload,
  },
  message_kept: {
    when: 'somebody kept a disappearing message for everyone, or no longer keeps it',
    payload: MessageKeptPayload,
  },
  poll_vote: { when: 'somebody voted in a poll, or changed a vote', payload: PollVotePayload },
  message_status: {
    when: 'the status of a message of yours changed, or sending it failed',
    payload: MessageStatusPayload,
  },
  message_receipt: {
    when: 'somebody in a group received, read or played a message of yours',
    payload: MessageReceiptPayload,
  },
  group_update: { when: 'the name, picture or settings of a group changed', payload: GroupUpdatePayload },
  group_participants: {
    when: 'somebody joined or left a group, or became or is no longer an admin',
    payload: GroupParticipantsPayload,
  },
  group_join_request: {
    when: 'somebody asked to join a group of which the account is an admin, or took the request back, or was rejected',
    payload: GroupJoinRequestPayload,
  },
  contact_update: {
    when: 'somebody changed their phone number, name, profile picture, about text or identity key',
    payload: ContactUpdatePayload,
  },
  blocklist: {
    when: 'the account blocked or unblocked somebody on its phone or on another linked device',
    payload: BlocklistPayload,
  },
  history: {
    when: 'the phone has answered a request for older messages of a chat, or has not in time',
    payload: HistoryPayload,
  },
  chat_update: {
    when: 'a chat was archived, pinned, muted, marked as unread, cleared or deleted, or a message starred, on the phone or another linked device, or the disappearing timer of a chat with one person was changed',
    payload: ChatUpdatePayload,
  },
  label: {
    when: 'a label was created, changed or deleted on the phone, or on another linked device',
    payload: LabelPayload,
  },
  label_assignment: {
    when: 'a label was put on a chat or message, or taken off, on the phone or another linked device',
    payload: LabelAssignmentPayload,
  },
  quick_reply: {
    when: 'a quick reply was created, changed or deleted on the phone, or on another linked device',
    payload: QuickReplyPayload,
  },
  status_post: { when: 'somebody posts to their status', payload: StatusPostPayload, byName: true },
  status_delete: { when: 'somebody deletes a status post', payload: StatusDeletePayload, byName: true },
  status_view: {
    when: 'somebody views a status post of the account for the first time',
    payload: StatusViewPayload,
    byName: true,
  },
  channel_post: {
    when: 'a channel that the account follows has a new post',
    payload: ChannelPostPayload,
    byName: true,
  },
  channel_update: {
    when: 'a channel that the account follows was changed or deleted, or its role or settings in it were changed',
    payload: ChannelUpdatePayload,
    byName: true,
  },
  call: { when: 'a call comes in, or its status changes', payload: CallPayload },
  presence: { when: 'somebody goes online or offline, types or records', payload: PresencePayload },
  connection: { when: 'the state of the connection changed', payload: ConnectionPayload },
  disconnected: { when: 'the connection ended', payload: DisconnectedPayload },
  reconnecting: { when: 'the next attempt to connect is scheduled', payload: ReconnectingPayload },
  account_restricted: {
    when: 'WhatsApp restricts what the account may do, or lifts a restriction',
    payload: AccountRestrictedPayload,
  },
  logged_out: { when: 'the device was unlinked from the account', payload: LoggedOutPayload },
  instance_deleted: {
    when: 'an instance was deleted: it is the last event of the instance',
    payload: InstanceDeletedPayload,
  },
  error: { when: 'the instance has a fault that needs attention', payload: ErrorPayload },
  test: { when: '`POST webhook/test` was called without another event', payload: TestPayload },
} as const satisfies Record<string, EventDefinition>;

export type WebhookEvent = keyof typeof EVENTS;
export type Payload<E extends WebhookEvent> = InstanceType<(typeof EVENTS)[E]['payload']>;

export function isWebhookEvent(name: string): name is WebhookEvent {
  return Object.hasOwn(EVENTS, name);
}

/** The names of all events, in the order of the documentation. */
export const EVENT_NAMES: readonly WebhookEvent[] = Object.keys(EVENTS).filter(isWebhookEvent);

/** Stands for all events that need not be asked for by name. */
export const ALL_EVENTS = '*';
/** What an endpoint can ask for. */
export type EventSelector = WebhookEvent | typeof ALL_EVENTS;
export const EVENT_SELECTORS: readonly EventSelector[] = [ALL_EVENTS, ...EVENT_NAMES];

export function isEventSelector(name: string): name is EventSelector {
  return name === ALL_EVENTS || isWebhookEvent(name);
}

/** Whether only those get an event who ask for it by name. */
export function isByName(name: string): boolean {
  return isWebhookEvent(name) && 'byName' in EVENTS[name];
}

/** The events of an endpoint that did not select any. */
export const DEFAULT_EVENTS: readonly WebhookEvent[] = EVENT_NAMES.filter((name) => !isByName(name));
