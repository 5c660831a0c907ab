import { ZIP_OF_NAMES } from '../../apps/api/src/media/testing/samples.js';
import { emptyPng, HUGE_WEBP } from '../../libs/whatsapp/src/media/testing/empty-pictures.js';
import {
  createGroup,
  setGroupPicture,
  setProfilePicture,
} from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { useFileServer } from '../harness/file-server.js';
import { files } from '../harness/files.js';
import { MIB, peakOf } from '../harness/memory.js';
import type { Outcome } from '../harness/outcome.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const STRANGER = '15550108001';

/** A careless pattern could count blanks to the value or to what follows it, and tries three to the power of 24. */
const ENDLESS_TYPE = `a/b${';a=b  '.repeat(24)};`;

/** Of a picture, in pixels. */
const SIDE = 16_383;

// Before the world's own end: a server that was made to work without end would not heed a friendlier signal.
afterAll(async () => world.api.kill());

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const server = useFileServer();

beforeAll(async () => {
  await bot.link();
});

/** The server goes on answering. */
async function isWell(): Promise<void> {
  const { status } = await world.api.raw('/health');
  expect(status).toBe(200);
}

describe('a media type that is made to keep a parser busy', () => {
  it('comes from a stranger, and the file is fetched as one of no type', async () => {
    const bytes = await files.pdf();
    const traits = { kind: 'document' as const, mimetype: ENDLESS_TYPE };
    const id = await world.emulator.sendMedia(STRANGER, BOT, bytes, traits);
    expect((await bot.hears(id)).data['media']).toMatchObject({ mimetype: ENDLESS_TYPE });
    const response = await world.api.raw(`/api/v1/instances/bot/messages/${id}/media`);
    expect([response.status, response.headers.get('content-type')]).toEqual([
      200,
      'application/octet-stream',
    ]);
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    await isWell();
  });

  it.each(['form', 'media'] as const)('is refused in a field (%s)', async (way) => {
    const bytes = await files.unknown();
    const fields = { to: STRANGER, mimetype: ENDLESS_TYPE };
    const { code, error } = await (way === 'form'
      ? bot.form('document', fields, { bytes, name: 'a' })
      : bot.media('document', { ...fields, media: bytes.toString('base64') }));
    expect([code, error?.details?.fields]).toEqual([
      400,
      [{ field: 'mimetype', reason: 'must be a media type such as image/jpeg' }],
    ]);
    await isWell();
  });

  it.each(['data: URI', 'server'])('is no type where it comes with the bytes (%s)', async (way) => {
    const bytes = await files.unknown();
    const media =
      way === 'server'
        ? server.offer('/file', bytes, { 'Content-Type': ENDLESS_TYPE })
        : `data:${ENDLESS_TYPE};base64,${bytes.toString('base64')}`;
    const { code, data } = await bot.media('document', { to: STRANGER, media });
    expect(code).toBe(200);
    const { media: file } = await world.emulator.arrives(STRANGER, data?.messageId);
    expect(file?.mimetype).toBe('application/octet-stream');
    await isWell();
  });
});

describe('an archive of nothing but long names', () => {
  it('is an archive, and costs next to nothing', async () => {
    const media = ZIP_OF_NAMES.toString('base64');
    const before = peakOf(world.api.pid);
    const { code, data } = await bot.media('document', { to: STRANGER, media });
    expect(code).toBe(200);
    expect((await world.emulator.arrives(STRANGER, data?.messageId)).media?.mimetype).toBe('application/zip');
    expect(peakOf(world.api.pid) - before).toBeLessThan(150 * MIB);
    await isWell();
  });
});

describe('a picture of a gigabyte in a megabyte', () => {
  const group = { name: 'Pictures', participants: [STRANGER] };
  let png: Buffer;
  let before: number;

  beforeAll(async () => {
    png = await emptyPng(SIDE, { interlaced: true });
    expect(png.length).toBeLessThan(2 * MIB);
    // What it takes to look at any picture.
    const { code } = await bot.form('image', { to: STRANGER }, picture(await files.jpeg()));
    expect(code).toBe(200);
    before = peakOf(world.api.pid);
  });

  afterEach(async () => {
    expect(peakOf(world.api.pid) - before).toBeLessThan(150 * MIB);
    await isWell();
  });

  const picture = (bytes: Buffer) => ({ bytes, name: 'a.png' });

  /** What a refusal says to a program. */
  function told({ code, error }: Outcome<unknown>) {
    return [code, error?.code, error?.details];
  }

  function tooMany(maxPixels: number) {
    const details = { field: 'media', reason: 'too_many_pixels', width: SIDE, height: SIDE, maxPixels };
    return [422, 'MEDIA_FETCH_FAILED', details];
  }

  it('is not sent, by whichever way it comes', async () => {
    const to = STRANGER;
    const answers = await Promise.all([
      bot.form('image', { to }, picture(png)),
      bot.media('image', { to, media: png.toString('base64') }),
      bot.media('image', { to, media: server.offer('/huge.png', png) }),
    ]);
    for (const answer of answers) expect(told(answer)).toEqual(tooMany(10_000_000));
  });

  it('is not sent as a sticker', async () => {
    const answer = await bot.form('sticker', { to: STRANGER }, picture(HUGE_WEBP));
    expect(told(answer)).toEqual(tooMany(25_000_000));
  });

  it('becomes nobody’s picture', async () => {
    const { client } = world.api;
    const path = { instanceId: 'bot' };
    const { data } = await createGroup({ client, throwOnError: true, path, body: group });
    const { jid: groupJid } = data.data;
    const body = { media: png.toString('base64') };
    const answers = await Promise.all([
      setProfilePicture({ client, path, body }),
      setGroupPicture({ client, path: { ...path, groupJid }, body }),
    ]);
    for (const { response, error } of answers)
      expect(told({ code: response?.status, error: error?.error })).toEqual(tooMany(10_000_000));
  });

  it('goes out as a document, which nobody decodes', async () => {
    const id = await bot.sent(bot.form('document', { to: STRANGER }, picture(png)));
    expect((await world.emulator.arrives(STRANGER, id)).media?.sizeBytes).toBe(png.length);
  });
});

describe('a picture that is torn', () => {
  it('is sent as it is, without a preview', async () => {
    const bytes = (await files.png()).subarray(0, 100);
    const id = await bot.sent(bot.form('image', { to: STRANGER }, { bytes, name: 'a.png' }));
    const { media } = await world.emulator.arrives(STRANGER, id);
    expect(media).toMatchObject({ mimetype: 'image/png', sizeBytes: 100, thumbnail: false });
  });
});
