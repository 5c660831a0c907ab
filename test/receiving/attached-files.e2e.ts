import { Bot } from '../harness/bot.js';
import { Document } from '../harness/document.js';
import { UNMARKED } from '../harness/marks.js';
import { Person } from '../harness/person.js';
import { RawSender } from '../harness/raw-sender.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const PDF = Buffer.from('%PDF-1.4 invoice');
const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const anna = new Person(world, ANNA, bot);
const phone = new RawSender(world, ANNA, bot, Document.read());
let pdf: string;
let png: string;

beforeAll(async () => {
  await bot.link();
  const media = (bytes: Buffer) => bytes.toString('base64');
  pdf = await anna.sends({
    kind: 'document',
    media: media(PDF),
    fileName: 'invoice.pdf',
    mimetype: 'application/pdf',
  });
  png = await anna.sends({ kind: 'image', media: media(PNG), mimetype: 'image/png' });
});

/** Downloads the file of a message. */
async function fileOf(data: Record<string, unknown>) {
  const { code, bytes, headers } = await bot.file(String(data['id']));
  return { code, bytes: bytes?.toString('base64'), type: headers?.get('content-type') };
}

const PDF_FILE = { code: 200, bytes: PDF.toString('base64'), type: 'application/pdf' };
const PNG_FILE = { code: 200, bytes: PNG.toString('base64'), type: 'image/png' };
const documentMessage = '{{copy}}';
const imageMessage = '{{copy}}';

describe('a file in the header of', () => {
  it.each<[string, object]>([
    [
      'a template',
      { templateMessage: { hydratedTemplate: { documentMessage, hydratedContentText: 'Invoice' } } },
    ],
    [
      'an older template',
      { templateMessage: { hydratedFourRowTemplate: { documentMessage, hydratedContentText: 'Invoice' } } },
    ],
    [
      'an interactive template',
      { templateMessage: { interactiveMessageTemplate: { header: { documentMessage } } } },
    ],
    [
      'an interactive message',
      {
        interactiveMessage: {
          header: { title: 'Invoice', documentMessage, hasMediaAttachment: true },
          nativeFlowMessage: { buttons: [] },
        },
      },
    ],
    ['buttons', { buttonsMessage: { documentMessage, contentText: 'Invoice', headerType: 3 } }],
    [
      'a card of a carousel',
      { interactiveMessage: { carouselMessage: { cards: [{ header: { documentMessage } }] } } },
    ],
    [
      'something in a wrapper',
      { ephemeralMessage: { message: { buttonsMessage: { documentMessage, contentText: 'Invoice' } } } },
    ],
  ])('%s is announced and can be downloaded', async (_where, message) => {
    const data = await phone.sends(message, { copyMediaOf: pdf });
    expect(data).toMatchObject({
      type: 'interactive',
      media: { mimetype: 'application/pdf', fileName: 'invoice.pdf', sizeBytes: PDF.length },
    });
    expect(await fileOf(data)).toEqual(PDF_FILE);
  });
});

describe('a carousel', () => {
  it('announces the file of each card, and each can be downloaded', async () => {
    const { imageMessage: image } = await world.emulator.get(`/phones/${ANNA}/messages/${png}/content`);
    const cards = [
      { header: { documentMessage } },
      { header: { title: 'no file' } },
      { header: { imageMessage: image } },
    ];
    const message = { interactiveMessage: { carouselMessage: { cards } } };
    const data = await phone.sends(message, { copyMediaOf: pdf });
    expect(data).toMatchObject({
      media: { mimetype: 'application/pdf', fileName: 'invoice.pdf' },
      attachments: [{ mimetype: 'application/pdf', fileName: 'invoice.pdf' }, { mimetype: 'image/png' }],
    });
    const id = String(data['id']);
    expect(await bot.knows(id)).toEqual({ ...data, ...UNMARKED });
    expect(await fileOf(data)).toEqual(PDF_FILE);
    const second = await bot.file(id, { index: 1 });
    expect(second.bytes).toEqual(PNG);
    expect(second.headers?.get('content-type')).toBe('image/png');
    const third = await bot.file(id, { index: 2 });
    expect(third).toMatchObject({ code: 409, error: { code: 'CONFLICT' } });
  });
});

describe('a picture of', () => {
  it('a product is announced and can be downloaded', async () => {
    const product = {
      productId: '7000000000000001',
      title: 'Cake',
      description: 'Chocolate',
      currencyCode: 'IDR',
      priceAmount1000: 20_000,
      productImageCount: 1,
      productImage: '{{copy}}',
    };
    const message = { productMessage: { product, businessOwnerJid: '15550003333@s.whatsapp.net' } };
    const data = await phone.sends(message, { copyMediaOf: png });
    expect(data).toMatchObject({
      type: 'product',
      text: 'Cake',
      media: { mimetype: 'image/png' },
      product: {
        id: '7000000000000001',
        title: 'Cake',
        description: 'Chocolate',
        price: 20,
        currency: 'IDR',
        seller: '15550003333@s.whatsapp.net',
        imageCount: 1,
      },
    });
    expect(await fileOf(data)).toEqual(PNG_FILE);
  });

  it('an album names the album', async () => {
    const announcement = { albumMessage: { expectedImageCount: 2 } };
    const body = { to: BOT, id: 'ALBUM1', message: announcement };
    await world.emulator.post(`/phones/${ANNA}/raw`, body);
    for (const id of ['ALBUM1A', 'ALBUM1B']) {
      const data = await phone.sends(
        {
          associatedChildMessage: { message: { imageMessage } },
          messageContextInfo: {
            messageAssociation: {
              associationType: 1,
              parentMessageKey: { remoteJid: `${BOT}@s.whatsapp.net`, fromMe: true, id: 'ALBUM1' },
            },
          },
        },
        { id, copyMediaOf: png },
      );
      expect(data).toMatchObject({ type: 'image', parent: { id: 'ALBUM1', kind: 'album' } });
      expect(await fileOf(data)).toEqual(PNG_FILE);
    }
  });
});

describe('a sticker pack', () => {
  it('can be downloaded', async () => {
    const stickers = [{ fileName: 'a.webp', emojis: ['😀'] }];
    const pack = { '{{copy}}': 1, name: 'Cats', publisher: 'Anna', stickerPackId: 'p1', stickers };
    const data = await phone.sends({ stickerPackMessage: pack }, { copyMediaOf: pdf });
    expect(data).toMatchObject({ type: 'sticker_pack', text: 'Cats', media: { fileName: 'Cats.zip' } });
    expect(await fileOf(data)).toEqual({ ...PDF_FILE, type: 'application/zip' });
  });
});

describe('a file whose URL leads elsewhere', () => {
  it.each(['https://web.whatsapp.net', 'https://a.whatsapp.net', 'https://media.example.com/x', 'nonsense'])(
    'comes from the media servers of WhatsApp: %s',
    async (url) => {
      const data = await phone.sends({ imageMessage: { '{{copy}}': 1, url } }, { copyMediaOf: png });
      expect(await fileOf(data)).toEqual(PNG_FILE);
    },
  );

  it('is not fetched if there is nothing but such a URL', async () => {
    const elsewhere = { '{{copy}}': 1, url: 'https://media.example.com/x', directPath: '' };
    const data = await phone.sends({ imageMessage: elsewhere }, { copyMediaOf: png });
    expect(await bot.file(String(data['id']))).toMatchObject({
      code: 422,
      error: { code: 'MEDIA_FETCH_FAILED', details: { reason: 'blocked_address' } },
    });
  });
});
