import { lidOf, parseJid, parsePerson, parsePhone, parseRecipient, phoneOf } from './jids.js';
import { WhatsAppFault } from '../faults.js';

describe('a recipient', () => {
  it.each([
    ['6281234567890', '6281234567890@s.whatsapp.net'],
    ['+62 812-3456-7890', '6281234567890@s.whatsapp.net'],
    ['6281234567890@c.us', '6281234567890@s.whatsapp.net'],
    ['6281234567890@s.whatsapp.net', '6281234567890@s.whatsapp.net'],
    ['913103037140909@lid', '913103037140909@lid'],
    ['120363041234567890@g.us', '120363041234567890@g.us'],
    ['6281234567-1600000000@g.us', '6281234567-1600000000@g.us'],
  ])('%s is %s', (value, jid) => {
    expect(parseRecipient(value, 'to')).toBe(jid);
  });

  it.each([
    'abc',
    '',
    '123456',
    '1234567890123456',
    '0015550001111',
    '+00 1 555 000 1111',
    '081234567890',
    '081234567890@s.whatsapp.net',
    '@s.whatsapp.net',
    '628@s.whatsapp.net:evil',
    'user@evil.com',
    '6281234567890:1@s.whatsapp.net',
    'status@broadcast',
    '120363@newsletter',
    '628123@s.whatsapp.net@lid',
    '../x@g.us',
  ])('%j is refused by the name of its field', (value) => {
    expect(() => parseRecipient(value, 'to')).toThrow(WhatsAppFault);
    expect(() => parseRecipient(value, 'to')).toThrow(/^to /);
  });

  it('is not a group where a person is meant', () => {
    expect(() => parsePerson('120363041234567890@g.us', 'mentions')).toThrow(/person/);
  });
});

describe('addresses', () => {
  it('strips what is no digit from a phone', () => {
    expect(parsePhone('(+44) 20 7946 0958', 'phone')).toBe('442079460958');
    expect(() => parsePhone('442079460958@s.whatsapp.net', 'phone')).toThrow(/JID/);
  });

  it('are taken apart with their device', () => {
    expect(parseJid('15550001111:3@s.whatsapp.net')).toEqual({
      user: '15550001111',
      device: 3,
      server: 's.whatsapp.net',
    });
    expect(parseJid('nonsense')).toBeUndefined();
  });

  it('tell phones from LIDs', () => {
    expect(phoneOf('15550001111:3@s.whatsapp.net')).toBe('15550001111');
    expect(phoneOf('913103037140909@lid')).toBeUndefined();
    expect(lidOf('913103037140909:2@lid')).toBe('913103037140909');
    expect(lidOf('120363041234567890@g.us')).toBeUndefined();
    expect([phoneOf('anna@s.whatsapp.net'), lidOf('anna@lid')]).toEqual([undefined, undefined]);
  });
});
