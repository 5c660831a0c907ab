import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'content-disposition';
import { getMessage } from '../../packages/client/src/generated/index.js';
import { Bot, type MediaFields, type MediaKind } from '../harness/bot.js';
import type { PhoneFileTraits } from '../harness/emulator.js';
import { FileServer } from '../harness/file-server.js';
import { UNMARKED } from '../harness/marks.js';
import { files } from '../harness/files.js';
import { jidOf } from '../harness/jid.js';
import type { Arrival } from '../harness/receiver.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const FRIEND = '15550009999';
const OPUS = 'audio/ogg; codecs=opus';

/** What only the library should know of a message, or what leads past us to its file. */
const PROTOCOL =
  /mediaKey|directPath|sha256|thumbnail|https?:|\/v\/t62|[a-z]Message"|contextInfo|messageSecret|"key"/i;

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

afterEach(async () => {
  await world.emulator.clearFaults();
  await spoolIsEmpty();
});

/** A person sends a file to the bot; resolves with the webhook. */
async function shares(person: string, bytes: Buffer, traits: PhoneFileTraits): Promise<Arrival> {
  return bot.hears(await world.emulator.sendMedia(person, BOT, bytes, traits));
}

/** The id of a document that a person has sent. */
async function sharesDocument(person: string, bytes: Buffer, traits: object = {}): Promise<string> {
  const { data } = await shares(person, bytes, { kind: 'document', ...traits });
  return String(data['id']);
}

/** Fetches a file, and sees that its length is told right. */
async function downloads(messageId: string) {
  const { code, headers, bytes, error } = await bot.file(messageId);
  expect({ code, error }).toEqual({ code: 200, error: undefined });
  expect(headers?.get('content-length')).toBe(String(bytes?.length));
  const { type, parameters } = parse(headers?.get('content-disposition') ?? '');
  return {
    bytes,
    headers,
    mimetype: headers?.get('content-type'),
    disposition: type,
    fileName: parameters['filename'],
  };
}

/** What a download that fails says to a program. */
async function refusal(messageId: string) {
  const { code, error } = await bot.file(messageId);
  return { http: code, code: error?.code, details: error?.details };
}

function spooled(): string[] {
  return readdirSync(join(world.api.directory, '.spool'));
}

/** The file is removed once the answer has been read to its end. */
async function spoolIsEmpty(): Promise<void> {
  await eventually(
    async () => spooled(),
    (names) => names.length === 0,
    'the spool to be empty',
  );
}

interface Case {
  what: string;
  file: keyof typeof files;
  traits: PhoneFileTraits;
  mimetype: string;
  /** Besides type and size, of `media`. */
  media?: object;
}

const CASES: Case[] = [
  { what: 'a JPEG', file: 'jpeg', traits: { kind: 'image', caption: 'Look' }, mimetype: 'image/jpeg' },
  {
    what: 'a PNG',
    file: 'png',
    traits: { kind: 'image', mimetype: 'image/png', width: 64, height: 48 },
    mimetype: 'image/png',
  },
  {
    what: 'a picture to see once',
    file: 'jpeg',
    traits: { kind: 'image', viewOnce: true, toCompanions: true, caption: 'Sssh' },
    mimetype: 'image/jpeg',
    media: { viewOnce: true },
  },
  {
    what: 'a film',
    file: 'mp4',
    traits: { kind: 'video', seconds: 7, caption: 'Us' },
    mimetype: 'video/mp4',
    media: { seconds: 7 },
  },
  {
    what: 'a film to see once',
    file: 'mp4',
    traits: { kind: 'video', viewOnce: true, toCompanions: true },
    mimetype: 'video/mp4',
    media: { viewOnce: true },
  },
  {
    what: 'a moving picture',
    file: 'mp4',
    traits: { kind: 'video', gifPlayback: true },
    mimetype: 'video/mp4',
    media: { gifPlayback: true },
  },
  {
    what: 'a video note',
    file: 'mp4',
    traits: { kind: 'video', ptv: true, seconds: 3 },
    mimetype: 'video/mp4',
    media: { ptv: true, seconds: 3 },
  },
  {
    what: 'a song',
    file: 'mp3',
    traits: { kind: 'audio', mimetype: 'audio/mpeg', seconds: 200 },
    mimetype: 'audio/mpeg',
    media: { seconds: 200 },
  },
  {
    what: 'a voice note',
    file: 'opus',
    traits: { kind: 'audio', ptt: true, seconds: 2 },
    mimetype: OPUS,
    media: { ptt: true, seconds: 2 },
  },
  {
    what: 'a voice note to hear once',
    file: 'opus',
    traits: { kind: 'audio', ptt: true, viewOnce: true, toCompanions: true },
    mimetype: OPUS,
    media: { ptt: true, viewOnce: true },
  },
  {
    what: 'a document',
    file: 'pdf',
    traits: { kind: 'document', mimetype: 'application/pdf', fileName: 'a.pdf' },
    mimetype: 'application/pdf',
    media: { fileName: 'a.pdf' },
  },
  {
    what: 'a document with a caption',
    file: 'csv',
    traits: { kind: 'document', mimetype: 'text/csv', fileName: 'a.csv', caption: 'The table' },
    mimetype: 'text/csv',
    media: { fileName: 'a.csv' },
  },
  {
    what: 'a document that disappears',
    file: 'pdf',
    traits: { kind: 'document', fileName: 'b.pdf', caption: 'Soon gone', ephemeral: 86_400 },
    mimetype: 'application/octet-stream',
    media: { fileName: 'b.pdf' },
  },
  {
    what: 'a picture that disappears',
    file: 'jpeg',
    traits: { kind: 'image', ephemeral: 86_400 },
    mimetype: 'image/jpeg',
  },
  { what: 'a sticker', file: 'webp', traits: { kind: 'sticker' }, mimetype: 'image/webp' },
];

