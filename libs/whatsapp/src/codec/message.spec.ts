import { proto } from '@whiskeysockets/baileys';
import { type Content, interpret } from './content.js';
import { readEnvelope } from './envelope.js';
import { canonical, messagePayload, referencePayload } from './message.js';
import { readAck, readReceipt } from './receipt.js';
import { readPayload } from './wrapping.js';
import { asLid, asPhone } from '../testing/addresses.js';

const self = { phone: asPhone('628111111111'), lid: asLid('911607346010217') };

const NOW = 1_795_346_990_000;

function stanza(attrs: Record<string, string>) {
  return { tag: 'message', attrs: { id: '3EB00001', t: '1795346985', type: 'text', ...attrs } };
}

function padded(message: proto.IMessage): Uint8Array {
  return Buffer.concat([proto.Message.encode(message).finish(), Buffer.alloc(3, 3)]);
}

describe('the envelope of a message', () => {
  it('addressed by phone tells the LID too', () => {
    const envelope = readEnvelope(
      stanza({ from: '15550001111@s.whatsapp.net', sender_lid: '913103037140909@lid', notify: 'Cust' }),
      self,
      NOW,
    );
    expect(envelope).toMatchObject({
      chatJid: '15550001111@s.whatsapp.net',
      isGroup: false,
      fromMe: false,
      pushName: 'Cust',
      pairs: [{ lid: '913103037140909', phone: '15550001111' }],
    });
  });

  it('addressed by LID belongs to the same chat', () => {
    const envelope = readEnvelope(
      stanza({
        from: '913103037140909:4@lid',
        sender_pn: '15550001111@s.whatsapp.net',
        addressing_mode: 'lid',
      }),
      self,
      NOW,
    );
    if (!envelope) throw new Error('no envelope');
    const book = new Map(envelope.pairs.map(({ lid, phone }) => [lid, phone]));
    expect(canonical(envelope.chatJid, book)).toBe('15550001111@s.whatsapp.net');
  });

  it('from another device of our own belongs to the chat it was sent to', () => {
    const envelope = readEnvelope(
      stanza({ from: '628111111111@s.whatsapp.net', recipient: '15550001111@s.whatsapp.net' }),
      self,
      NOW,
    );
    expect(envelope).toMatchObject({ chatJid: '15550001111@s.whatsapp.net', fromMe: true });
  });

  it.each([
    ['of our own', { from: '628111111111@s.whatsapp.net', recipient: '' }, '628111111111@s.whatsapp.net'],
    ['of a bot', { from: '867051314767696@bot' }, '867051314767696@bot'],
  ])('%s without a chat belongs to the author’s', (_whose, attrs, chatJid) => {
    const children = [{ tag: 'meta', attrs: { target_chat_jid: '' } }];
    expect(readEnvelope({ ...stanza(attrs), children }, self, NOW)).toMatchObject({
      chatJid,
      participant: '',
    });
  });

  it('of a bot that was asked in the chat of a person names the bot', () => {
    const children = [{ tag: 'meta', attrs: { target_chat_jid: '15550001111@s.whatsapp.net' } }];
    const envelope = readEnvelope({ ...stanza({ from: '867051314767696@bot' }), children }, self, NOW);
    if (!envelope) throw new Error('no envelope');
    const named = { chatId: '15550001111@s.whatsapp.net', participant: '867051314767696@bot' };
    expect(envelope).toMatchObject({ chatJid: named.chatId, participant: named.participant });
    const said: Content = { kind: 'content', type: 'text', text: 'hi' };
    expect(messagePayload(envelope, said, new Map())).toMatchObject(named);
    expect(referencePayload(envelope, 'A', new Map(), undefined)).toMatchObject(named);
  });

  it('in a group names its author', () => {
    const envelope = readEnvelope(
      stanza({
        from: '120363041234567890@g.us',
        participant: '913103037140909@lid',
        participant_pn: '15550001111@s.whatsapp.net',
      }),
      self,
      NOW,
    );
    expect(envelope).toMatchObject({
      chatJid: '120363041234567890@g.us',
      authorJid: '913103037140909@lid',
      participant: '913103037140909@lid',
      isGroup: true,
    });
  });

  it.each(['', 'soon', '-5', '1e308', '99999999999999'])('with the time "%s" is from when it came', (t) => {
    expect(readEnvelope(stanza({ from: '15550001111@s.whatsapp.net', t }), self, NOW)).toMatchObject({
      timestamp: 1_795_346_990,
    });
  });

  it.each(['status@broadcast', '120363041234567890@newsletter'])('of %s is no conversation', (from) => {
    expect(
      readEnvelope(stanza({ from, participant: '15550001111@s.whatsapp.net' }), self, NOW),
    ).toBeUndefined();
  });
});

