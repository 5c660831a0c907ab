import { Bot, type MediaFields, type MediaKind, type Sending } from '../harness/bot.js';
import { useFileServer } from '../harness/file-server.js';
import { files } from '../harness/files.js';
import { jidOf } from '../harness/jid.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const FRIEND = '15550009999';

/** Whom the tests of one addressing write to, and how. */
const ADDRESSINGS = [
  { by: 'phone', person: '15550101001', lid: false },
  { by: 'LID', person: '15550101002', lid: true },
];

/** What is sent, with what, and what the person is to see of it. */
interface Case {
  what: string;
  kind: MediaKind;
  file: keyof typeof files;
  fields?: Omit<MediaFields, 'to'>;
  mimetype: string;
  /** Besides the type, of `media`. */
  traits?: object;
}

const OPUS = 'audio/ogg; codecs=opus';
const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

const CASES: Case[] = [
  {
    what: 'a JPEG',
    kind: 'image',
    file: 'jpeg',
    fields: { caption: 'Look' },
    mimetype: 'image/jpeg',
    traits: { width: 64, height: 48, thumbnail: true },
  },
  {
    what: 'a PNG',
    kind: 'image',
    file: 'png',
    mimetype: 'image/png',
    traits: { width: 64, height: 48, thumbnail: true },
  },
  {
    what: 'a picture to see once',
    kind: 'image',
    file: 'png',
    fields: { viewOnce: true, caption: 'Sssh' },
    mimetype: 'image/png',
    traits: { viewOnce: true },
  },
  { what: 'a film', kind: 'video', file: 'mp4', fields: { caption: 'Us' }, mimetype: 'video/mp4' },
  { what: 'a film of an old phone', kind: 'video', file: 'threeGp', mimetype: 'video/3gpp' },
  {
    what: 'a film to see once',
    kind: 'video',
    file: 'mp4',
    fields: { viewOnce: true },
    mimetype: 'video/mp4',
    traits: { viewOnce: true },
  },
  {
    what: 'a moving picture',
    kind: 'video',
    file: 'mp4',
    fields: { gifPlayback: true, caption: 'Ha' },
    mimetype: 'video/mp4',
    traits: { gifPlayback: true },
  },
  {
    what: 'a video note',
    kind: 'video',
    file: 'threeGp',
    fields: { ptv: true },
    mimetype: 'video/3gpp',
    traits: { ptv: true },
  },
  { what: 'a song', kind: 'audio', file: 'mp3', mimetype: 'audio/mpeg' },
  {
    what: 'a voice note',
    kind: 'audio',
    file: 'opus',
    fields: { ptt: true },
    mimetype: OPUS,
    traits: { ptt: true },
  },
  {
    what: 'a voice note to hear once',
    kind: 'audio',
    file: 'opus',
    fields: { ptt: true, viewOnce: true },
    mimetype: OPUS,
    traits: { ptt: true, viewOnce: true },
  },
  {
    what: 'a PDF',
    kind: 'document',
    file: 'pdf',
    fields: { fileName: 'Bericht für Åsa 📄.pdf', caption: 'The report' },
    mimetype: 'application/pdf',
    traits: { fileName: 'Bericht für Åsa 📄.pdf' },
  },
  {
    what: 'a letter',
    kind: 'document',
    file: 'docx',
    fields: { fileName: 'letter.docx' },
    mimetype: DOCX,
    traits: { fileName: 'letter.docx' },
  },
  {
    what: 'a table',
    kind: 'document',
    file: 'csv',
    fields: { fileName: 'table.csv', mimetype: 'text/csv' },
    mimetype: 'text/csv',
    traits: { fileName: 'table.csv' },
  },
  {
    what: 'a picture as a document',
    kind: 'document',
    file: 'png',
    fields: { fileName: 'a.png' },
    mimetype: 'image/png',
    traits: { fileName: 'a.png' },
  },
  {
    what: 'bytes of no known type',
    kind: 'document',
    file: 'unknown',
    fields: { fileName: 'a.xyz' },
    mimetype: 'application/octet-stream',
    traits: { fileName: 'a.xyz' },
  },
  { what: 'a sticker', kind: 'sticker', file: 'webp', mimetype: 'image/webp' },
];

