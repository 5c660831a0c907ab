import { createHash, randomBytes } from 'node:crypto';
import { downloadMediaMessage, normalizeMessageContent, type WAMessage } from '@whiskeysockets/baileys';
import { eventually } from './eventually.js';
import { trustMedia } from './media-trust.js';
import { Stage } from './stage.js';
import { type TestCompanion } from './test-companion.js';

import.meta.jest.setTimeout(20_000);

const BOT = '628111111111';
const BOT_JID = `${BOT}@s.whatsapp.net`;
const CUSTOMER = '15550001111';
const CUSTOMER_JID = `${CUSTOMER}@s.whatsapp.net`;

let stage: Stage;
let bot: TestCompanion;

beforeAll(async () => {
  stage = await Stage.open();
  trustMedia((await stage.control.get('/trust')).mediaCaPem);
  await stage.control.post('/phones', { phone: CUSTOMER, name: 'Customer' });
  bot = await stage.pair(BOT);
});

afterAll(async () => {
  expect(await stage.control.get('/unhandled')).toEqual({ count: 0, stanzas: [] });
  expect((await stage.control.get('/stats')).errors).toBe(0);
  await stage.close();
});

afterEach(async () => {
  await stage.control.delete('/faults');
});

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** The person sends bytes; what the companion hears of it. */
async function shares(body: object, bytes: Buffer, to = BOT): Promise<WAMessage> {
  const media = bytes.toString('base64');
  const { messageId } = await stage.control.post(`/phones/${CUSTOMER}/messages`, { to, media, ...body });
  return hears(messageId);
}

async function hears(id: string, companion = bot): Promise<WAMessage> {
  const heard = await eventually(`message ${id}`, () =>
    companion.messages.find(({ message }) => message.key.id === id),
  );
  return heard.message;
}

function download(message: WAMessage): Promise<Buffer> {
  return downloadMediaMessage(message, 'buffer', {});
}

async function inInbox(id: string, phone = CUSTOMER) {
  return eventually(`message ${id} of ${phone}`, async () => {
    const messages = await stage.control.get(`/phones/${phone}/messages?all=true`);
    return messages.find((message: { id: string }) => message.id === id);
  });
}

async function fileOf(id: string, phone = CUSTOMER): Promise<{ type: string | null; bytes: Buffer }> {
  const response = await fetch(`${stage.control.url}/phones/${phone}/messages/${id}/media`);
  expect(response.status).toBe(200);
  return {
    type: response.headers.get('content-type'),
    bytes: Buffer.from(await response.arrayBuffer()),
  };
}

describe('media over the emulator', () => {
  it('come from a person byte by byte', async () => {
    const bytes = randomBytes(50_000);
    const heard = await shares({ kind: 'image', caption: 'Look' }, bytes);
    expect(heard.message?.imageMessage).toMatchObject({ caption: 'Look', mimetype: 'image/jpeg' });
    expect(normalizeMessageContent(heard.message)).toBe(heard.message);
    expect((await download(heard)).equals(bytes)).toBe(true);
  });

  it('reach a person byte by byte', async () => {
    const bytes = randomBytes(50_000);
    const id = await bot.send(CUSTOMER_JID, { image: bytes, caption: 'Here', mimetype: 'image/png' });
    expect(await inInbox(id)).toMatchObject({
      type: 'image',
      caption: 'Here',
      media: { mimetype: 'image/png', sizeBytes: bytes.length, sha256: sha256(bytes) },
    });
    const file = await fileOf(id);
    expect(file.type).toBe('image/png');
    expect(file.bytes.equals(bytes)).toBe(true);
  });
});
