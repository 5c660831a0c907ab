import type { Payload, WebhookEvent } from '#libs/events';
import { type MessageRow, type NewEvent, STATUS_CHAT } from '#libs/storage';

// One function for each event of the catalogue: from the facts to the event with its payload and its key. `now` is the
// event's own time (epoch ms). Keys are stored with the events: under a key of another form an event that was recorded
// before would be recorded once more.

/** The message that brought an event, by what makes it unique in its instance. */
export type Carrier = Pick<MessageRow, 'chat' | 'sender' | 'id'>;

/** A message of somebody else, or one that the account sent from another device. */
export function messageReceived(now: number, carrier: Carrier, data: Payload<'message'>): NewEvent {
  return carried(data.fromMe ? 'message_sent' : 'message', now, carrier, data);
}

/** The message may still come in a form that can be read, which is an event of its own. */
export function unreadableReceived(now: number, carrier: Carrier, data: Payload<'message'>): NewEvent {
  const event = messageReceived(now, carrier, data);
  return { ...event, dedupe: `unreadable|${event.dedupe}` };
}

export function messageEdited(now: number, carrier: Carrier, data: Payload<'message_edit'>): NewEvent {
  return carried('message_edit', now, carrier, data);
}

export function messageDeleted(now: number, carrier: Carrier, data: Payload<'message_delete'>): NewEvent {
  return carried('message_delete', now, carrier, data);
}

export function reactionReceived(now: number, carrier: Carrier, data: Payload<'message_reaction'>): NewEvent {
  return carried('message_reaction', now, carrier, data);
}

export function messagePinned(now: number, carrier: Carrier, data: Payload<'message_pinned'>): NewEvent {
  return carried('message_pinned', now, carrier, data);
}

export function messageKept(now: number, carrier: Carrier, data: Payload<'message_kept'>): NewEvent {
  return carried('message_kept', now, carrier, data);
}

export function pollVoted(now: number, carrier: Carrier, data: Payload<'poll_vote'>): NewEvent {
  return carried('poll_vote', now, carrier, data);
}

/** @param message the row of a message of ours, or of a scheduled one with its chat */
export function messageStatusChanged(
  now: number,
  message: Pick<MessageRow, 'chat' | 'id' | 'client_reference'>,
  change: Pick<Payload<'message_status'>, 'status' | 'at' | 'error' | 'serverId'>,
): NewEvent {
  const { chat, id } = message;
  const clientReference = message.client_reference ?? undefined;
  const data = { messageId: id, chatId: chat, clientReference, ...change };
  return newEvent('message_status', now, chat, `status|${chat}|${id}|${change.status}`, data);
}

export function receiptReceived(now: number, data: Payload<'message_receipt'>): NewEvent {
  const { messageId, chatId, participant, type } = data;
  const key = `receipt|${chatId}|${messageId}|${participant}|${type}`;
  return newEvent('message_receipt', now, chatId, key, data);
}

/** Where a notification reports something: it may report several things at once. */
export interface Notice {
  /** Id of the notification's stanza. */
  stanza: string | undefined;
  /** From 0. */
  index: number;
}

export function groupUpdated(now: number, notice: Notice, data: Payload<'group_update'>): NewEvent {
  return newEvent('group_update', now, data.groupJid, groupKey(data.groupJid, notice), data);
}

export function participantsChanged(
  now: number,
  notice: Notice,
  data: Payload<'group_participants'>,
): NewEvent {
  return newEvent('group_participants', now, data.groupJid, groupKey(data.groupJid, notice), data);
}

export function joinRequested(now: number, notice: Notice, data: Payload<'group_join_request'>): NewEvent {
  return newEvent('group_join_request', now, data.groupJid, groupKey(data.groupJid, notice), data);
}

export function statusPosted(now: number, data: Payload<'status_post'>): NewEvent {
  return newEvent('status_post', now, data.chatId, `status_post|${data.participant}|${data.id}`, data);
}

export function statusDeleted(now: number, data: Payload<'status_delete'>): NewEvent {
  const key = `status_delete|${data.participant}|${data.messageId}`;
  return newEvent('status_delete', now, STATUS_CHAT, key, data);
}

export function statusViewed(now: number, data: Payload<'status_view'>): NewEvent {
  return newEvent('status_view', now, STATUS_CHAT, `status_view|${data.messageId}|${data.viewer}`, data);
}

