import type { Payload, WebhookEvent } from './catalogue.js';

// Their numbers are reserved for fiction: whoever answers an example reaches nobody.
const ANNA = '12025550123@s.whatsapp.net';
const BEN = '12025550145@s.whatsapp.net';
const ACCOUNT = '12025550100';
const GROUP = '120363043211234567@g.us';
const CHANNEL = '120363144038483540@newsletter';
const AT = 1_767_268_800_000;
const LATER = AT + 60_000;

const MESSAGE = {
  id: '3EB0C431C26A1916E07A',
  from: ANNA,
  chatId: ANNA,
  senderPhone: '12025550123',
  senderName: 'Anna',
  text: 'Do you still have the red one?',
  timestamp: AT / 1000,
  isGroup: false,
  fromMe: false,
  type: 'text',
} as const;

const REFERENCE = {
  messageId: MESSAGE.id,
  chatId: ANNA,
  targetKnown: true,
  senderPhone: MESSAGE.senderPhone,
  fromMe: false,
  at: LATER,
};

/** A payload of each event: for the documentation, and for receivers to be tried with. */
const EXAMPLES: { readonly [E in WebhookEvent]: Payload<E> } = {
  instance_created: { phone: ACCOUNT },
  qr: { qr: '2@yPzG6nYJ3mVxQe7T,wLk2b8c=,dGhpcyBpcyBubyBjb2Rl=,bm90IG9uZSBlaXRoZXI=,1', expiresAt: LATER },
  pairing_code: { code: 'ABCD1234', expiresAt: LATER },
  passkey: { awaiting: 'confirmation', code: 'ABCD-EFGH', expiresAt: LATER },
  ready: {
    instanceId: 'my-bot-1',
    connectedAt: AT,
    phone: ACCOUNT,
    lid: '911607346010217@lid',
    name: 'Acme',
  },
  account_changed: { phone: ACCOUNT, previousPhone: '12025550199' },
  message: MESSAGE,
  message_sent: {
    ...MESSAGE,
    id: '3AF5D0C2B1A09F8E7D6C',
    senderPhone: ACCOUNT,
    senderName: 'Acme',
    text: 'Yes, in size 42.',
    fromMe: true,
  },
  message_edit: { ...REFERENCE, text: 'Do you still have the blue one?' },
  message_delete: REFERENCE,
  message_reaction: { ...REFERENCE, emoji: '👍' },
  message_pinned: { ...REFERENCE, pinned: true, until: AT + 604_800_000 },
  message_kept: { ...REFERENCE, kept: true },
  poll_vote: { ...REFERENCE, options: ['Monday'] },
  message_status: { messageId: MESSAGE.id, chatId: ANNA, status: 'read', at: LATER },
  message_receipt: {
    messageId: MESSAGE.id,
    chatId: GROUP,
    participant: ANNA,
    type: 'read',
    at: LATER,
  },
  group_update: { groupJid: GROUP, by: ANNA, changes: { name: 'Saturday market' } },
  group_participants: { groupJid: GROUP, by: ANNA, action: 'add', participants: [BEN] },
  group_join_request: {
    groupJid: GROUP,
    by: BEN,
    action: 'requested',
    participants: [BEN],
    method: 'invite_link',
  },
  contact_update: { jid: ANNA, name: 'Anna Smith', at: AT },
  blocklist: { action: 'block', jid: BEN },
  history: { chatId: ANNA, requestId: '3EB0A1B2C3D4E5F60718', status: 'received', count: 50, more: true },
  chat_update: { chatId: ANNA, archived: true, at: AT },
  label: { labelId: '5', name: 'New customer', color: 2, predefinedId: 1, deleted: false, at: AT },
  label_assignment: { labelId: '5', chatId: ANNA, assigned: true, at: AT },
  quick_reply: {
    quickReplyId: '1767268800',
    shortcut: 'hours',
    message: 'We are open from 9 to 5.',
    keywords: ['open'],
    deleted: false,
    at: AT,
  },
  status_post: {
    ...MESSAGE,
    from: 'status@broadcast',
    chatId: 'status@broadcast',
    participant: ANNA,
    text: 'At the market today',
    backgroundColor: '#1F7AEC',
  },
  status_delete: { messageId: MESSAGE.id, participant: ANNA, fromMe: false, at: LATER },
  status_view: { messageId: MESSAGE.id, viewer: ANNA, at: LATER },
  channel_post: {
    id: MESSAGE.id,
    from: CHANNEL,
    chatId: CHANNEL,
    text: 'We open at 9 tomorrow.',
    timestamp: AT / 1000,
    isGroup: false,
    fromMe: false,
    type: 'text',
    serverId: 117,
  },
  channel_update: { channelJid: CHANNEL, changes: { name: 'Market news' } },
  call: {
    callId: 'A1B2C3D4E5F60718293A4B5C6D7E8F90',
    from: ANNA,
    status: 'ringing',
    isVideo: false,
    isGroup: false,
    at: AT,
  },
  presence: { jid: ANNA, status: 'typing' },
  connection: { state: 'connected' },
  disconnected: { reason: 'connection_lost', code: 408 },
  reconnecting: { attempt: 1, delayMs: 2000 },
  account_restricted: {
    kind: 'reachout_timelock',
    active: true,
    until: AT + 86_400_000,
    details: { enforcementType: 'BIZ_QUALITY' },
  },
  logged_out: { reason: 'logged_out' },
  instance_deleted: { phone: ACCOUNT, loggedOut: true },
  error: { error: 'the stored session cannot be read; delete the instance, create it again and link it' },
  test: { message: 'This is a test. Nothing happened.' },
};

export function examplePayload(event: WebhookEvent): object {
  return EXAMPLES[event];
}

/** A whole event, as the documentation shows it. */
export function exampleEvent(event: WebhookEvent) {
  return {
    event,
    instanceId: 'my-bot-1',
    timestamp: AT,
    id: 'evt_0193fd2b8a00c0ffee',
    sequence: event === 'test' ? 0 : 42,
    data: EXAMPLES[event],
  };
}
