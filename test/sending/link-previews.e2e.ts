import { Bot } from '../harness/bot.js';
import { files } from '../harness/files.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const TEXT = 'see https://example.com';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);

beforeAll(async () => {
  await bot.link();
});

async function contentOf(id: string): Promise<Record<string, unknown>> {
  await world.emulator.arrives(ANNA, id);
  return Object(await world.emulator.get(`/phones/${ANNA}/messages/${id}/content`)).extendedTextMessage;
}

describe('a text with a URL', () => {
  it('has no preview unless the request describes one', async () => {
    const content = await contentOf(await bot.sent(bot.text(ANNA, TEXT)));
    expect(content).toMatchObject({ text: TEXT });
    expect(content).not.toHaveProperty('title');
  });

  it('has the preview of the request', async () => {
    const thumbnail = (await files.jpeg()).toString('base64');
    const linkPreview = { url: 'https://example.com', title: 'Example', description: 'A page', thumbnail };
    expect(await contentOf(await bot.sent(bot.text(ANNA, TEXT, { linkPreview })))).toMatchObject({
      text: TEXT,
      matchedText: 'https://example.com',
      title: 'Example',
      description: 'A page',
      jpegThumbnail: thumbnail,
    });
  });

  it.each([
    ['linkPreview', { url: 'https://example.org', title: 'Another page' }],
    ['linkPreview.title', { url: 'https://example.com', title: '' }],
    ['linkPreview.thumbnail', { url: 'https://example.com', title: 'Example', thumbnail: 'bm8gSlBFRw==' }],
  ])('is refused if %s is wrong', async (field, linkPreview) => {
    const { code, error } = await bot.text(ANNA, TEXT, { linkPreview });
    expect({ code, error }).toMatchObject({
      code: 400,
      error: { code: 'INVALID_REQUEST', details: { fields: [{ field }] } },
    });
  });
});