/** Ways to hand a file in. */
type Source = (kind: MediaKind, bytes: Buffer, fields: MediaFields) => Sending;

/** The person writes to the bot, which so learns who has which LID. */
async function meets(person: string, lid: boolean): Promise<void> {
  await world.emulator.phone(person, { addressing: lid ? 'lid' : 'pn' });
  await bot.hears(await world.emulator.send(person, { to: BOT, text: 'Hello' }));
}

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const server = useFileServer();

beforeAll(async () => {
  await bot.link();
  for (const { person, lid } of ADDRESSINGS) await meets(person, lid);
});

const SOURCES: Record<string, Source> = {
  multipart: (kind, bytes, fields) => bot.form(kind, fields, { bytes, name: 'from-disk.bin' }),
  URL: (kind, bytes, fields) =>
    bot.media(kind, {
      ...fields,
      media: server.offer(`/${bytes.toString('hex', bytes.length - 8)}`, bytes),
    }),
  'data: URI': (kind, bytes, fields) =>
    bot.media(kind, {
      ...fields,
      media: `data:application/octet-stream;base64,${bytes.toString('base64')}`,
    }),
  base64: (kind, bytes, fields) => bot.media(kind, { ...fields, media: bytes.toString('base64') }),
};

/** Sends a small picture, and resolves with what arrives. */
async function sends(person: string, fields: MediaFields, kind: MediaKind = 'image', file = files.png) {
  const media = (await file()).toString('base64');
  const { code, data, error } = await bot.media(kind, { ...fields, media });
  expect({ code, error }).toEqual({ code: 200, error: undefined });
  return world.emulator.arrives(person, data?.messageId);
}

describe.each(ADDRESSINGS)('a file for a person who is addressed by $by', ({ person, lid }) => {
  const to = async () => (lid ? world.emulator.lidOf(person) : person);

  it.each(CASES)('arrives as $what, byte by byte, however it is handed in', async (each) => {
    const { kind, file, fields, mimetype, traits } = each;
    const address = await to();
    const handIn = async (source: Source) => {
      const bytes = await files[file]();
      const { code, data } = await source(kind, bytes, { to: address, ...fields });
      expect({ code, data }).toEqual({
        code: 200,
        data: { messageId: expect.any(String), timestamp: expect.any(Number), status: 'sent' },
      });
      const id = String(data?.messageId);
      expect(Math.abs(Number(data?.timestamp) - Date.now())).toBeLessThan(60_000);
      const message = await world.emulator.arrives(person, id);
      expect(message.fromLid !== undefined).toBe(lid);
      expect(message.caption).toBe(fields?.caption);
      expect(message).toMatchObject({
        type: kind,
        fromMe: false,
        media: { mimetype, sizeBytes: bytes.length, ...traits },
      });
      for (const flag of ['viewOnce', 'gifPlayback', 'ptv', 'ptt', 'error'])
        expect(message.media?.[flag] || undefined).toBe(Object(traits)[flag]);
      expect((await world.emulator.mediaOf(person, id)).equals(bytes)).toBe(true);
      for (const status of ['sent', 'delivered']) {
        const told = await bot.status(id, status);
        expect(told.data).toMatchObject({ chatId: jidOf(person) });
      }
    };
    await Promise.all(Object.values(SOURCES).map(handIn));
  });

  it('answers a text and mentions somebody in the caption, whatever the kind', async () => {
    const question = await world.emulator.send(person, { to: BOT, text: 'Where?' });
    await bot.hears(question);
    const fields = {
      to: await to(),
      caption: `There, ask @${FRIEND}`,
      quotedMessageId: question,
      mentions: [FRIEND],
    };
    const seen = await Promise.all([
      sends(person, fields),
      sends(person, { ...fields, viewOnce: true }),
      sends(person, { ...fields }, 'video', files.mp4),
      sends(person, { ...fields, viewOnce: true }, 'video', files.mp4),
      sends(person, { ...fields }, 'document', files.pdf),
    ]);
    for (const message of seen)
      expect(message).toMatchObject({
        caption: fields.caption,
        quoted: { id: question, text: 'Where?' },
        mentions: [jidOf(FRIEND)],
      });
  });

  it('answers a file, with what has no caption', async () => {
    const picture = await files.jpeg();
    const traits = { kind: 'image', caption: 'This one?' } as const;
    const question = await world.emulator.sendMedia(person, BOT, picture, traits);
    await bot.hears(question);
    const fields = { to: await to(), quotedMessageId: question };
    const seen = await Promise.all([
      sends(person, fields, 'sticker', files.webp),
      sends(person, { ...fields, ptt: true }, 'audio', files.opus),
      sends(person, { ...fields, ptv: true }, 'video', files.mp4),
    ]);
    for (const message of seen)
      expect(message).toMatchObject({ quoted: { id: question, text: 'This one?' } });
  });
});

