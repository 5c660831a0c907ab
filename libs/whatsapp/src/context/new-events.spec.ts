import type { Payload } from '#libs/events';
import { type NewEvent, withoutDevice } from '#libs/storage';
import {
  callChanged,
  callKey,
  channelUpdated,
  contactUpdate,
  groupUpdated,
  instanceChanged,
  messageDeleted,
  messageEdited,
  messageKept,
  messagePinned,
  messageReceived,
  messageStatusChanged,
  participantsChanged,
  pollVoted,
  presenceChanged,
  reactionReceived,
  receiptReceived,
  unreadableReceived,
} from './new-events.js';

const NOW = 1_700_000_000_000;
const ANNA = withoutDevice('15550001111@s.whatsapp.net');
const CHANNEL = '120363144038483540@newsletter';
const ANNA_LID = '913103037140909@lid';
const GROUP = '120363041234567890@g.us';

const carrier = { chat: ANNA, sender: ANNA, id: '3EB0' };
const message: Payload<'message'> = {
  id: '3EB0',
  from: ANNA,
  chatId: ANNA,
  timestamp: 1_700_000_000,
  isGroup: false,
  fromMe: false,
  type: 'text',
};
const reference = { messageId: '3EAF', chatId: ANNA_LID, targetKnown: true, fromMe: false, at: NOW };
const call: Payload<'call'> = {
  callId: 'C1',
  from: ANNA,
  status: 'ringing',
  isVideo: false,
  isGroup: false,
  at: NOW,
};
const ours = { chat: ANNA, id: '3EB1', client_reference: null };

// Events that are stored already carry keys of these forms.
const KEYS: [NewEvent, string | null][] = [
  [messageReceived(NOW, carrier, message), `message|${ANNA}|${ANNA}|3EB0`],
  [unreadableReceived(NOW, carrier, message), `unreadable|message|${ANNA}|${ANNA}|3EB0`],
  [messageReceived(NOW, carrier, { ...message, fromMe: true }), `message_sent|${ANNA}|${ANNA}|3EB0`],
  [messagePinned(NOW, carrier, { ...reference, pinned: true }), `message_pinned|${ANNA}|${ANNA}|3EB0`],
  [messageKept(NOW, carrier, { ...reference, kept: true }), `message_kept|${ANNA}|${ANNA}|3EB0`],
  [contactUpdate(NOW, '78', { jid: ANNA, about: 'x', at: NOW }), `contact|${ANNA}|78`],
  [messageEdited(NOW, carrier, { ...reference, text: 'x' }), `message_edit|${ANNA}|${ANNA}|3EB0`],
  [messageDeleted(NOW, carrier, reference), `message_delete|${ANNA}|${ANNA}|3EB0`],
  [reactionReceived(NOW, carrier, { ...reference, emoji: '' }), `message_reaction|${ANNA}|${ANNA}|3EB0`],
  [pollVoted(NOW, carrier, { ...reference, options: [] }), `poll_vote|${ANNA}|${ANNA}|3EB0`],
  [messageStatusChanged(NOW, ours, { status: 'read', at: NOW }), `status|${ANNA}|3EB1|read`],
  [
    receiptReceived(NOW, { messageId: '3EB1', chatId: GROUP, participant: ANNA, type: 'played', at: NOW }),
    `receipt|${GROUP}|3EB1|${ANNA}|played`,
  ],
  [
    groupUpdated(NOW, { stanza: '77', index: 0 }, { groupJid: GROUP, changes: { name: 'x' } }),
    `group|${GROUP}|77|0`,
  ],
  [
    participantsChanged(
      NOW,
      { stanza: '77', index: 1 },
      { groupJid: GROUP, action: 'add', participants: [] },
    ),
    `group|${GROUP}|77|1`,
  ],
  [
    channelUpdated(NOW, { stanza: '79', index: 1 }, { channelJid: CHANNEL, changes: { muted: true } }),
    `channel_update|${CHANNEL}|79|1`,
  ],
  [callChanged(NOW, call), 'call|C1|ringing'],
  [presenceChanged(NOW, { jid: ANNA, status: 'online' }), null],
  [instanceChanged(NOW, 'connection', { state: 'connected' }), null],
];

describe('an event', () => {
  it.each(KEYS.map(([event, key]) => ({ event, key })))('$event.event carries its key', ({ event, key }) => {
    expect(event.dedupe).toBe(key);
  });

  it('about a message goes with the chat of that message, and keeps the key of the one that brought it', () => {
    expect(messageDeleted(NOW, carrier, reference)).toEqual({
      event: 'message_delete',
      at: NOW,
      chat: ANNA_LID,
      dedupe: `message_delete|${ANNA}|${ANNA}|3EB0`,
      data: reference,
    });
  });

  it('names the request that sent the message, where it has one', () => {
    const change = { status: 'failed', at: NOW, error: '479' } as const;
    const data = { messageId: '3EB1', chatId: ANNA, clientReference: 'order 7', ...change };
    const row = { ...ours, client_reference: 'order 7' };
    expect(messageStatusChanged(NOW, row, change)).toMatchObject({ chat: ANNA, data });
  });

  it('of a call is found again by its key', () => {
    expect(callChanged(NOW, call).dedupe).toBe(callKey('C1', 'ringing'));
  });
});
