import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bot, type MediaFields, type MediaKind, type Sending } from '../harness/bot.js';
import { insides } from '../harness/envelope.js';
import { type Serve, useFileServer } from '../harness/file-server.js';
import { files } from '../harness/files.js';
import { freePort } from '../harness/process.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const PERSON = '15550102001';
const MOST_BYTES = 100_000;
const FETCH_TIMEOUT_MS = 5_000;
/** The default of MEDIA_FETCH_TIMEOUT_MS. */
const DEFAULT_TIMEOUT_MS = 60_000;

const temporary = mkdtempSync(join(tmpdir(), 'miaw-refusals-'));
const world = useWorld({
  MEDIA_MAX_BYTES: String(MOST_BYTES),
  MEDIA_FETCH_TIMEOUT_MS: String(FETCH_TIMEOUT_MS),
  TMPDIR: temporary,
});
const bot = new Bot(world, 'bot', BOT);
const server = useFileServer();

beforeAll(async () => {
  await bot.link();
});

/** What went out before this has arrived, too: nothing of what was refused is among it. */
afterEach(async () => {
  const { data } = await bot.text(PERSON, 'still nothing else');
  await world.emulator.arrives(PERSON, data?.messageId);
  const inbox = await world.emulator.inbox(PERSON);
  expect(inbox.filter(({ type }) => type !== 'text')).toEqual([]);
  expect(readdirSync(join(world.api.directory, '.spool'))).toEqual([]);
  // SQLite's own, which it removes as soon as they are open.
  expect(readdirSync(temporary).filter((name) => !name.startsWith('etilqs_'))).toEqual([]);
});

afterAll(() => {
  rmSync(temporary, { recursive: true });
});

/** What a refused send says to a program. */
async function refusal(sending: Sending) {
  const { code, data, error } = await sending;
  expect(data).toBeUndefined();
  expect(insides(JSON.stringify(error))).toEqual([]);
  const { code: name, details } = error ?? {};
  return { http: code, code: name, details };
}

const send = (kind: MediaKind, media: string, fields: Partial<MediaFields> = {}) =>
  refusal(bot.media(kind, { to: PERSON, ...fields, media }));

const upload = (kind: MediaKind, bytes: Buffer, fields: Partial<MediaFields> = {}) =>
  refusal(bot.form(kind, { to: PERSON, ...fields }, { bytes, name: 'a.bin' }));

/** A request that is wrong in these fields. */
function invalid(...fields: string[]) {
  return {
    http: 400,
    code: 'INVALID_REQUEST',
    details: { fields: fields.map((field) => ({ field, reason: expect.any(String) })) },
  };
}

function unfetched(reason: string) {
  return { http: 422, code: 'MEDIA_FETCH_FAILED', details: { field: 'media', reason } };
}

describe('a file that is too large', () => {
  const tooLarge = {
    http: 413,
    code: 'PAYLOAD_TOO_LARGE',
    details: { field: 'media', maxBytes: MOST_BYTES },
  };
  const large = Buffer.alloc(MOST_BYTES + 1, 'x');

  it('is refused, by whichever way it comes', async () => {
    expect(await upload('document', large)).toEqual(tooLarge);
    expect(await send('document', large.toString('base64'))).toEqual(tooLarge);
    expect(await send('document', `data:text/plain;base64,${large.toString('base64')}`)).toEqual(tooLarge);
  });

  it('is refused by what its server announces, and by what comes when it announces nothing', async () => {
    expect(await send('document', server.offer('/large', large))).toEqual(unfetched('too_large'));
    const endless = server.serve('/endless', (_request, response) => {
      response.writeHead(200).write(large);
    });
    expect(await send('document', endless)).toEqual(unfetched('too_large'));
  });

  it('is told when a person sends it, but not fetched', async () => {
    const id = await world.emulator.sendMedia(PERSON, BOT, large, { kind: 'document' });
    expect((await bot.hears(id)).data['media']).toMatchObject({ sizeBytes: large.length });
    const { code, error } = await bot.file(id);
    expect({ http: code, code: error?.code, details: error?.details }).toEqual({
      http: 422,
      code: 'MEDIA_FETCH_FAILED',
      details: { reason: 'too_large' },
    });
  });

  it('passes when it is just small enough', async () => {
    const to = '15550102002';
    const { code } = await bot.form('document', { to }, { bytes: large.subarray(1), name: 'a.txt' });
    expect(code).toBe(200);
  });
});

describe('a file of the wrong type', () => {
  it.each<[string, MediaKind, keyof typeof files, Partial<MediaFields>, string]>([
    ['a page as a picture', 'image', 'html', {}, 'text/plain'],
    ['a page that calls itself a picture', 'image', 'html', { mimetype: 'image/jpeg' }, 'text/plain'],
    ['a sticker’s format as a picture', 'image', 'webp', {}, 'image/webp'],
    ['a song as a voice note', 'audio', 'mp3', { ptt: true }, 'audio/mpeg'],
    ['a picture as a film', 'video', 'png', {}, 'image/png'],
    ['a PDF as a sticker', 'sticker', 'pdf', {}, 'application/pdf'],
  ])('is refused: %s', async (_what, kind, file, fields, found) => {
    const bytes = await files[file]();
    const wrong = {
      http: 415,
      code: 'UNSUPPORTED_MEDIA_TYPE',
      details: { field: 'media', found, accepted: expect.any(Array) },
    };
    expect(await send(kind, bytes.toString('base64'), fields)).toEqual(wrong);
    expect(await upload(kind, bytes, fields)).toEqual(wrong);
    expect(
      await send(kind, server.offer(`/${kind}.jpg`, bytes, { 'Content-Type': 'image/jpeg' }), fields),
    ).toEqual(wrong);
  });
});

