import { proto } from '@whiskeysockets/baileys';
import { type MessageRow, withoutDevice } from '#libs/storage';
import { keptMessage, lidsInKept } from './known-message.js';
import { asLid, asPhone } from '../testing/addresses.js';

const ANNA = withoutDevice('15550001111@s.whatsapp.net');
const GROUP = withoutDevice('120363041234567890@g.us');
const book = new Map([
  [asLid('913103037140909'), asPhone('15550001111')],
  [asLid('911607346010217'), asPhone('15550002222')],
]);

function row(message: proto.IMessage | undefined, rest: Partial<MessageRow> = {}): MessageRow {
  return {
    position: 1,
    instance: 'ins_1',
    chat: ANNA,
    sender: ANNA,
    id: '3EB00001',
    from_me: 0,
    remote_jid: withoutDevice('913103037140909@lid'),
    participant: '',
    type: 'text',
    text: null,
    content: message ? proto.Message.encode(message).finish() : null,
    push_name: 'Anna',
    at: 1795346985000,
    status: null,
    status_at: null,
    error: null,
    edited_at: null,
    deleted_at: null,
    request: null,
    client_reference: null,
    unavailable: null,
    username: null,
    server_id: null,
    traceparent: null,
    media_handle: null,
    change: null,
    change_at: null,
    details: null,
    pinned_at: null,
    pinned_until: null,
    kept_at: null,
    audience: null,
    viewed_at: null,
    read_due: 0,
    ...rest,
  };
}

describe('a kept message', () => {
  it('reads as its event did', () => {
    expect(keptMessage(row({ conversation: 'Hello!' }), book)).toEqual({
      id: '3EB00001',
      from: ANNA,
      chatId: ANNA,
      senderPhone: '15550001111',
      senderLid: '913103037140909@lid',
      senderName: 'Anna',
      text: 'Hello!',
      timestamp: 1795346985,
      isGroup: false,
      fromMe: false,
      type: 'text',
    });
  });

  it('names in a group who wrote it, whom it mentions and what it answers', () => {
    const contextInfo = {
      stanzaId: 'Q',
      participant: '911607346010217@lid',
      quotedMessage: { conversation: 'coming?' },
      mentionedJid: ['911607346010217@lid'],
    };
    const kept = row(
      { extendedTextMessage: { text: 'yes', contextInfo } },
      { chat: GROUP, participant: ANNA },
    );
    expect(lidsInKept(kept)).toEqual([asLid('911607346010217'), asPhone('911607346010217')]);
    expect(keptMessage(kept, book)).toMatchObject({
      chatId: GROUP,
      isGroup: true,
      participant: ANNA,
      quoted: { id: 'Q', participant: '15550002222@s.whatsapp.net', text: 'coming?' },
      mentions: ['15550002222@s.whatsapp.net'],
    });
  });

  it('tells what became of it', () => {
    const own = row({ conversation: 'better' }, { from_me: 1, status: 'read', edited_at: 5 });
    expect(keptMessage(own, book)).toMatchObject({
      fromMe: true,
      text: 'better',
      status: 'read',
      editedAt: 5,
    });
    const refused = row({ conversation: 'unwanted' }, { from_me: 1, status: 'failed', error: '463' });
    expect(keptMessage(refused, book)).toMatchObject({ status: 'failed', error: '463' });
  });

  it('says nothing once it is deleted', () => {
    const image = {
      mimetype: 'image/png',
      caption: 'look',
      contextInfo: { mentionedJid: ['911607346010217@lid'] },
    };
    for (const content of [undefined, { imageMessage: image }]) {
      const kept = row(content, { type: 'image', text: 'look', deleted_at: 7 });
      const deleted = keptMessage(kept, book);
      expect(deleted).toMatchObject({ type: 'image', deletedAt: 7 });
      expect(deleted.text ?? deleted.caption ?? deleted.media ?? deleted.mentions).toBeUndefined();
      expect(lidsInKept(kept)).toEqual([]);
    }
  });

  it('is of a type that is not known when its content cannot be read', () => {
    const unreadable = { ...row(undefined), content: Buffer.of(0xff), text: 'what was known of it' };
    expect(lidsInKept(unreadable)).toEqual([]);
    expect(keptMessage(unreadable, book)).toMatchObject({ type: 'unknown', text: 'what was known of it' });
  });
});
