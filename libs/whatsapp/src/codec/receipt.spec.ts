import { asLid, asPhone } from '../testing/addresses.js';
import { readOwnReading } from './receipt.js';

const SELF = { phone: asPhone('628111111111'), lid: asLid('911607346010217') };
const OWN = '628111111111@s.whatsapp.net';
const ANNA = '15550001111@s.whatsapp.net';
const GROUP = '120363041234567890@g.us';

describe('what another device of the account has read', () => {
  it.each([
    ['without telling the sender', ANNA, { from: ANNA, type: 'read-self' }],
    ['in a chat with one person', ANNA, { from: OWN, recipient: ANNA, type: 'read' }],
    ['in a group', GROUP, { from: GROUP, participant: '911607346010217:3@lid', type: 'read' }],
  ])('is known, with its chat: %s', (_what, chat, attrs) => {
    const stanza = { tag: 'receipt', attrs: { id: 'A', ...attrs } };
    expect(readOwnReading(stanza, SELF)).toEqual({ chat, ids: ['A'] });
  });

  it.each([
    ['somebody else has read', { from: ANNA, type: 'read' }],
    ['somebody else in a group has read', { from: GROUP, participant: ANNA, type: 'read' }],
    ['a message has arrived', { from: OWN, recipient: ANNA, type: 'sender' }],
    ['a status post was seen', { from: 'status@broadcast', participant: ANNA, type: 'read-self' }],
  ])('is not meant: %s', (_what, attrs) => {
    expect(readOwnReading({ tag: 'receipt', attrs: { id: 'A', ...attrs } }, SELF)).toBeUndefined();
  });
});