describe('a URL', () => {
  it('that redirects without end is not followed for ever', async () => {
    const url: string = server.serve('/round', (_request, response) => {
      response.writeHead(302, { Location: url }).end();
    });
    expect(await send('image', url)).toEqual(unfetched('redirect'));
    expect(server.asked.filter((path) => path === '/round')).toHaveLength(6);
  });

  it.each([
    ['ftp://127.0.0.1/file.png', 'scheme'],
    ['http://user:password@127.0.0.1/', 'credentials'],
  ])('that redirects to %s is not followed', async (place, reason) => {
    const url = server.serve('/away', (_request, response) => {
      response.writeHead(302, { Location: place }).end();
    });
    expect(await send('image', url)).toEqual(unfetched(reason));
  });

  it.each<[string, Serve, string]>([
    ['leads to nothing', (_request, response) => response.writeHead(404).end('no'), 'http_404'],
    ['needs a password', (_request, response) => response.writeHead(401).end('no'), 'http_401'],
    ['leads to a server that fails', (_request, response) => response.writeHead(500).end('no'), 'http_500'],
    ['leads to a server that hangs up', (_request, response) => response.destroy(), 'reset'],
    ['leads to an empty file', (_request, response) => response.writeHead(200).end(), 'empty'],
    ['leads to a server that says nothing', () => undefined, 'timeout'],
    [
      'leads to a server that stops in the middle',
      (_request, response) => response.writeHead(200).write('begun'),
      'timeout',
    ],
  ])('that %s fails, and says why', async (what, serve, reason) => {
    const startedAt = Date.now();
    expect(await send('document', server.serve(`/${what.replaceAll(' ', '-')}`, serve))).toEqual(
      unfetched(reason),
    );
    expect(Date.now() - startedAt).toBeLessThan(DEFAULT_TIMEOUT_MS);
  });

  it('at which nobody listens fails', async () => {
    const dead = `http://127.0.0.1:${await freePort()}/a.pdf`;
    expect(await send('document', dead)).toEqual(unfetched('refused'));
    expect(await send('document', 'https://nowhere.invalid/a.pdf')).toEqual(unfetched('dns'));
  });
});

describe('what is no web URL and no bytes', () => {
  it.each([
    '/etc/passwd',
    'file:///etc/passwd',
    'FILE:///etc/passwd',
    '../x',
    '../../../../etc/passwd',
    './package.json',
    'package.json',
    'C:\\Windows\\win.ini',
    'ftp://127.0.0.1/a.png',
    'javascript:alert(1)',
    'data:text/plain,hello',
    'http://',
    'http://user:secret@127.0.0.1/a.png',
    'not base64!',
    '',
  ])('is refused: %j', async (media) => {
    for (const kind of ['image', 'document'] as const)
      expect(await send(kind, media)).toEqual(invalid('media'));
  });
});

describe('a request that is wrong besides', () => {
  it.each<[string, MediaKind, Partial<MediaFields>, string[]]>([
    ['a caption on a video note', 'video', { ptv: true, caption: 'No' }, ['caption']],
    ['a video note to see once', 'video', { ptv: true, viewOnce: true }, ['viewOnce']],
    ['a caption on a sticker', 'sticker', { caption: 'No' }, ['caption']],
    ['a caption on a song', 'audio', { caption: 'No' }, ['caption']],
    ['a voice note that is a picture', 'image', { ptt: true }, ['ptt']],
    ['a document to see once', 'document', { viewOnce: true }, ['viewOnce']],
    ['nobody', 'image', { to: 'nobody' }, ['to']],
    ['a type that is none', 'image', { mimetype: 'picture' }, ['mimetype']],
  ])('is refused before its file is fetched: %s', async (_what, kind, fields, wrong) => {
    const url = server.offer('/never-asked', await files.png());
    expect(await send(kind, url, fields)).toEqual(invalid(...wrong));
    expect(await upload(kind, await files.png(), fields)).toEqual(invalid(...wrong));
    expect(server.asked).not.toContain('/never-asked');
  });

  it('is refused before its file is fetched: an instance, or a message, that there is not', async () => {
    const url = server.offer('/never-asked', await files.png());
    expect(await refusal(new Bot(world, 'none').media('image', { to: PERSON, media: url }))).toMatchObject({
      http: 404,
      code: 'INSTANCE_NOT_FOUND',
    });
    expect(await send('image', url, { quotedMessageId: 'UNKNOWN' })).toMatchObject({
      http: 404,
      code: 'MESSAGE_NOT_FOUND',
      details: { fields: [{ field: 'quotedMessageId' }] },
    });
    const idle = new Bot(world, 'idle');
    await idle.create();
    expect(await refusal(idle.media('image', { to: PERSON, media: url }))).toMatchObject({
      http: 503,
      code: 'INSTANCE_NOT_CONNECTED',
    });
    expect(server.asked).not.toContain('/never-asked');
  });

  it('names every field at once', async () => {
    const fields = { ptv: true, caption: 'No', to: '1' };
    expect(await send('video', '../x', fields)).toEqual({
      ...invalid(),
      details: {
        fields: expect.arrayContaining(
          ['media', 'caption', 'to'].map((field) => expect.objectContaining({ field })),
        ),
      },
    });
  });
});
