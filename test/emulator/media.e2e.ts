import { createHash, randomBytes } from 'node:crypto';
import {
  type AnyMessageContent,
  type BinaryNode,
  downloadContentFromMessage,
  downloadMediaMessage,
  normalizeMessageContent,
  type proto,
  type WAMessage,
} from '@whiskeysockets/baileys';
import sharp from 'sharp';
import { type Answer } from '../harness/control-client.js';
import { jidOf } from '../harness/jid.js';
import { comes } from '../harness/waiting.js';
import { trustMedia } from './media-trust.js';
import { Stage } from './stage.js';
import { type TestCompanion } from './test-companion.js';

const BOT = '628111111111';
const CUSTOMER = '15550001111';
const CUSTOMER_JID = jidOf(CUSTOMER);

let stage: Stage;
let bot: TestCompanion;

beforeAll(async () => {
  stage = await Stage.open();
  trustMedia((await stage.control.get('/trust')).mediaCaPem);
  await stage.control.post('/phones', { phone: CUSTOMER, name: 'Customer' });
  bot = await stage.pair(BOT);
  // Baileys tells where a file is after a re-upload from what it last heard of the media server.
  await bot.socket.refreshMediaConn();
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
async function shares(bytes: Buffer, body: object): Promise<WAMessage> {
  const media = bytes.toString('base64');
  const { messageId } = await stage.control.post(`/phones/${CUSTOMER}/messages`, { to: BOT, media, ...body });
  return hears(messageId);
}

async function hears(id: string, companion = bot): Promise<WAMessage> {
  const heard = await comes(`message ${id}`, () =>
    companion.messages.find(({ message }) => message.key.id === id),
  );
  return heard.message;
}

function download(message: WAMessage): Promise<Buffer> {
  return downloadMediaMessage(message, 'buffer', {});
}

async function onPhone(id: string, phone = CUSTOMER) {
  return comes(`message ${id} of ${phone}`, async () => {
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

/** The HTTP status in what Baileys throws; 0 when it throws nothing. */
async function statusOf(work: Promise<unknown>): Promise<number> {
  try {
    await work;
    return 0;
  } catch (error) {
    const { output }: { output?: { statusCode: number } } = Object(error);
    if (!output) throw error;
    return output.statusCode;
  }
}

/** The file part of a message, its wrappers taken off. */
function imageOf({ message }: WAMessage): proto.Message.IImageMessage {
  const image = normalizeMessageContent(message)?.imageMessage;
  if (!image) throw new Error('no image');
  return image;
}

describe('a file from a person', () => {
  it.each([
    [
      'an image',
      { kind: 'image', caption: 'Look' },
      'imageMessage',
      { caption: 'Look', mimetype: 'image/jpeg' },
    ],
    ['a video', { kind: 'video', seconds: 7, width: 640 }, 'videoMessage', { seconds: 7, width: 640 }],
    ['a moving picture', { kind: 'video', gifPlayback: true }, 'videoMessage', { gifPlayback: true }],
    ['a video note', { kind: 'video', ptv: true }, 'ptvMessage', { mimetype: 'video/mp4' }],
    [
      'a song',
      { kind: 'audio', mimetype: 'audio/mpeg' },
      'audioMessage',
      { ptt: false, mimetype: 'audio/mpeg' },
    ],
    [
      'a voice note',
      { kind: 'audio', ptt: true },
      'audioMessage',
      { ptt: true, mimetype: 'audio/ogg; codecs=opus' },
    ],
    [
      'a document',
      { kind: 'document', fileName: 'a.pdf' },
      'documentMessage',
      { fileName: 'a.pdf', title: 'a.pdf' },
    ],
  ])('comes as %s, byte by byte', async (_name, body, part, shown) => {
    const bytes = randomBytes(30_001);
    const heard = await shares(bytes, body);
    expect(heard.message).toMatchObject({ [part]: shown });
    const { fileSha256 } = Object(heard.message)[part];
    expect(Buffer.from(fileSha256).toString('hex')).toBe(sha256(bytes));
    expect((await download(heard)).equals(bytes)).toBe(true);
  });

  it('comes as a sticker, whose address leads nowhere: only its path leads to the bytes', async () => {
    const picture = await shares(randomBytes(10), { kind: 'image' });
    const bytes = randomBytes(30_001);
    const heard = await shares(bytes, { kind: 'sticker' });
    const sticker = Object(heard.message).stickerMessage;
    expect(sticker).toMatchObject({ mimetype: 'image/webp', url: 'https://web.whatsapp.net' });
    sticker.url = new URL(sticker.directPath, Object(picture.message).imageMessage.url).href;
    expect((await download(heard)).equals(bytes)).toBe(true);
  });

  it('is wrapped as phones do when it is a document with a caption', async () => {
    const bytes = randomBytes(100);
    const heard = await shares(bytes, {
      kind: 'document',
      caption: 'The invoice',
      mimetype: 'application/pdf',
    });
    expect(heard.message?.documentWithCaptionMessage?.message?.documentMessage).toMatchObject({
      caption: 'The invoice',
      mimetype: 'application/pdf',
    });
    expect((await download(heard)).equals(bytes)).toBe(true);
  });

  it.each([
    ['image', 'viewOnceMessageV2'],
    ['video', 'viewOnceMessageV2'],
    ['audio', 'viewOnceMessageV2Extension'],
  ])('is wrapped when the %s may be seen once', async (kind, wrapper) => {
    const bytes = randomBytes(100);
    const heard = await shares(bytes, { kind, viewOnce: true, toCompanions: true });
    expect(heard.message).toMatchObject({
      [wrapper]: { message: { [`${kind}Message`]: { viewOnce: true } } },
    });
    expect((await download(heard)).equals(bytes)).toBe(true);
  });

  it('stays on phones when it may be seen once', async () => {
    const stanzas: BinaryNode[] = [];
    const listen = (node: BinaryNode) => void stanzas.push(node);
    bot.socket.ws.on('CB:message', listen);
    const path = `/phones/${CUSTOMER}/messages`;
    const media = randomBytes(100).toString('base64');
    const body = { to: BOT, kind: 'image', media, viewOnce: true };
    const { messageId } = await stage.control.post(path, body);
    const node = await comes('the placeholder', () => stanzas.find(({ attrs }) => attrs.id === messageId));
    bot.socket.ws.off('CB:message', listen);
    expect(node.content).toEqual([{ tag: 'unavailable', attrs: { type: 'view_once' } }]);
    const inbox = await stage.control.get(`/phones/${BOT}/messages`);
    expect(inbox.find(({ id }: { id: string }) => id === messageId)).toMatchObject({
      media: { viewOnce: true },
    });
  });

  it('is wrapped when it disappears, outermost', async () => {
    const bytes = randomBytes(100);
    const heard = await shares(bytes, { kind: 'document', caption: 'Gone soon', ephemeral: 86_400 });
    const inner = heard.message?.ephemeralMessage?.message?.documentWithCaptionMessage?.message;
    expect(inner?.documentMessage).toMatchObject({
      caption: 'Gone soon',
      contextInfo: { expiration: 86_400 },
    });
    expect((await download(heard)).equals(bytes)).toBe(true);
  });

  it('brings thumbnail, quote and mentions along', async () => {
    const picture = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
      .jpeg()
      .toBuffer();
    const first = await shares(picture, {
      kind: 'image',
      caption: 'First',
      thumbnail: picture.toString('base64'),
    });
    expect(first.message?.imageMessage?.jpegThumbnail).toHaveLength(picture.length);
    const second = await shares(picture, {
      kind: 'image',
      quoted: first.key.id,
      mentions: ['15550002222'],
    });
    expect(second.message?.imageMessage?.contextInfo).toMatchObject({
      stanzaId: first.key.id,
      participant: await stage.lidOf(CUSTOMER),
      quotedMessage: { imageMessage: { caption: 'First' } },
      mentionedJid: [await stage.lidOf('15550002222')],
    });
  });

  it('says on its stanza what it is', async () => {
    const seen: (string | undefined)[][] = [];
    const listen = ({ attrs, content }: BinaryNode) => {
      for (const enc of Array.isArray(content) ? content : [])
        if (enc.tag === 'enc') seen.push([attrs.type, enc.attrs.mediatype]);
    };
    bot.socket.ws.on('CB:message', listen);
    for (const body of [
      { kind: 'audio', ptt: true },
      { kind: 'document', caption: 'x' },
      { kind: 'video', ptv: true },
    ])
      await shares(randomBytes(10), body);
    bot.socket.ws.off('CB:message', listen);
    expect(seen).toEqual([
      ['media', 'ptt'],
      ['media', 'document'],
      ['media', 'ptv'],
    ]);
  });

  it('comes again when the companion could not read the message', async () => {
    await stage.control.post('/faults', { kind: 'undecryptable', phone: BOT, times: 1 });
    const bytes = randomBytes(100);
    const { messageId } = await stage.control.post(`/phones/${CUSTOMER}/messages`, {
      to: BOT,
      kind: 'image',
      media: bytes.toString('base64'),
    });
    const heard = await comes('the image', () =>
      [
        ...bot.messages.map(({ message }) => message),
        ...bot.updates.map(({ key, update }) => ({ key, ...update })),
      ].find(({ key, message }) => key.id === messageId && message?.imageMessage),
    );
    expect((await download(heard)).equals(bytes)).toBe(true);
  });

  it.each([
    [{ media: 'AAAA' }, 'kind'],
    [{ media: 'AAAA', kind: 'film' }, 'kind'],
    [{ media: '', kind: 'image' }, 'media'],
    [{ media: '%%%', kind: 'image' }, 'media'],
    [{ media: 'AAAA', mediaId: 'x', kind: 'image' }, 'media'],
    [{ mediaId: 'x', kind: 'image' }, 'mediaId'],
    [{ media: 'AAAA', kind: 'image', text: 'x' }, 'text'],
    [{ media: 'AAAA', kind: 'sticker', viewOnce: true }, 'viewOnce'],
    [{ media: 'AAAA', kind: 'audio', caption: 'x' }, 'caption'],
    [{ media: 'AAAA', kind: 'image', ephemeral: 0 }, 'ephemeral'],
  ])('is refused as %j, naming %s', async (body, field) => {
    const answer = await stage.control.raw('POST', `/phones/${CUSTOMER}/messages`, { to: BOT, ...body });
    expect(answer).toMatchObject({ status: 400, body: { field } });
  });
});

describe('a file for a person', () => {
  const cases: [string, (bytes: Buffer) => AnyMessageContent, object][] = [
    ['an image', (image) => ({ image, caption: 'Here' }), { type: 'image', caption: 'Here' }],
    ['a video', (video) => ({ video }), { type: 'video' }],
    [
      'a moving picture',
      (video) => ({ video, gifPlayback: true }),
      { type: 'video', media: { gifPlayback: true } },
    ],
    ['a video note', (video) => ({ video, ptv: true }), { type: 'video', media: { ptv: true } }],
    [
      'a song',
      (audio) => ({ audio, mimetype: 'audio/mpeg', seconds: 9 }),
      { type: 'audio', media: { seconds: 9 } },
    ],
    ['a voice note', (audio) => ({ audio, ptt: true, seconds: 2 }), { type: 'audio', media: { ptt: true } }],
    [
      'a document',
      (document) => ({ document, mimetype: 'application/pdf', fileName: 'a.pdf', caption: 'Read' }),
      { type: 'document', caption: 'Read', media: { fileName: 'a.pdf', mimetype: 'application/pdf' } },
    ],
    ['a sticker', (sticker) => ({ sticker }), { type: 'sticker', media: { mimetype: 'image/webp' } }],
    ['an image to see once', (image) => ({ image, viewOnce: true }), { media: { viewOnce: true } }],
  ];

  it.each(cases)('arrives as %s, byte by byte', async (_name, content, shown) => {
    const bytes = randomBytes(30_001);
    const id = await bot.send(CUSTOMER_JID, content(bytes));
    const message = await onPhone(id);
    expect(message).toMatchObject(shown);
    expect(message).toMatchObject({ media: { sizeBytes: bytes.length, sha256: sha256(bytes) } });
    expect(message.media).not.toHaveProperty('error');
    const file = await fileOf(id);
    expect(file.type).toBe(message.media.mimetype);
    expect(file.bytes.equals(bytes)).toBe(true);
  });

  it('arrives with size, thumbnail, quote and mentions', async () => {
    const picture = await sharp({ create: { width: 80, height: 60, channels: 3, background: 'red' } })
      .png()
      .toBuffer();
    const heard = await shares(picture, { kind: 'image', caption: 'This one?' });
    const sent = await bot.socket.sendMessage(
      CUSTOMER_JID,
      { image: picture, caption: 'That one, @you', mentions: [CUSTOMER_JID] },
      { quoted: heard, ephemeralExpiration: 86_400 },
    );
    expect(await onPhone(sent?.key.id ?? '')).toMatchObject({
      caption: 'That one, @you',
      media: { width: 80, height: 60, thumbnail: true },
      quoted: { id: heard.key.id, text: 'This one?' },
      mentions: [CUSTOMER_JID],
    });
  });

  it('is shown as forwarded, as a text is', async () => {
    const bytes = randomBytes(100);
    const heard = await shares(bytes, { kind: 'image' });
    const forwarded = await bot.send(CUSTOMER_JID, { forward: heard });
    expect(await onPhone(forwarded)).toMatchObject({ type: 'image', forwarded: true });
    expect((await fileOf(forwarded)).bytes.equals(bytes)).toBe(true);
    const { messageId } = await stage.control.post(`/phones/${CUSTOMER}/messages`, {
      to: BOT,
      text: 'Pass it on',
    });
    const text = await hears(messageId);
    expect(await onPhone(await bot.send(CUSTOMER_JID, { forward: text }))).toMatchObject({
      text: 'Pass it on',
      forwarded: true,
    });
  });

  it('arrives on the phone of the companion that sent it, and at its other companions', async () => {
    const second = await stage.pair(BOT, 'second');
    const bytes = randomBytes(1000);
    const id = await bot.send(CUSTOMER_JID, { image: bytes });
    expect(await onPhone(id, BOT)).toMatchObject({ fromMe: true, device: 1, type: 'image' });
    expect((await fileOf(id, BOT)).bytes.equals(bytes)).toBe(true);
    expect((await download(await hears(id, second))).equals(bytes)).toBe(true);
    await stage.control.delete(`/phones/${BOT}/companions/${second.number}`);
  });

  it('goes with the message that is deleted', async () => {
    const id = await bot.send(CUSTOMER_JID, { image: randomBytes(100), caption: 'Oops' });
    await onPhone(id);
    await bot.send(CUSTOMER_JID, { delete: { remoteJid: CUSTOMER_JID, fromMe: true, id } });
    const message = await comes('the deletion', async () => {
      const found = await onPhone(id);
      return found.deleted && found;
    });
    expect(message).not.toHaveProperty('media');
    expect(message).not.toHaveProperty('caption');
    const { status } = await stage.control.raw('GET', `/phones/${CUSTOMER}/messages/${id}/media`);
    expect(status).toBe(404);
  });

  const lies: [string, (image: proto.Message.IImageMessage) => void, RegExp][] = [
    ['the hash of the file', (image) => (image.fileSha256 = randomBytes(32)), /fileSha256/],
    ['the hash of the ciphertext', (image) => (image.fileEncSha256 = randomBytes(32)), /fileEncSha256/],
    ['the length', (image) => (image.fileLength = 99), /fileLength/],
    ['the key', (image) => (image.mediaKey = randomBytes(32)), /MAC/],
    ['the path', (image) => (image.directPath = '/v/t62.7118-24/none.enc'), /no such file/],
  ];

  it.each(lies)('is kept, but not shown, when %s is wrong', async (_name, lie, error) => {
    const sent = await bot.socket.sendMessage(CUSTOMER_JID, { image: randomBytes(100) });
    const content = sent?.message;
    if (!content?.imageMessage) throw new Error('no image');
    lie(content.imageMessage);
    const id = await bot.socket.relayMessage(CUSTOMER_JID, content, {});
    const message = await onPhone(id);
    expect(message.media.error).toMatch(error);
    const { status } = await stage.control.raw('GET', `/phones/${CUSTOMER}/messages/${id}/media`);
    expect(status).toBe(404);
  });
});

describe('the media server', () => {
  it('gives parts of a file', async () => {
    const bytes = randomBytes(50_000);
    const image = imageOf(await shares(bytes, { kind: 'image' }));
    const part = await downloadContentFromMessage(image, 'image', { startByte: 1605, endByte: 3203 });
    const got = Buffer.concat(await part.toArray());
    expect(got.equals(bytes.subarray(1605, 3203))).toBe(true);

    const whole = Buffer.from(await (await fetch(image.url ?? '')).arrayBuffer());
    const tail = await fetch(image.url ?? '', { headers: { range: 'bytes=-26' } });
    expect(tail.status).toBe(206);
    expect(tail.headers.get('content-range')).toBe(
      `bytes ${whole.length - 26}-${whole.length - 1}/${whole.length}`,
    );
    expect(Buffer.from(await tail.arrayBuffer()).equals(whole.subarray(-26))).toBe(true);
    const outside = await fetch(image.url ?? '', { headers: { range: `bytes=${whole.length}-` } });
    expect(outside.status).toBe(416);
  });

  it('knows its files by path and signature', async () => {
    const { url } = imageOf(await shares(randomBytes(10), { kind: 'image' }));
    const forged = new URL(url ?? '');
    forged.searchParams.set('oh', 'forged');
    expect((await fetch(forged)).status).toBe(404);
    expect((await fetch(new URL('/v/t62.7118-24/none.enc', forged))).status).toBe(404);
  });

  it('takes what it can check only', async () => {
    const { auth, hosts } = await bot.socket.refreshMediaConn();
    expect(hosts).toHaveLength(2);
    const body = randomBytes(300_000);
    const right = createHash('sha256').update(body).digest('base64url');
    const wrong = createHash('sha256').update('something else').digest('base64url');
    const post = async (name: string, query: Record<string, string>) => {
      const url = `https://${hosts[0]?.hostname}/mms/document/${name}?${new URLSearchParams(query).toString()}`;
      const response = await fetch(url, { method: 'POST', body });
      const answer: Answer = await response.json();
      return { status: response.status, answer };
    };
    expect(await post(wrong, { auth, token: wrong })).toMatchObject({ status: 400 });
    expect(await post(right, { auth, token: wrong })).toMatchObject({ status: 400 });
    expect(await post(right, { auth: `A${auth}`, token: right })).toMatchObject({ status: 401 });
    expect(await post(right, { token: right })).toMatchObject({ status: 401 });
    const { status, answer } = await post(right, { auth, token: right });
    expect(status).toBe(200);
    expect(new URL(answer.url).pathname).toBe(new URL(answer.direct_path, answer.url).pathname);
    const back = await fetch(answer.url);
    expect(Buffer.from(await back.arrayBuffer()).equals(body)).toBe(true);
    // As whatsmeow writes it (`upload.go`).
    expect(await post(`${right}=`, { auth, token: `${right}=` })).toMatchObject({ status: 200 });
  });

  it('counts what it does not serve', async () => {
    const { hosts } = await bot.socket.refreshMediaConn();
    const { status } = await fetch(`https://${hosts[0]?.hostname}/mms/hologram/x`, { method: 'POST' });
    expect(status).toBe(404);
    expect(await stage.control.get('/unhandled')).toMatchObject({
      count: 1,
      stanzas: [{ tag: 'https', type: 'POST /mms/hologram/x' }],
    });
    await stage.control.delete('/unhandled');
  });
});

describe('faults of media', () => {
  it('fail one upload, and the client goes to the next host', async () => {
    await stage.control.post('/faults', { kind: 'media-upload-failure', phone: BOT, code: 507, times: 1 });
    const bytes = randomBytes(100);
    const id = await bot.send(CUSTOMER_JID, { image: bytes });
    expect(await stage.control.get('/faults')).toEqual([]);
    expect((await fileOf((await onPhone(id)).id)).bytes.equals(bytes)).toBe(true);
  });

  it('fail every upload of an account', async () => {
    await stage.control.post('/faults', { kind: 'media-upload-failure', phone: BOT });
    await expect(bot.send(CUSTOMER_JID, { image: randomBytes(100) })).rejects.toThrow('failed on all hosts');
  });

  it('fail downloads', async () => {
    await stage.control.post('/faults', { kind: 'media-download-failure', phone: BOT });
    await stage.control.post('/faults', {
      kind: 'media-download-failure',
      phone: CUSTOMER,
      code: 503,
      times: 1,
    });
    const bytes = randomBytes(100);
    const heard = await shares(bytes, { kind: 'image' });
    expect(await statusOf(download(heard))).toBe(503);
    expect((await download(heard)).equals(bytes)).toBe(true);
  });

  it.each(['upload', 'download'])('stall the %s', async (direction) => {
    await stage.control.post('/faults', { kind: 'media-slow', ms: 600, direction, times: 1 });
    const bytes = randomBytes(200_000);
    const started = Date.now();
    if (direction === 'upload') await bot.send(CUSTOMER_JID, { document: bytes, mimetype: 'text/plain' });
    else expect((await download(await shares(bytes, { kind: 'image' }))).equals(bytes)).toBe(true);
    expect(Date.now() - started).toBeGreaterThanOrEqual(600);
    expect(await stage.control.get('/faults')).toEqual([]);
  });

  it('damage a download by one byte', async () => {
    const bytes = randomBytes(1000);
    const heard = await shares(bytes, { kind: 'image' });
    await stage.control.post('/faults', { kind: 'media-corrupt', phone: CUSTOMER, times: 1 });
    const { url } = imageOf(heard);
    const damaged = Buffer.from(await (await fetch(url ?? '')).arrayBuffer());
    const whole = Buffer.from(await (await fetch(url ?? '')).arrayBuffer());
    const differences = whole.filter((byte, at) => byte !== damaged[at]);
    expect(damaged).toHaveLength(whole.length);
    expect(differences).toHaveLength(1);
  });
});

describe('a file that has expired', () => {
  const expire = (id: string, phone = CUSTOMER) =>
    stage.control.post(`/phones/${phone}/messages/${id}/expire`);

  const answers = async (id: string, phone = BOT) => {
    const events = await stage.control.get(`/phones/${phone}/events`);
    return events
      .filter(
        (event: { kind: string; messageId: string }) =>
          event.kind === 'media-retry' && event.messageId === id,
      )
      .map((event: { answer: string }) => event.answer);
  };

  it('is uploaded again by the own phone when the companion asks', async () => {
    const bytes = randomBytes(20_000);
    const heard = await shares(bytes, { kind: 'image' });
    const before = imageOf(heard).directPath;
    await expire(heard.key.id ?? '');
    expect(await statusOf(download(heard))).toBe(410);
    const renewed = await bot.socket.updateMediaMessage(heard);
    expect(imageOf(renewed).directPath).not.toBe(before);
    expect((await download(renewed)).equals(bytes)).toBe(true);
    const { host } = new URL(imageOf(renewed).url ?? '');
    expect((await fetch(`https://${host}${before}`)).status).toBe(410);
    expect(await answers(heard.key.id ?? '')).toEqual(['success']);
    expect((await fileOf(heard.key.id ?? '')).bytes.equals(bytes)).toBe(true);
  });

  it('is found so by a fault, once, and by everybody', async () => {
    await stage.control.post('/faults', { kind: 'media-expired', phone: CUSTOMER, times: 1 });
    const bytes = randomBytes(100);
    const lost = await shares(bytes, { kind: 'document', caption: 'Lost' });
    expect(await statusOf(download(lost))).toBe(410);
    expect(await statusOf(download(lost))).toBe(410);
    expect((await download(await shares(bytes, { kind: 'image' }))).equals(bytes)).toBe(true);
    expect((await download(await bot.socket.updateMediaMessage(lost))).equals(bytes)).toBe(true);
  });

  it('is uploaded again in a chat that is addressed by LID', async () => {
    const person = '15550003333';
    await stage.control.post('/phones', { phone: person, addressing: 'lid' });
    const bytes = randomBytes(100);
    const { messageId } = await stage.control.post(`/phones/${person}/messages`, {
      to: BOT,
      media: bytes.toString('base64'),
      kind: 'image',
    });
    const heard = await hears(messageId);
    expect(heard.key.remoteJid).toMatch(/@lid$/);
    await expire(messageId, person);
    expect(await statusOf(download(heard))).toBe(410);
    expect((await download(await bot.socket.updateMediaMessage(heard))).equals(bytes)).toBe(true);
  });

  it('is uploaded again when the companion has sent it', async () => {
    const bytes = randomBytes(100);
    const id = await bot.send(CUSTOMER_JID, { image: bytes });
    await onPhone(id, BOT);
    await expire(id, BOT);
    const sent = await hears(id);
    expect(await statusOf(download(sent))).toBe(410);
    expect((await download(await bot.socket.updateMediaMessage(sent))).equals(bytes)).toBe(true);
  });

  it.each([
    ['not-found', 404],
    ['decryption-error', 412],
    ['general-error', 418],
  ])('stays so when the phone answers %s', async (answer, status) => {
    const heard = await shares(randomBytes(100), { kind: 'image' });
    await expire(heard.key.id ?? '');
    await stage.control.post('/faults', { kind: 'media-retry', phone: BOT, answer, times: 1 });
    expect(await statusOf(bot.socket.updateMediaMessage(heard))).toBe(status);
    expect(await statusOf(download(heard))).toBe(410);
    expect(await answers(heard.key.id ?? '')).toEqual([answer]);
  });

  it('stays so when the phone says nothing', async () => {
    const heard = await shares(randomBytes(100), { kind: 'image' });
    await stage.control.post('/faults', { kind: 'media-retry', answer: 'silence', times: 1 });
    const updates: unknown[] = [];
    bot.socket.ev.on('messages.media-update', (update) => updates.push(update));
    const id = heard.key.id ?? '';
    // Baileys waits for ever.
    void bot.socket.updateMediaMessage(heard).catch(() => undefined);
    await comes('the request', async () => (await answers(id)).length > 0);
    // What the phone said before the answer to a later query would be here by then.
    await bot.socket.refreshMediaConn(true);
    expect(await answers(id)).toEqual(['silence']);
    expect(updates).toEqual([]);
  });

  it('is not given to a companion that asks for what the phone does not have, or without the key', async () => {
    const heard = await shares(randomBytes(100), { kind: 'image' });
    const unknown = { ...heard, key: { ...heard.key, id: 'UNKNOWN' } };
    expect(await statusOf(bot.socket.updateMediaMessage(unknown))).toBe(404);
    const keyless = structuredClone(heard.message);
    if (keyless?.imageMessage) keyless.imageMessage.mediaKey = randomBytes(32);
    const attempt = bot.socket.updateMediaMessage({ ...heard, message: keyless });
    await expect(attempt).rejects.toThrow();
    expect(await answers(heard.key.id ?? '')).toEqual(['decryption-error']);
  });
});

describe('a restart of the emulator', () => {
  it('leaves every file where it was, expired or not', async () => {
    const bytes = randomBytes(10_000);
    const heard = await shares(bytes, { kind: 'image' });
    const lost = await shares(bytes, { kind: 'image' });
    await stage.control.post(`/phones/${CUSTOMER}/messages/${lost.key.id}/expire`);
    const sent = await bot.send(CUSTOMER_JID, { image: bytes, caption: 'Before' });
    await onPhone(sent);
    await stage.restart();
    expect((await download(heard)).equals(bytes)).toBe(true);
    expect(await statusOf(download(lost))).toBe(410);
    expect(await onPhone(sent)).toMatchObject({
      type: 'image',
      caption: 'Before',
      media: { sha256: sha256(bytes) },
    });
    expect((await fileOf(sent)).bytes.equals(bytes)).toBe(true);
    await bot.open();
    await bot.socket.refreshMediaConn();
    expect((await download(await bot.socket.updateMediaMessage(lost))).equals(bytes)).toBe(true);
  });
});
