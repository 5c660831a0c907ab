import { decodePage, readPage } from './page-head.js';

describe('what a page says about itself', () => {
  it.each([
    ['Open Graph', '<meta property="og:title" content="A"><title>B</title>', 'A'],
    ['a Twitter card', '<meta name="twitter:title" content="A"><title>B</title>', 'A'],
    ['the title', '<head><title>\n A  &amp;\tB </title><title>C</title></head>', 'A & B'],
    ['the title of the page, not of a drawing', '<title>A</title><svg><title>B</title></svg>', 'A'],
    ['an unclosed title', '<title>A', 'A'],
    ['tags in the body', '<body><p>x<meta property=og:title content=A>', 'A'],
    ['no comment and no script', '<!-- <title>B</title> --><script>"<title>B</title>"</script><title>A', 'A'],
  ])('is its title by %s', (_what, html, title) => {
    expect(readPage(html)).toEqual({ title });
  });

  it('is its description and picture', () => {
    const html = `<meta property="og:image" content=" /a.png "><meta name="description" content="B"><title>A</title>`;
    expect(readPage(html)).toEqual({ title: 'A', description: 'B', picture: '/a.png' });
  });

  it('is nothing if there is nothing', () => {
    for (const html of ['', '<', '<title>  </title>', '\0\0', '<meta content="x">', 'plain text'])
      expect(readPage(html)).toEqual({});
  });

  it('is short', () => {
    const { title } = readPage(`<title>${'🦊'.repeat(500_000)}</title>`);
    expect([...(title ?? '')]).toHaveLength(256);
    expect(title).not.toMatch(/\p{Cs}/u);
  });

  it('is read at once, however the page is made', () => {
    const start = performance.now();
    for (const piece of [
      '<',
      '<a ',
      '<title>',
      '<meta name="',
      '<!--',
      '<svg><title>',
      '</',
      '&amp',
      '<meta charset= ',
    ])
      readPage(piece.repeat(1_000_000 / piece.length));
    decodePage(Buffer.from('<meta charset'.repeat(80_000)));
    expect(performance.now() - start).toBeLessThan(20_000);
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
  ])('is known by %s', (_what, bytes, contentType) => {
    expect(readPage(decodePage(bytes, contentType)).title).toBe('é');
  });
});
