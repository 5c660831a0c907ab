import { asLid, asPhone } from '../testing/addresses.js';
import { readOwnReading, readOwnViews, readStatusReceipts } from './receipt.js';

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

describe('what other people have seen of the status posts of the account', () => {
  const FROM = 'status@broadcast';
  const receipt = (attrs: Record<string, string>) => ({ tag: 'receipt', attrs: { id: 'A', ...attrs } });

  it('is known, with the time', () => {
    const attrs = { from: FROM, participant: ANNA, type: 'read', t: '1700000000' };
    expect(readStatusReceipts(receipt(attrs), SELF)).toMatchObject([
      { participantJid: ANNA, ids: ['A'], type: 'read', at: 1_700_000_000_000 },
    ]);
  });

  it.each([
    ['the account itself', { from: FROM, participant: OWN, type: 'read' }],
    ['a group', { from: GROUP, participant: ANNA, type: 'read' }],
  ])('is not what comes from %s', (_who, attrs) => {
    expect(readStatusReceipts(receipt(attrs), SELF)).toEqual([]);
  });
});

describe('the posts of others that another device of the account has shown', () => {
  it.each([
    ['without telling the author', { from: 'status@broadcast', participant: ANNA, type: 'read-self' }],
    ['with a receipt', { from: 'status@broadcast', participant: OWN, type: 'read' }],
  ])('are known: %s', (_what, attrs) => {
    expect(readOwnViews({ tag: 'receipt', attrs: { id: 'A', ...attrs } }, SELF)).toEqual(['A']);
  });

  it.each([
    ['in a group', { from: GROUP, participant: OWN, type: 'read' }],
    ['by somebody else', { from: 'status@broadcast', participant: ANNA, type: 'read' }],
  ])('are not what was read %s', (_what, attrs) => {
    expect(readOwnViews({ tag: 'receipt', attrs: { id: 'A', ...attrs } }, SELF)).toEqual([]);
  });
});