describe('the name of a document', () => {
  const PERSON = '15550101003';

  async function nameOf(sending: Sending): Promise<unknown> {
    const { code, data } = await sending;
    expect(code).toBe(200);
    return (await world.emulator.arrives(PERSON, data?.messageId)).media?.fileName;
  }

  it.each([
    { from: 'the URL', path: '/files/%C3%9Cbersicht%202024.pdf?token=1', name: 'Übersicht 2024.pdf' },
    {
      from: 'the server',
      path: '/download',
      headers: { 'Content-Disposition': "attachment; filename=x; filename*=UTF-8''Jahr%C3%BCbersicht.pdf" },
      name: 'Jahrübersicht.pdf',
    },
    {
      from: 'a server that means no good',
      path: '/bad',
      headers: { 'Content-Disposition': 'attachment; filename="../../etc/cron.d/evil.pdf"' },
      name: 'evil.pdf',
    },
  ])('is that of $from', async ({ path, headers, name }) => {
    const url = server.offer(path, await files.pdf(), headers);
    expect(await nameOf(bot.media('document', { to: PERSON, media: url }))).toBe(name);
  });

  it('is that of the form’s part, or the caller’s own', async () => {
    const file = { bytes: await files.pdf(), name: 'C:\\Users\\me\\Rechnung №1.pdf' };
    expect(await nameOf(bot.form('document', { to: PERSON }, file))).toBe('Rechnung №1.pdf');
    const fields = { to: PERSON, fileName: 'mine.pdf' };
    expect(await nameOf(bot.form('document', fields, file))).toBe('mine.pdf');
  });

  it('is made up where there is none', async () => {
    const media = (await files.pdf()).toString('base64');
    expect(await nameOf(bot.media('document', { to: PERSON, media }))).toBe('document.pdf');
  });
});

describe('a file behind a URL that redirects', () => {
  it.each([301, 302, 303, 307, 308])('is fetched from there: %i', async (status) => {
    const bytes = Buffer.from('%PDF-1.4\n%%EOF\n');
    const file = server.offer('/f', bytes, { 'Content-Type': 'application/pdf' });
    const media = server.serve(`/r/${status}`, (_request, response) => {
      response.writeHead(status, { Location: status === 302 ? '/f' : file }).end();
    });
    const id = await bot.sent(bot.media('document', { to: FRIEND, media, fileName: 'x.pdf' }));
    await world.emulator.arrives(FRIEND, id);
    expect(await world.emulator.mediaOf(FRIEND, id)).toEqual(bytes);
  });
});
