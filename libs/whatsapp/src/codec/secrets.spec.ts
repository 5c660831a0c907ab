import { createCipheriv, createHash, createHmac, hkdfSync } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';
import { editedContent, openEdit } from './edits.js';
import { fileOf } from './media.js';
import { interpret } from './content.js';
import { readVote } from './polls.js';

const secret = Buffer.alloc(32, 9);
const iv = Buffer.alloc(12, 3);
const PHONE = '15550001111@s.whatsapp.net';
const LID = '913103037140909@lid';
const { MESSAGE_EDIT } = proto.Message.ProtocolMessage.Type;

function seal(key: Uint8Array, plain: Uint8Array, aad: string): Uint8Array {
  const cipher = createCipheriv('aes-256-gcm', key, iv);
  cipher.setAAD(Buffer.from(aad));
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
}

describe('an edit that only its original opens', () => {
  const original = { conversation: 'first', messageContextInfo: { messageSecret: secret } };
  const edit = {
    protocolMessage: { type: MESSAGE_EDIT, key: { id: 'T' }, editedMessage: { conversation: 'second' } },
  };

  function sealed(author: string, editor: string) {
    const key = hkdfSync('sha256', secret, '', `T${author}${editor}Message Edit`, 32);
    return { payload: seal(Buffer.from(key), proto.Message.encode(edit).finish(), ''), iv };
  }

  it.each([
    [PHONE, PHONE],
    [PHONE, LID],
    [LID, PHONE],
    [LID, LID],
  ])('is opened, whichever addresses its sender used: %s, %s', (author, editor) => {
    const inside = openEdit(sealed(author, editor), original, 'T', [PHONE, LID]);
    expect(inside?.protocolMessage?.editedMessage?.conversation).toBe('second');
  });

  it('is found through the wrapping of the original', () => {
    const wrapped = { ephemeralMessage: { message: original } };
    expect(openEdit(sealed(PHONE, PHONE), wrapped, 'T', [PHONE])).toBeDefined();
  });

  it('stays shut for another message, another person, without a secret and when it is damaged', () => {
    const whole = sealed(PHONE, PHONE);
    expect(openEdit(whole, original, 'U', [PHONE])).toBeUndefined();
    expect(openEdit(whole, original, 'T', ['15550002222@s.whatsapp.net'])).toBeUndefined();
    expect(openEdit(whole, { conversation: 'first' }, 'T', [PHONE])).toBeUndefined();
    expect(openEdit({ ...whole, payload: Buffer.alloc(4) }, original, 'T', [PHONE])).toBeUndefined();
  });
});

describe('what is kept of an edited message', () => {
  const image = { mimetype: 'image/jpeg', caption: 'old', mediaKey: Buffer.alloc(32, 1), directPath: '/v' };

  it('is the new text, with the secret and what it answers', () => {
    const contextInfo = {
      stanzaId: 'Q',
      quotedMessage: { conversation: 'coming?' },
      mentionedJid: ['1@lid'],
    };
    const original = {
      extendedTextMessage: { text: 'yes', contextInfo },
      messageContextInfo: { messageSecret: secret },
    };
    const edited = { extendedTextMessage: { text: 'no', contextInfo: { mentionedJid: ['2@lid'] } } };
    const kept = editedContent(original, edited, 'no');
    expect(interpret(kept)).toMatchObject({
      text: 'no',
      context: { quoted: { id: 'Q', text: 'coming?' }, mentions: ['2@lid'] },
    });
    expect(kept.messageContextInfo?.messageSecret).toEqual(secret);
  });

  it.each([
    ['without its key', { imageMessage: { caption: 'new' } }],
    ['as a text', { conversation: 'new' }],
  ])('is the file with the new caption when the edit comes %s', (_how, edited) => {
    const original = {
      viewOnceMessageV2: { message: { imageMessage: image } },
      messageContextInfo: { messageSecret: secret },
    };
    const kept = editedContent(original, edited, 'new');
    expect(interpret(kept)).toMatchObject({ type: 'image', caption: 'new', media: { viewOnce: true } });
    expect(fileOf(kept)).toMatchObject({ mediaKey: image.mediaKey, directPath: '/v' });
    expect(kept.messageContextInfo?.messageSecret).toEqual(secret);
  });

  it('is the edit alone when the original is not known', () => {
    expect(editedContent(undefined, { conversation: 'new' }, 'new')).toEqual({ conversation: 'new' });
  });
});

describe('a vote', () => {
  const poll = (content: object = {}) => ({
    pollCreationMessageV3: {
      name: 'Lunch?',
      options: ['soup', 'salad', 'bread'].map((optionName) => ({ optionName })),
      ...content,
    },
    messageContextInfo: { messageSecret: secret },
  });
  const people = { creators: ['628111111111@s.whatsapp.net', '911607346010217@lid'], voters: [PHONE, LID] };

  function vote(creator: string, voter: string, ...options: string[]) {
    const key0 = createHmac('sha256', Buffer.alloc(32)).update(secret).digest();
    const info = Buffer.concat([Buffer.from(`P${creator}${voter}Poll Vote`), Buffer.of(1)]);
    const key = createHmac('sha256', key0).update(info).digest();
    const selectedOptions = options.map((option) => createHash('sha256').update(option).digest());
    const plain = proto.Message.PollVoteMessage.encode({ selectedOptions }).finish();
    return { payload: seal(key, plain, `P\0${voter}`), iv };
  }

  it.each(people.creators.flatMap((creator) => people.voters.map((voter) => [creator, voter] as const)))(
    'in a poll of %s is read, by %s',
    (creator, voter) => {
      expect(readVote(poll(), 'P', vote(creator, voter, 'bread', 'soup'), people)).toEqual(['soup', 'bread']);
    },
  );

  it('tells of options of the poll only, and of none when it was taken back', () => {
    const [creator = ''] = people.creators;
    expect(readVote(poll(), 'P', vote(creator, PHONE, 'soup', 'cake'), people)).toEqual(['soup']);
    expect(readVote(poll(), 'P', vote(creator, PHONE), people)).toEqual([]);
    expect(readVote(poll(), 'P', vote(creator, PHONE, 'cake'), people)).toBeUndefined();
  });

  it('tells of the options alone that the message of the poll shows', () => {
    const [creator = ''] = people.creators;
    const many = Array.from({ length: 1_000 }, (_each, n) => `option ${n}`);
    const options = many.map((optionName) => ({ optionName }));
    const cast = vote(creator, PHONE, 'option 100', 'option 99');
    expect(readVote(poll({ options }), 'P', cast, people)).toEqual(['option 99']);
  });

  it('for another poll, or from another person, says nothing', () => {
    const [creator = ''] = people.creators;
    const cast = vote(creator, PHONE, 'soup');
    expect(readVote(poll(), 'Q', cast, people)).toBeUndefined();
    expect(readVote(poll(), 'P', cast, { ...people, voters: [LID] })).toBeUndefined();
    expect(readVote({ conversation: 'no poll' }, 'P', cast, people)).toBeUndefined();
  });
});