describe('a payload', () => {
  it('is unpadded and taken out of the wrapping of an own device', () => {
    const inner = { conversation: 'hello' };
    const message = readPayload(padded({ deviceSentMessage: { destinationJid: 'x', message: inner } }));
    expect(interpret(message)).toMatchObject({ kind: 'content', type: 'text', text: 'hello' });
  });

  it('with wrong padding is refused', () => {
    expect(() => readPayload(Uint8Array.from([200]))).toThrow(RangeError);
  });

  it('quotes and mentions', () => {
    const said = interpret({
      extendedTextMessage: {
        text: 'yes @15550002222',
        contextInfo: {
          stanzaId: 'QUOTED',
          participant: '628111111111@s.whatsapp.net',
          quotedMessage: { conversation: 'coming?' },
          mentionedJid: ['15550002222@s.whatsapp.net'],
        },
      },
    });
    expect(said).toMatchObject({
      kind: 'content',
      context: {
        quoted: { id: 'QUOTED', participant: '628111111111@s.whatsapp.net', text: 'coming?' },
        mentions: ['15550002222@s.whatsapp.net'],
      },
    });
  });

  const edit = {
    protocolMessage: {
      type: proto.Message.ProtocolMessage.Type.MESSAGE_EDIT,
      key: { id: 'TARGET' },
      editedMessage: { conversation: 'better' },
    },
  };
  it.each([
    ['bare', edit],
    ['wrapped', { editedMessage: { message: edit } }],
  ])('that edits, %s, names its target', (_shape, message) => {
    expect(interpret(message)).toMatchObject({ kind: 'edit', targetId: 'TARGET', text: 'better' });
  });

  it('that revokes names its target', () => {
    const { REVOKE } = proto.Message.ProtocolMessage.Type;
    expect(interpret({ protocolMessage: { type: REVOKE, key: { id: 'TARGET' } } })).toEqual({
      kind: 'delete',
      targetId: 'TARGET',
    });
  });

  it('that takes a reaction back has an empty emoji', () => {
    expect(interpret({ reactionMessage: { key: { id: 'TARGET' }, text: '' } })).toEqual({
      kind: 'reaction',
      targetId: 'TARGET',
      emoji: '',
    });
  });

  it('that reacts with a text of any length is bounded', () => {
    const said = interpret({ reactionMessage: { key: { id: 'TARGET' }, text: '👍'.repeat(100_000) } });
    expect(said).toEqual({ kind: 'reaction', targetId: 'TARGET', emoji: '👍'.repeat(512) });
  });

  it('is cut between characters, and not within them', () => {
    const text = `${'a'.repeat(131_071)}👍👍`;
    expect(interpret({ conversation: text })).toMatchObject({
      text: 'a'.repeat(131_071),
      omitted: { characters: 4 },
    });
  });

  it('unwraps what disappears and what is captioned', () => {
    const file = { mimetype: 'application/pdf', fileName: 'a.pdf', caption: 'see', fileLength: 12 };
    const message = {
      ephemeralMessage: { message: { documentWithCaptionMessage: { message: { documentMessage: file } } } },
    };
    expect(interpret(message)).toMatchObject({
      type: 'document',
      caption: 'see',
      media: { mimetype: 'application/pdf', fileName: 'a.pdf', sizeBytes: 12 },
    });
  });

  it('of keys alone says nothing', () => {
    expect(interpret({ senderKeyDistributionMessage: { groupId: 'g' } })).toMatchObject({ kind: 'nothing' });
    expect(interpret({ protocolMessage: { type: 6, key: { id: 'x' } } })).toMatchObject({ kind: 'nothing' });
  });
});

describe('what receivers read', () => {
  const envelope = readEnvelope(
    stanza({
      from: '913103037140909@lid',
      sender_pn: '15550001111@s.whatsapp.net',
      addressing_mode: 'lid',
      notify: 'Cust',
    }),
    self,
    NOW,
  );
  if (!envelope) throw new Error('no envelope');
  const book = new Map([[asLid('913103037140909'), asPhone('15550001111')]]);

  it('is the fields of the plan', () => {
    expect(messagePayload(envelope, { kind: 'content', type: 'text', text: 'Hello!' }, book)).toMatchObject({
      id: '3EB00001',
      from: '15550001111@s.whatsapp.net',
      chatId: '15550001111@s.whatsapp.net',
      senderPhone: '15550001111',
      senderLid: '913103037140909@lid',
      senderName: 'Cust',
      text: 'Hello!',
      timestamp: 1795346985,
      isGroup: false,
      fromMe: false,
      type: 'text',
    });
  });

  it('is in milliseconds for what happens to messages', () => {
    expect(referencePayload(envelope, 'TARGET', book, undefined)).toMatchObject({
      messageId: 'TARGET',
      chatId: '15550001111@s.whatsapp.net',
      fromMe: false,
      at: 1795346985000,
    });
  });
});

describe('news of our own messages', () => {
  const receipt = (attrs: Record<string, string>, items: string[] = []) => ({
    tag: 'receipt',
    attrs: { id: 'M1', from: '15550001111@s.whatsapp.net', t: '1795346985', ...attrs },
    children: [{ tag: 'list', attrs: {}, children: items.map((id) => ({ tag: 'item', attrs: { id } })) }],
  });

  it.each([
    [{}, 'delivered'],
    [{ type: 'inactive' }, 'delivered'],
    [{ type: 'read' }, 'read'],
    [{ type: 'played' }, 'played'],
  ])('a receipt of %j says %s', (attrs, status) => {
    expect(readReceipt(receipt({ ...attrs }, ['M2']), self)).toEqual({
      ids: ['M1', 'M2'],
      status,
      at: 1795346985000,
    });
  });

  it.each([
    [{ type: 'retry' }],
    [{ type: 'read-self' }],
    [{ from: '628111111111:2@s.whatsapp.net' }],
    [{ recipient: '15550002222@s.whatsapp.net' }],
    [{ from: '120363041234567890@g.us' }],
  ])('a receipt of %j says nothing', (attrs) => {
    expect(readReceipt(receipt({ ...attrs }), self)).toBeUndefined();
  });

  it('comes from the server too, as an acknowledgement or a refusal', () => {
    const ack = (attrs: Record<string, string>) => readAck({ class: 'message', id: 'M1', ...attrs });
    expect(ack({ t: '1795346985' })).toEqual({ ids: ['M1'], status: 'sent', at: 1795346985000 });
    expect(ack({ error: '463' })).toMatchObject({ ids: ['M1'], status: 'failed', error: '463' });
    expect(ack({ class: 'receipt' })).toBeUndefined();
  });
});
