import { isChatJid, isWireJid, withoutDevice } from './jids.js';

describe('the JID of a chat', () => {
  it.each([
    ['15550001111:3@s.whatsapp.net', '15550001111@s.whatsapp.net'],
    ['913103037140909:12@lid', '913103037140909@lid'],
    ['120363041234567890@g.us', '120363041234567890@g.us'],
    ['nonsense', 'nonsense'],
  ])('of %s is %s', (jid, chat) => {
    expect(withoutDevice(jid)).toBe(chat);
    expect(isChatJid(jid)).toBe(jid === chat);
  });

  it('is a text', () => {
    expect(isChatJid(7)).toBe(false);
  });
});

describe('a JID of the wire', () => {
  it.each(['15550001111:3@s.whatsapp.net', '120363041234567890@g.us', 'status@broadcast', '1@newsletter'])(
    '%s is one',
    (jid) => expect(isWireJid(jid)).toBe(true),
  );

  it.each(['', '15550001111', '@s.whatsapp.net', 'a b@lid', 'a@b@lid'])('"%s" is none', (text) => {
    expect(isWireJid(text)).toBe(false);
  });
});
