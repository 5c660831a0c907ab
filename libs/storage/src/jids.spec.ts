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

  it.each(['@s.whatsapp.net', '@lid', '@g.us', '', '@' + 'x'.repeat(5000)])(
    'is short, however long somebody makes it: …%.20s',
    (server) => {
      const jids = ['1', '2'].map((end) => withoutDevice(`${'ä9'.repeat(5000)}${end}:7${server}`));
      expect(new Set(jids).size).toBe(2);
      for (const jid of jids) {
        expect(Buffer.byteLength(jid)).toBeLessThanOrEqual(256);
        expect(isChatJid(jid)).toBe(true);
        expect(jid.endsWith(server)).toBe(server.length < 100);
      }
    },
  );

  it('is a text', () => {
    expect(isChatJid(7)).toBe(false);
  });
});

describe('a JID of the wire', () => {
  it.each(['15550001111:3@s.whatsapp.net', '120363041234567890@g.us', 'status@broadcast', '1@newsletter'])(
    '%s is one',
    (jid) => expect(isWireJid(jid)).toBe(true),
  );

  it.each(['', '15550001111', '@s.whatsapp.net', 'a b@lid', 'a@b@lid', `${'1'.repeat(300)}@lid`])(
    '"%s" is none',
    (text) => {
      expect(isWireJid(text)).toBe(false);
    },
  );
});
