import { decodePage, readPage } from './page-head.js';

/** A page of 1 MiB that repeats a piece. */
function filled(piece: string): string {
  return piece.repeat(Math.ceil(1024 ** 2 / piece.length)).slice(0, 1024 ** 2);
}

/** Processor time, which other processes of a busy machine do not count into, ms. */
async function cpuMs(work: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

describe('what a page says about itself', () => {
  it.each([
    ['Open Graph', '<meta property="og:title" content="A"><title>B</title>', 'A'],
    ['a Twitter card', '<meta name="twitter:title" content="A"><title>B</title>', 'A'],
    ['the title', '<head><title>\n A  &amp;\tB </title><title>C</title></head>', 'A & B'],
    ['the title of the page, not of a drawing', '<title>A</title><svg><title>B</title></svg>', 'A'],
    ['an unclosed title', '<title>A', 'A'],
    ['tags in the body', '<body><p>x<meta property=og:title content=A>', 'A'],
    ['no comment and no script', '<!-- <title>B</title> --><script>"<title>B</title>"</script><title>A', 'A'],
  ])('is its title by %s', async (_what, html, title) => {
    expect(await readPage(html)).toEqual({ title });
  });

  it('is its description and picture', async () => {
    const html = `<meta property="og:image" content=" /a.png "><meta name="description" content="B"><title>A</title>`;
    expect(await readPage(html)).toEqual({ title: 'A', description: 'B', picture: '/a.png' });
  });

  it('is nothing if there is nothing', async () => {
    for (const html of ['', '<', '<title>  </title>', '\0\0', '<meta content="x">', 'plain text'])
      expect(await readPage(html)).toEqual({});
  });

  it('is short', async () => {
    const { title } = await readPage(`<title>${'🦊'.repeat(500_000)}</title>`);
    expect([...(title ?? '')]).toHaveLength(256);
    expect(title).not.toMatch(/\p{Cs}/u);
  });

  it.each([
    ['<', ''],
    ['<a ', ''],
    ['<title>', ''],
    ['<meta name="', ''],
    ['<!--', ''],
    ['<svg><title>', ''],
    ['</', ''],
    ['&amp', ''],
    ['<meta charset= ', ''],
    ['<b>', ''],
    ['<b>', '</i>'],
  ])('is read at once, however the page is made: %s%s', async (piece, then) => {
    const html = filled(piece) + (then && filled(then));
    expect(await cpuMs(() => readPage(html))).toBeLessThan(800);
  });

  it('is read at once though all elements that may be open are, and nothing closes them', async () => {
    const html = '<b>'.repeat(250) + filled('</i>');
    expect(await cpuMs(() => readPage(html))).toBeLessThan(800);
  });

  it('lets other work pass while it is read', async () => {
    let turns = 0;
    const other = setInterval(() => (turns += 1), 0);
    await readPage(filled('<p>text</p> more text '));
    clearInterval(other);
    expect(turns).toBeGreaterThan(0);
  });
});

describe('the encoding of a page', () => {
  it.each([
    ['a byte order mark', Buffer.from('\ufeff<title>é', 'utf16le'), 'text/html; charset=iso-8859-1'],
    [
      'the header',
      Buffer.from('<meta charset="utf-8"><title>é', 'latin1'),
      'text/html; charset="ISO-8859-1"',
    ],
    ['its own declaration', Buffer.from('<meta charset=windows-1252><title>é', 'latin1'), 'text/html'],
    ['nothing', Buffer.from('<title>é'), undefined],
    ['an unknown name', Buffer.from('<meta charset="klingon"><title>é'), 'text/html; charset=x'],
  ])('is known by %s', async (_what, bytes, contentType) => {
    expect((await readPage(decodePage(bytes, contentType))).title).toBe('é');
  });

  it('is known at once, however the page is made', async () => {
    const bytes = Buffer.from(filled('<meta charset'));
    expect(await cpuMs(async () => Promise.resolve(decodePage(bytes)))).toBeLessThan(800);
  });
});