describe.each([
  { by: 'phone', person: '15550103001', addressing: 'pn' as const },
  { by: 'LID', person: '15550103002', addressing: 'lid' as const },
])('a file from a person who is addressed by $by', ({ person, addressing }) => {
  beforeAll(async () => {
    await world.emulator.phone(person, { name: 'Anna', addressing });
  });

  it.each(CASES)('is told as $what, and can be had', async ({ file, traits, mimetype, media }) => {
    const bytes = await files[file]();
    const { data, raw } = await shares(person, bytes, traits);
    const jid = jidOf(person);
    const { caption, kind, ephemeral } = traits;
    const payload = {
      id: expect.any(String),
      from: jid,
      chatId: jid,
      senderPhone: person,
      senderLid: expect.stringMatching(/^\d+@lid$/),
      senderName: 'Anna',
      timestamp: expect.any(Number),
      isGroup: false,
      fromMe: false,
      type: kind,
      media: { mimetype, sizeBytes: bytes.length, ...media },
      ...(caption !== undefined && { caption }),
      ...(ephemeral !== undefined && { expiresIn: ephemeral }),
    };
    expect(data).toEqual(payload);
    expect(PROTOCOL.exec(raw)).toBeNull();

    const messageId = String(data['id']);
    const kept = await getMessage({ client: world.api.client, path: { instanceId: 'bot', messageId } });
    expect(kept.data?.data).toEqual({ ...payload, ...UNMARKED });

    const download = await downloads(messageId);
    expect(download.bytes?.equals(bytes)).toBe(true);
    expect(download).toMatchObject({
      mimetype,
      disposition: 'attachment',
      fileName: Object(media).fileName ?? kind,
    });
  });

  it('says what it answers and whom it mentions', async () => {
    const { data: first } = await shares(person, await files.jpeg(), { kind: 'image', caption: 'First' });
    const { data, raw } = await shares(person, await files.pdf(), {
      kind: 'document',
      caption: `See @${FRIEND}`,
      quoted: first['id'],
      mentions: [FRIEND],
    });
    expect(data).toMatchObject({
      caption: `See @${FRIEND}`,
      quoted: { id: first['id'], participant: jidOf(person), text: 'First' },
    });
    expect(PROTOCOL.exec(raw)).toBeNull();
    // Whom nobody knows by phone is mentioned by LID.
    const friend = addressing === 'lid' ? await world.emulator.lidOf(FRIEND) : jidOf(FRIEND);
    expect(data['mentions']).toEqual([friend]);
  });
});

describe('a file of the bot itself', () => {
  const PERSON = '15550103003';

  it.each<[MediaKind, keyof typeof files, Omit<MediaFields, 'to'>, object]>([
    ['image', 'png', { viewOnce: true }, { mimetype: 'image/png', fileName: 'image' }],
    ['video', 'threeGp', { ptv: true }, { mimetype: 'video/3gpp', fileName: 'video' }],
    ['audio', 'opus', { ptt: true }, { mimetype: OPUS, fileName: 'audio' }],
    [
      'document',
      'pdf',
      { fileName: 'Åsa.pdf', caption: 'x' },
      { mimetype: 'application/pdf', fileName: 'Åsa.pdf' },
    ],
    ['sticker', 'webp', {}, { mimetype: 'image/webp', fileName: 'sticker' }],
  ])('can be had back: %s', async (kind, file, fields, shown) => {
    const bytes = await files[file]();
    const { data } = await bot.media(kind, {
      to: PERSON,
      ...fields,
      media: bytes.toString('base64'),
    });
    const download = await downloads(String(data?.messageId));
    expect(download.bytes?.equals(bytes)).toBe(true);
    expect(download).toMatchObject(shown);
  });
});

