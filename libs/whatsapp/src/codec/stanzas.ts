import type { WebhookEvent } from '#libs/events';

/** What becomes of a kind of stanza. */
export type Fate =
  /** It becomes one or several of these events. */
  | { events: readonly WebhookEvent[]; why?: string }
  /** The server itself needs it. */
  | { serves: string }
  /** Nothing: it is acknowledged, logged and counted. */
  | { nothing: string };

function becomes(...events: readonly WebhookEvent[]): Fate {
  return { events };
}

/**
 * Everything that WhatsApp delivers besides the contents of messages, by kind: the tag of the stanza, then what
 * distinguishes it. Kinds that are not listed are handled like `other`.
 */
export const STANZAS: Readonly<Record<string, Fate>> = {
  message: {
    events: ['message', 'message_sent'],
    why: 'depending on its content, one of the events about an earlier message',
  },
  'message/unavailable': {
    events: ['message', 'message_sent'],
    why: 'with `unavailable`: view-once messages, and those that cannot be decrypted',
  },
  'message/status': {
    events: ['status_post', 'status_delete', 'message_reaction'],
    why: 'a post, the deletion of one, or a reaction to a post of the account',
  },
  'message/newsletter': becomes('channel_post'),
  'message/peer': { serves: 'our own phone sends keys, history and copies of messages' },
  'message/peer/undecrypted': {
    nothing: 'a message of our own phone that could not be decrypted; the phone is asked for another copy',
  },
  'message/hidden': {
    nothing: 'an edit, a vote or a reaction that could not be decrypted; apps do not show it either',
  },
  'message/bot': {
    nothing: 'a part of the answer of a bot that is being written; its first and last part are reported',
  },
  'message/other': {
    nothing:
      'has no content for this device, no chat or author that the server knows, or an id that is too long or contains a NUL',
  },
  'message/edit/foreign': { nothing: 'an edit of a message that somebody else wrote does not count' },
  'message/edit/late': {
    nothing: 'an edit more than 20 minutes after the message does not count, as in the apps of WhatsApp',
  },
  'message/edit/deleted': { nothing: 'an edit of a deleted message does not count' },
  'message/change/elsewhere': {
    nothing: 'an edit or a deletion of a message in another chat does not count',
  },
  'message/delete/foreign': { nothing: 'a deletion by somebody who is not an admin does not count' },
  'message/status/other': {
    nothing: 'an edit of a status post or something else that is no post, or it cannot be decrypted',
  },
  'message/newsletter/other': { nothing: 'edits or deletes a channel post, or has no content' },
  receipt: becomes('message_status', 'message_receipt', 'status_view'),
  'receipt/retry': { serves: 'a device asks for another copy of a message and gets it' },
  'receipt/server-error': { serves: 'our phone is asked to upload a file again' },
  'receipt/error': { nothing: 'a device could not take the message, so it was not delivered' },
  'receipt/read-self': {
    serves: 'the account has read a message on another device: `unreadCount` of the chat',
  },
  'receipt/played-self': { nothing: 'the account has played a message on another device' },
  'receipt/sender': { nothing: 'another device of the account has received what the account sent' },
  ack: becomes('message_status'),
  call: becomes('call'),
  'call/preaccept': { nothing: 'sets up a call' },
  'call/transport': { nothing: 'sets up a call' },
  'call/relaylatency': { nothing: 'sets up a call' },
  'call/relay_latency': { nothing: 'sets up a call' },
  'call/enc_rekey': { nothing: 'sets up a call' },
  'call/mute_v2': { nothing: 'somebody mutes a microphone during a call' },
  'call/video': { nothing: 'somebody switches a camera during a call' },
  'call/group_update': { nothing: 'somebody joins or leaves a group call' },
  presence: becomes('presence'),
  chatstate: becomes('presence'),
  'notification/w:gp2': becomes('group_update', 'group_participants'),
  'notification/picture': becomes('group_update', 'contact_update'),
  'notification/status': becomes('contact_update'),
  'notification/contacts': {
    events: ['contact_update'],
    why: 'if it reports the change of a number; nothing if it asks devices to read the address book again',
  },
  'notification/encrypt': { serves: 'one-time keys run low' },
  'notification/encrypt/identity': {
    events: ['contact_update'],
    why: 'somebody has installed WhatsApp again; nothing if their new key was reported already, or on the own phone',
  },
  'notification/devices': { serves: 'somebody linked or unlinked a device' },
  'notification/server_sync': { serves: 'contacts and settings have changed on the phone' },
  'notification/account_sync': { serves: 'settings of the account have changed on the phone' },
  'notification/account_sync/blocklist': becomes('blocklist'),
  'notification/mediaretry': { serves: 'our phone has uploaded a file again' },
  'notification/link_code_companion_reg': { serves: 'a pairing code was entered on the phone' },
  'notification/passkey_prologue_request': {
    events: ['passkey'],
    why: 'while a device is being linked; nothing at other times',
  },
  'notification/crsc_continuation': {
    events: ['passkey'],
    why: 'while a device is being linked; nothing at other times',
  },
  'notification/privacy_token': { serves: 'a token that allows the account to write to somebody' },
  'notification/mex': { serves: 'limits on new chats' },
  'notification/mex/newsletter': becomes('channel_update'),
  'notification/newsletter': { nothing: 'views of channel posts, and reactions to them' },
  'notification/business': { nothing: 'a business has changed its profile' },
  'notification/disappearing_mode': { nothing: 'somebody has changed the timer of their new chats' },
  'notification/psa': { nothing: 'an announcement by WhatsApp' },
  'notification/pay': { nothing: 'news about a payment' },
  'notification/fbid:devices': { nothing: 'devices of Messenger and Instagram accounts' },
  appdata: { nothing: 'encrypted data, whose form is unknown to this version' },
  status: { nothing: 'its form is unknown to this version' },
  ib: { serves: 'the end of the queue, and what else the connection needs' },
  iq: { serves: 'answers to queries' },
  success: becomes('ready'),
  failure: becomes('disconnected', 'logged_out'),
  'stream:error': becomes('disconnected', 'logged_out'),
  other: { nothing: 'everything else: unknown to this version' },
};

/** Whether a stanza of this kind has to be counted if it became no event. */
export function countsAsIgnored(kind: string): boolean {
  const fate = Object.hasOwn(STANZAS, kind) ? STANZAS[kind] : undefined;
  return fate === undefined || !('serves' in fate);
}

/** Tags that are handled, or belong to the connection itself. */
const HANDLED = new Set([
  'message',
  'receipt',
  'notification',
  'call',
  'ack',
  'presence',
  'chatstate',
  'ib',
  'iq',
]);
const OF_THE_STREAM = new Set(['success', 'failure', 'stream:error', 'stream:features', 'xmlstreamend']);

/** Whether nothing here handles a stanza, so that it only has to be acknowledged. */
export function isUnknownStanza(tag: string): boolean {
  return !HANDLED.has(tag) && !OF_THE_STREAM.has(tag);
}
