import type { KeptNode } from '../wire/stanza.js';
import { readPresence } from './presence.js';
import { asLid, asPhone } from '../testing/addresses.js';

const SELF = { phone: asPhone('628111111111'), lid: asLid('100') };
const CASEY = '15550001111@s.whatsapp.net';
const GROUP = '120363000000000000@g.us';

function presence(attrs: Record<string, string>): KeptNode {
  return { tag: 'presence', attrs };
}

function chatstate(attrs: Record<string, string>, state: string, of: Record<string, string> = {}): KeptNode {
  return { tag: 'chatstate', attrs, children: [{ tag: state, attrs: of }] };
}

describe('presence', () => {
  it.each([
    [presence({ from: CASEY, type: 'available' }), { jid: CASEY, status: 'online' }],
    [presence({ from: CASEY }), { jid: CASEY, status: 'online' }],
    [presence({ from: CASEY, type: 'unavailable', last: 'deny' }), { jid: CASEY, status: 'offline' }],
    [
      presence({ from: CASEY, type: 'unavailable', last: '1700000000' }),
      { jid: CASEY, status: 'offline', lastSeen: 1_700_000_000_000 },
    ],
    [chatstate({ from: CASEY }, 'composing'), { jid: CASEY, status: 'typing' }],
    [chatstate({ from: CASEY }, 'composing', { media: 'audio' }), { jid: CASEY, status: 'recording' }],
    [chatstate({ from: CASEY }, 'paused'), { jid: CASEY, status: 'paused' }],
    [
      chatstate({ from: GROUP, participant: CASEY }, 'composing'),
      { jid: GROUP, participant: CASEY, status: 'typing' },
    ],
  ])('%j tells %j', (stanza, news) => {
    expect(readPresence(stanza, SELF)).toEqual(news);
  });

  it.each([
    presence({}),
    presence({ from: '628111111111@s.whatsapp.net', type: 'available' }),
    presence({ from: '100@lid', type: 'available' }),
    presence({ from: GROUP, type: 'available', count: '3' }),
    presence({ from: 'status@broadcast' }),
    chatstate({ from: CASEY }, 'gone'),
    chatstate({ from: GROUP, participant: '628111111111:2@s.whatsapp.net' }, 'composing'),
  ])('%j tells nothing', (stanza) => {
    expect(readPresence(stanza, SELF)).toBeUndefined();
  });
});
