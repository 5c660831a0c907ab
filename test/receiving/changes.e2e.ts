import { createCipheriv, hkdfSync } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';
import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const BOT_JID = `${BOT}@s.whatsapp.net`;
const SECRET = Buffer.alloc(32, 9);
const IV = Buffer.alloc(12, 3);
const RUBBISH = { encPayload: Buffer.alloc(32, 7).toString('base64'), encIv: IV.toString('base64') };

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, '15550001111', bot);

beforeAll(async () => bot.link());

/** Anna's client sends this protobuf. */
async function sends(message: object, more: object = {}): Promise<void> {
  await world.emulator.request('POST', `/phones/${anna.phone}/raw`, { to: BOT, message, ...more });
}

async function reported(event: string, messageId: string) {
  return (await bot.event(event, ({ data }) => data['messageId'] === messageId)).data;
}

function keyOf(id: string) {
  return { remoteJid: BOT_JID, fromMe: true, id };
}

describe('a message', () => {
  it('that is pinned or no longer pinned is reported', async () => {
    const id = await anna.writes('to be pinned');
    const since = 1_795_887_000_000;
    await sends({
      pinInChatMessage: { key: keyOf(id), type: 1, senderTimestampMs: since },
      messageContextInfo: { messageAddOnDurationInSecs: 604_800 },
    });
    expect(await reported('message_pinned', id)).toMatchObject({
      chatId: anna.chatId,
      senderPhone: anna.phone,
      fromMe: false,
      pinned: true,
      until: since + 604_800_000,
    });
    await sends({ pinInChatMessage: { key: keyOf(id), type: 2, senderTimestampMs: since } });
    const { data } = await bot.event('message_pinned', (arrival) => arrival.data['pinned'] === false);
    expect(data).toMatchObject({ messageId: id });
    expect(data).not.toHaveProperty('until');
  });

  it('that is kept or no longer kept is reported', async () => {
    const id = await anna.writes('keep me');
    await sends({ keepInChatMessage: { key: keyOf(id), keepType: 1, timestampMs: 1_795_887_000_000 } });
    expect(await reported('message_kept', id)).toMatchObject({ kept: true, chatId: anna.chatId });
    await sends({ keepInChatMessage: { key: keyOf(id), keepType: 2, timestampMs: 1_795_887_000_000 } });
    await bot.event('message_kept', ({ data }) => data['kept'] === false && data['messageId'] === id);
  });
});

describe('a sealed reaction', () => {
  it('is decrypted with the secret of the message', async () => {
    await sends(
      { conversation: 'announcement', messageContextInfo: { messageSecret: SECRET.toString('base64') } },
      { id: 'NEWS' },
    );
    await bot.hears('NEWS');
    const lid = await anna.lid();
    const key = hkdfSync('sha256', SECRET, '', `NEWS${lid}${lid}Enc Reaction`, 32);
    const cipher = createCipheriv('aes-256-gcm', Buffer.from(key), IV);
    const plain = proto.Message.ReactionMessage.encode({ text: '🎉' }).finish();
    const sealed = Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()]);
    const encReactionMessage = {
      targetMessageKey: keyOf('NEWS'),
      encPayload: sealed.toString('base64'),
      encIv: IV.toString('base64'),
    };
    await sends({ encReactionMessage }, { type: 'reaction', hidden: true });
    expect(await reported('message_reaction', 'NEWS')).toMatchObject({
      emoji: '🎉',
      senderPhone: anna.phone,
    });
  });

  it('that cannot be decrypted is reported without its emoji', async () => {
    const encReactionMessage = { targetMessageKey: keyOf('NEVER-SEEN-1'), ...RUBBISH };
    await sends({ encReactionMessage }, { type: 'reaction', hidden: true });
    const data = await reported('message_reaction', 'NEVER-SEEN-1');
    expect(data).toMatchObject({ chatId: anna.chatId, senderPhone: anna.phone });
    expect(data).not.toHaveProperty('emoji');
  });
});

describe('an edit', () => {
  it('that removes the caption of a picture is reported with an empty text', async () => {
    const picture = await world.emulator.sendMedia(anna.phone, BOT, await onePixel(), {
      kind: 'image',
      mimetype: 'image/png',
      caption: 'one',
    });
    await bot.hears(picture);
    const editedMessage = { imageMessage: { caption: '' } };
    const protocolMessage = { type: 14, key: keyOf(picture), editedMessage, timestampMs: 1_795_888_000_000 };
    await sends({ protocolMessage }, { edit: '1' });
    expect(await reported('message_edit', picture)).toMatchObject({ text: '' });
  });

  it('of an unknown message is reported', async () => {
    const editedMessage = { conversation: 'edited before you knew it' };
    const protocolMessage = { type: 14, key: keyOf('NEVER-SEEN-2'), editedMessage };
    await sends({ protocolMessage }, { edit: '1' });
    expect(await reported('message_edit', 'NEVER-SEEN-2')).toMatchObject({
      text: 'edited before you knew it',
    });
  });

  it.each([1, 2, 3])('of kind %d that cannot be decrypted is reported without its text', async (kind) => {
    const id = `NEVER-SEEN-EDIT-${kind}`;
    const secretEncryptedMessage = { targetMessageKey: keyOf(id), ...RUBBISH, secretEncType: kind };
    await sends({ secretEncryptedMessage }, { edit: '1' });
    const data = await reported('message_edit', id);
    expect(data).toMatchObject({ chatId: anna.chatId, senderPhone: anna.phone, fromMe: false });
    expect(data).not.toHaveProperty('text');
  });
});

describe('a vote', () => {
  it('in an unknown poll is reported without its options', async () => {
    const pollUpdateMessage = {
      pollCreationMessageKey: { ...keyOf('NEVER-SEEN-3'), fromMe: false },
      vote: RUBBISH,
      senderTimestampMs: 1_795_888_000_000,
    };
    await sends({ pollUpdateMessage }, { type: 'poll', hidden: true });
    const data = await reported('poll_vote', 'NEVER-SEEN-3');
    expect(data).toMatchObject({ chatId: anna.chatId, senderPhone: anna.phone });
    expect(data).not.toHaveProperty('options');
  });
});

describe('a content that becomes no event', () => {
  it('is counted by its name', async () => {
    await sends({ albumMessage: { expectedImageCount: 2 } });
    await anna.writes('after the album');
    expect((await bot.state()).ignored).toMatchObject({ 'message/albumMessage': 1 });
  });
});

async function onePixel(): Promise<Buffer> {
  return Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );
}