export function channelPosted(now: number, data: Payload<'channel_post'>): NewEvent {
  return newEvent('channel_post', now, data.chatId, `channel_post|${data.chatId}|${data.id}`, data);
}

/** It has no key: what is stored already is no news. */
export function chatUpdated(now: number, data: Payload<'chat_update'>): NewEvent {
  return newEvent('chat_update', now, data.chatId, null, data);
}

export function historyReported(now: number, data: Payload<'history'>): NewEvent {
  return newEvent('history', now, data.chatId, `history|${data.requestId}|${data.status}`, data);
}

/** It has no key: what is stored already is no news. */
export function labelChanged(now: number, data: Payload<'label'>): NewEvent {
  return newEvent('label', now, null, null, data);
}

/** It has no key: what is stored already is no news. */
export function quickReplyChanged(now: number, data: Payload<'quick_reply'>): NewEvent {
  return newEvent('quick_reply', now, null, null, data);
}

/** It has no key: what is stored already is no news. */
export function labelAssigned(now: number, data: Payload<'label_assignment'>): NewEvent {
  return newEvent('label_assignment', now, data.chatId, null, data);
}

export function channelUpdated(
  now: number,
  { stanza, index }: Notice,
  data: Payload<'channel_update'>,
): NewEvent {
  const { channelJid } = data;
  const key = stanza === undefined ? null : `channel_update|${channelJid}|${stanza}|${index}`;
  return newEvent('channel_update', now, channelJid, key, data);
}

/** @param stanza id of the notification's stanza */
export function contactUpdate(
  now: number,
  stanza: string | undefined,
  data: Payload<'contact_update'>,
): NewEvent {
  return newEvent(
    'contact_update',
    now,
    data.jid,
    stanza === undefined ? null : `contact|${data.jid}|${stanza}`,
    data,
  );
}

export function blocklistChanged(
  now: number,
  { stanza, index }: Notice,
  data: Payload<'blocklist'>,
): NewEvent {
  const key = stanza === undefined ? null : `blocklist|${stanza}|${index}`;
  return newEvent('blocklist', now, null, key, data);
}

export function callChanged(now: number, data: Payload<'call'>): NewEvent {
  return newEvent('call', now, data.from, callKey(data.callId, data.status), data);
}

/** The key under which a step of a call is recorded. */
export function callKey(callId: string, status: Payload<'call'>['status']): string {
  return `call|${callId}|${status}`;
}

/** It has no key, because it may repeat. */
export function presenceChanged(now: number, data: Payload<'presence'>): NewEvent {
  return newEvent('presence', now, data.jid, null, data);
}

/** Events of the instance itself: they belong to no chat, and may repeat. */
export type InstanceEvent =
  | 'account_changed'
  | 'connection'
  | 'disconnected'
  | 'error'
  | 'instance_created'
  | 'instance_deleted'
  | 'logged_out'
  | 'pairing_code'
  | 'passkey'
  | 'qr'
  | 'ready'
  | 'reconnecting';

export function instanceChanged<E extends InstanceEvent>(now: number, event: E, data: Payload<E>): NewEvent {
  return newEvent(event, now, null, null, data);
}

/** @param key under which the restriction is recorded once; null: it may be recorded again */
export function accountRestricted(
  now: number,
  key: string | null,
  data: Payload<'account_restricted'>,
): NewEvent {
  return newEvent('account_restricted', now, null, key, data);
}

/** An event that a message brought: once for each message. */
function carried<E extends WebhookEvent>(
  event: E,
  now: number,
  { chat, sender, id }: Carrier,
  data: Payload<E> & { chatId: string },
): NewEvent {
  // What is done to a message goes with the chat under which it was reported, which may be another address of it.
  return newEvent(event, now, data.chatId, `${event}|${chat}|${sender}|${id}`, data);
}

function groupKey(groupJid: string, { stanza, index }: Notice): string | null {
  return stanza === undefined ? null : `group|${groupJid}|${stanza}|${index}`;
}

function newEvent<E extends WebhookEvent>(
  event: E,
  at: number,
  chat: string | null,
  dedupe: string | null,
  data: Payload<E>,
): NewEvent {
  return { event, at, chat, dedupe, data };
}