describe('what a sender calls a file', () => {
  const PERSON = '15550103004';

  it.each([
    ['in another script', 'отчёт за май 📄.pdf', 'отчёт за май 📄.pdf'],
    ['with quotes', 'a "quoted"; name=x.pdf', 'a "quoted"; name=x.pdf'],
    ['with a way up', '../../etc/passwd', 'passwd'],
    ['with a drive', 'C:\\Windows\\win.ini', 'win.ini'],
    ['with lines of a header', 'a\r\nX-Injected: yes\r\n\r\n<b>.pdf', 'aX-Injected: yes<b>.pdf'],
    ['that turns around', 'invoice\u202Efdp.exe', 'invoicefdp.exe'],
    ['that is encoded', '%2e%2e%2fetc%2fpasswd', '%2e%2e%2fetc%2fpasswd'],
    ['that is too long', `${'x'.repeat(1_000)}.pdf`, `${'x'.repeat(251)}.pdf`],
    ['that is nothing', '..', 'file'],
  ])('is a name and nothing else: one %s', async (_what, said, shown) => {
    const bytes = await files.pdf();
    const download = await downloads(await sharesDocument(PERSON, bytes, { fileName: said }));
    expect(download).toMatchObject({ disposition: 'attachment', fileName: shown });
    expect(download.headers?.has('x-injected')).toBe(false);
    expect(download.bytes?.equals(bytes)).toBe(true);
  });

  it('and its type, never makes a page of ours', async () => {
    const id = await sharesDocument(PERSON, await files.html(), {
      mimetype: 'text/html',
      fileName: 'a.html',
    });
    const { headers, mimetype, disposition } = await downloads(id);
    expect({ mimetype, disposition }).toEqual({ mimetype: 'text/html', disposition: 'attachment' });
    expect(headers?.get('x-content-type-options')).toBe('nosniff');
    expect(headers?.get('cache-control')).toBe('private, no-store');
  });

  it.each(['image/png\r\nX-Injected: yes', 'nonsense', 'ünicode/x'])(
    'and a type that is none is told as bytes: %j',
    async (mimetype) => {
      const download = await downloads(await sharesDocument(PERSON, await files.pdf(), { mimetype }));
      expect(download.mimetype).toBe('application/octet-stream');
      expect(download.headers?.has('x-injected')).toBe(false);
    },
  );
});

describe('the file of a message', () => {
  const PERSON = '15550103005';

  it('can be had after a restart, and while the instance is not connected', async () => {
    const [mine, yours] = await Promise.all([files.png(), files.pdf()]);
    const received = await sharesDocument(PERSON, yours, { fileName: 'a.pdf' });
    const { data } = await bot.media('image', { to: PERSON, media: mine.toString('base64') });
    const sent = String(data?.messageId);
    const both = async () => {
      expect((await downloads(received)).bytes?.equals(yours)).toBe(true);
      expect((await downloads(sent)).bytes?.equals(mine)).toBe(true);
    };
    await bot.disconnect();
    await both();
    await world.api.kill();
    await world.api.start();
    expect((await bot.state()).status).toBe('disconnected');
    await both();
    await bot.connect();
    await bot.reaches('connected');
    await both();
  });

  it('is not to be had where there is none', async () => {
    const text = await world.emulator.send(PERSON, { to: BOT, text: 'no file' });
    await bot.hears(text);
    expect(await refusal(text)).toMatchObject({ http: 409, code: 'CONFLICT' });
    expect(await refusal('UNKNOWN')).toMatchObject({ http: 404, code: 'MESSAGE_NOT_FOUND' });
    const id = await sharesDocument(PERSON, await files.pdf());
    await world.emulator.act(PERSON, id, 'delete');
    await world.receiver.event('message_delete', ({ data }) => data['messageId'] === id);
    expect(await refusal(id)).toMatchObject({ http: 409, code: 'CONFLICT' });
  });

  it('leaves nothing behind when whoever wants it goes away', async () => {
    const id = await sharesDocument(PERSON, Buffer.alloc(2_000_000, 'x'));
    await world.emulator.fault({ kind: 'media-slow', ms: 1_000, direction: 'download', times: 1 });
    const controller = new AbortController();
    const path = `/api/v1/instances/bot/messages/${id}/media`;
    const leaving = world.api.raw(path, { signal: controller.signal });
    await eventually(
      async () => spooled(),
      (names) => names.length > 0,
      'the download to begin',
    );
    controller.abort();
    await expect(leaving).rejects.toThrow('aborted');
    await spoolIsEmpty();
    expect((await downloads(id)).bytes).toHaveLength(2_000_000);
  });
});

describe('a message that says its file is elsewhere', () => {
  const PERSON = '15550103006';

  it('has its file from the media servers, and nobody else is asked for it', async () => {
    const server = await FileServer.start();
    server.offer('/v/secret', Buffer.from('internal'));
    const { port } = new URL(server.origin);
    for (const mediaUrl of [
      'https://media.example.com/v/t62.7118-24/1_n.enc?ccb=1',
      'https://127.0.0.1.example.com/v/secret',
      'https://mmg.whatsapp.net/v/secret',
      `http://127.0.0.1:${port}/v/secret`,
      `https://user:password@127.0.0.1:${port}/v/secret`,
      'https://169.254.169.254/latest/meta-data',
      'file:///etc/passwd',
      'nowhere',
    ]) {
      const bytes = await files.pdf();
      const id = await sharesDocument(PERSON, bytes, { mediaUrl });
      expect((await downloads(id)).bytes?.equals(bytes)).toBe(true);
    }
    expect(server.asked).toEqual([]);
    await server.stop();
  });
});
