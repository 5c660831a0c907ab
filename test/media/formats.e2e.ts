import sharp from 'sharp';
import { Bot, type MediaFields, type MediaKind } from '../harness/bot.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

/** A box of an ISO base media file. */
function box(name: string, content: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length + 8);
  return Buffer.concat([size, Buffer.from(name, 'latin1'), content]);
}

function film(brand: string): Buffer {
  const brands = Buffer.concat([Buffer.from(brand), Buffer.from('00000200', 'hex'), Buffer.from(brand)]);
  return Buffer.concat([box('ftyp', brands), box('mdat', Buffer.alloc(64, 7))]);
}

const red = () => sharp({ create: { width: 64, height: 64, channels: 3, background: 'red' } });
const MP3 = Buffer.concat([Buffer.from('fffb9064', 'hex'), Buffer.alloc(600)]);
const WEBM = Buffer.concat([
  Buffer.from('1a45dfa39f4286810142f7810142f2810442f38108428284', 'hex'),
  Buffer.from('webm'),
  Buffer.alloc(1),
]);
const SVG = Buffer.from('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>');

interface Case {
  what: string;
  kind: MediaKind;
  bytes: () => Buffer | Promise<Buffer>;
  fields?: Omit<MediaFields, 'to'>;
  found: string;
}

const REFUSED: Case[] = [
  {
    what: 'an MP3 as a voice note',
    kind: 'audio',
    bytes: () => MP3,
    fields: { ptt: true },
    found: 'audio/mpeg',
  },
  {
    what: 'WebM as a voice note',
    kind: 'audio',
    bytes: () => WEBM,
    fields: { ptt: true },
    found: 'video/webm',
  },
  { what: 'WebM as audio', kind: 'audio', bytes: () => WEBM, found: 'video/webm' },
  { what: 'an SVG', kind: 'image', bytes: () => SVG, found: 'text/plain' },
  { what: 'a HEIC', kind: 'image', bytes: () => film('heic'), found: 'image/heic' },
  { what: 'an AVIF', kind: 'image', bytes: () => red().avif({ effort: 0 }).toBuffer(), found: 'image/avif' },
  { what: 'a WebP as an image', kind: 'image', bytes: () => red().webp().toBuffer(), found: 'image/webp' },
  { what: 'a GIF as an image', kind: 'image', bytes: () => red().gif().toBuffer(), found: 'image/gif' },
  { what: 'a PNG as a sticker', kind: 'sticker', bytes: () => red().png().toBuffer(), found: 'image/png' },
  {
    what: 'a GIF that shall loop',
    kind: 'video',
    bytes: () => red().gif().toBuffer(),
    fields: { gifPlayback: true },
    found: 'image/gif',
  },
  { what: 'a MOV', kind: 'video', bytes: () => film('qt  '), found: 'video/quicktime' },
];

async function send(kind: MediaKind, bytes: Buffer, fields: Omit<MediaFields, 'to'> = {}) {
  return bot.media(kind, { to: ANNA, media: bytes.toString('base64'), ...fields });
}

describe('a file that phones could not show', () => {
  it.each(REFUSED)(
    'is refused, with what to convert it to: $what',
    async ({ kind, bytes, fields, found }) => {
      const { code, error } = await send(kind, await bytes(), fields);
      expect({ code, error }).toMatchObject({
        code: 415,
        error: {
          code: 'UNSUPPORTED_MEDIA_TYPE',
          message: expect.stringMatching(/convert it to/),
          details: { field: 'media', found, accepted: expect.arrayContaining([expect.any(String)]) },
        },
      });
    },
  );

  it.each(REFUSED)('can be sent as a document: $what', async ({ bytes, found }) => {
    const file = await bytes();
    const id = await bot.sent(send('document', file));
    const seen = await world.emulator.arrives(ANNA, id);
    expect(seen.media).toMatchObject({ mimetype: found, sizeBytes: file.length });
  });
});

describe('a document', () => {
  it('may be an app', async () => {
    const id = await bot.sent(send('document', Buffer.from('PK\u0003\u0004'), { fileName: 'x.apk' }));
    expect((await world.emulator.arrives(ANNA, id)).media).toMatchObject({ fileName: 'x.apk' });
  });

  it('keeps the ending of a long name', async () => {
    const fileName = `${'n'.repeat(400)}.txt`;
    const id = await bot.sent(send('document', Buffer.from('hello'), { fileName }));
    expect((await world.emulator.arrives(ANNA, id)).media?.fileName).toMatch(/^n+\.txt$/);
  });

  it('cannot have a caption that phones would cut', async () => {
    const fields = { fileName: 'a.txt', caption: 'c'.repeat(5000) };
    const { code, error } = await send('document', Buffer.from('hello'), fields);
    expect({ code, fields: error?.details?.['fields'] }).toMatchObject({
      code: 400,
      fields: [{ field: 'caption' }],
    });
  });
});
