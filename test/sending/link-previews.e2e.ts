import { gzipSync } from 'node:zlib';
import { emptyPng } from '../../libs/whatsapp/src/media/testing/empty-pictures.js';
import { sendText } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { useFileServer } from '../harness/file-server.js';
import { files } from '../harness/files.js';
import { outcomeOf } from '../harness/outcome.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const TEXT = 'see https://example.com';

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
const site = useFileServer();

beforeAll(async () => {
  await bot.link();
});

async function contentOf(id: string): Promise<Record<string, unknown>> {
  await world.emulator.arrives(ANNA, id);
  return Object(await world.emulator.get(`/phones/${ANNA}/messages/${id}/content`)).extendedTextMessage;
}

/** Sends a text with a preview that the server is to make. Resolves with what arrived, and the reasons of warnings. */
async function previewed(text: string) {
  const { code, data } = await bot.text(ANNA, text, { linkPreview: true });
  expect(code).toBe(200);
  const content = await contentOf(String(data?.messageId));
  expect(content).toMatchObject({ text });
  return { content, reasons: data?.warnings?.map(({ reason }) => reason) };
}

function page(path: string, html: string | Buffer, type = 'text/html; charset=utf-8'): string {
  return site.offer(path, Buffer.from(html), { 'Content-Type': type });
}

describe('a text with a URL', () => {
  it('has no preview unless the request wants one', async () => {
    for (const linkPreview of [undefined, false]) {
      const url = page('/unwanted', '<title>Unwanted</title>');
      const content = await contentOf(await bot.sent(bot.text(ANNA, `see ${url}`, { linkPreview })));
      expect(content).toMatchObject({ text: `see ${url}` });
      expect(content).not.toHaveProperty('title');
    }
    expect(site.asked).not.toContain('/unwanted');
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

describe('a preview that the server makes', () => {
  it('shows title, description and picture of the page, wherever it redirects to', async () => {
    site.offer('/deep/picture.png', await files.png(), { 'Content-Type': 'image/png' });
    page(
      '/deep/page',
      '<meta property="og:title" content="Menu &amp; more"><meta property="og:description" content="This week"><meta property="og:image" content="picture.png">',
    );
    const url = site.serve('/short', (_request, response) => {
      response.writeHead(302, { Location: '/deep/page' }).end();
    });
    const { content, reasons } = await previewed(`Our menu (${url}). Enjoy!`);
    expect(reasons).toBeUndefined();
    expect(content).toMatchObject({ matchedText: url, title: 'Menu & more', description: 'This week' });
    const thumbnail = Buffer.from(String(content['jpegThumbnail']), 'base64');
    expect(thumbnail.subarray(0, 3).toString('hex')).toBe('ffd8ff');
  });

  it('reads the page in its own encoding', async () => {
    const url = page(
      '/sjis',
      Buffer.from('3c7469746c653e93fa967b3c2f7469746c653e', 'hex'),
      'text/html; charset=Shift_JIS',
    );
    expect((await previewed(url)).content).toMatchObject({ title: '日本' });
  });

  it('is sent later, as the page was when the request came', async () => {
    const url = page('/later', '<title>Now</title>');
    const sendAt = new Date(Date.now() + 1_500).toISOString();
    const { code, data } = await bot.text(ANNA, url, { linkPreview: true, sendAt });
    expect(code).toBe(202);
    page('/later', '<title>Then</title>');
    expect(await contentOf(String(data?.messageId))).toMatchObject({ title: 'Now' });
  });

  it('is made once for a key', async () => {
    const url = page('/once', '<title>Once</title>');
    const call = {
      client: world.api.client,
      path: { instanceId: 'bot' },
      body: { to: ANNA, text: url, linkPreview: true },
      headers: { 'Idempotency-Key': 'preview' },
    };
    const first = await outcomeOf(sendText(call));
    expect((await outcomeOf(sendText(call))).data).toEqual(first.data);
    expect(site.asked.filter((path) => path === '/once')).toHaveLength(1);
  });

  it('takes the beginning of an endless page', async () => {
    let written = 0;
    const url = site.serve('/endless', (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' });
      response.write('<head><title>Endless</title>');
      const more = (): void => {
        while (!response.destroyed && response.write('<p>x</p>'.repeat(8_000))) written += 64_000;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    expect(await previewed(url)).toMatchObject({ content: { title: 'Endless' } });
    expect(written).toBeLessThan(64 * 1024 * 1024);
  });

  it('has a short title, whatever the page says', async () => {
    const url = page('/huge', `<title>${'long '.repeat(150_000)}</title>`);
    const { content } = await previewed(url);
    expect(String(content['title'])).toHaveLength(256);
  });
});

describe('a text is sent all the same, with a warning, if', () => {
  it.each([
    ['there is no link', 'no link here', 'no_link'],
    ['nobody listens', 'http://127.0.0.1:9/', 'refused'],
  ])('%s', async (_what, text, reason) => {
    const { content, reasons } = await previewed(text);
    expect(reasons).toEqual([reason]);
    expect(content ?? {}).not.toHaveProperty('title');
  });

  it('the page is missing, no page, compressed, empty or silent', async () => {
    const bomb = gzipSync(Buffer.alloc(50 * 1024 * 1024));
    const cases: [string, string][] = [
      [`${site.origin}/missing`, 'http_404'],
      [page('/picture', await files.png(), 'image/png'), 'not_html'],
      [page('/nothing', '<p>nothing</p>'), 'no_title'],
      [site.offer('/bomb', bomb, { 'Content-Type': 'text/html', 'Content-Encoding': 'gzip' }), 'encoding'],
      [site.serve('/silent', () => undefined), 'timeout'],
    ];
    for (const [url, reason] of cases) expect((await previewed(url)).reasons).toEqual([reason]);
  });

  it('the page comes too slowly', async () => {
    const url = site.serve('/slow', (_request, response) => {
      response.writeHead(200, { 'Content-Type': 'text/html' });
      const drip = setInterval(() => response.write('<p>'), 200);
      response.once('close', () => clearInterval(drip));
    });
    expect((await previewed(url)).reasons).toEqual(['timeout']);
  });

  it('the page redirects without end', async () => {
    const round = site.serve('/round', (_request, response) => {
      response.writeHead(302, { Location: '/round' }).end();
    });
    expect((await previewed(round)).reasons).toEqual(['redirect']);
  });

  it('the picture is broken, too large or none: then without picture', async () => {
    site.offer('/wide.png', await emptyPng(16_000), { 'Content-Type': 'image/png' });
    site.offer('/drawing.svg', Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"/>'), {
      'Content-Type': 'image/svg+xml',
    });
    for (const [picture, reason] of [
      ['/wide.png', 'picture_unreadable'],
      ['/drawing.svg', 'picture_type'],
      ['/missing.png', 'http_404'],
      ['file:///etc/passwd', 'scheme'],
    ] as const) {
      const url = page('/pictured', `<title>Pictured</title><meta property="og:image" content="${picture}">`);
      const { content, reasons } = await previewed(url);
      expect({ picture, title: content['title'], reasons }).toEqual({
        picture,
        title: 'Pictured',
        reasons: [reason],
      });
      expect(content).not.toHaveProperty('jpegThumbnail');
    }
  });
});
