import { AllowedChats, jidOf } from './chats.js';

describe('a chat', () => {
  it.each([
    ['+62 812-3456-7890', '6281234567890@s.whatsapp.net'],
    ['6281234567890@c.us', '6281234567890@s.whatsapp.net'],
    ['120363043211234567@g.us', '120363043211234567@g.us'],
    [' 911607346010217@LID ', '911607346010217@lid'],
  ])('is one, however it is written: %s', (written, jid) => {
    expect(jidOf(written)).toBe(jid);
  });

  it('is allowed if it is on the list, or if there is none', () => {
    const chats = new AllowedChats(['6281234567890', '120363043211234567@g.us']);
    expect(chats.has('6281234567890@s.whatsapp.net')).toBe(true);
    expect(chats.has('120363043211234567@g.us')).toBe(true);
    expect(chats.has('6281234567891')).toBe(false);
    expect(chats.has('6281234567890@lid')).toBe(false);
    expect(new AllowedChats(undefined).has('6281234567891')).toBe(true);
    expect(new AllowedChats([]).has('6281234567891')).toBe(false);
  });
});
