import { downloadName, safeFileName } from './file-name.js';

const URL_OF_FILE = 'https://example.com/files/report.pdf?download=1';

describe('the name of a file', () => {
  it.each([
    ['report.pdf', 'report.pdf'],
    ['  Überblick 2024.pdf ', 'Überblick 2024.pdf'],
    ['👨‍👩‍👧.png', '👨‍👩‍👧.png'],
    ['../../etc/passwd', 'passwd'],
    ['C:\\Users\\me\\photo.jpg', 'photo.jpg'],
    ['a\0b\r\n.txt', 'ab.txt'],
    ['invoice\u{202E}fdp.exe', 'invoicefdp.exe'],
    ['.env', '.env'],
    ['cut \ud83d', 'cut \u{FFFD}'],
  ])('%j becomes %j', (text, name) => expect(safeFileName(text)).toBe(name));

  it.each(['', '.', '..', ' ', 'files/', '\n'])('%j is none', (text) =>
    expect(safeFileName(text)).toBeUndefined(),
  );

  it('is cut to 255 bytes between characters, and keeps its extension', () => {
    const name = safeFileName(`${'é'.repeat(300)}.pdf`) ?? '';
    expect(name).toBe(`${'é'.repeat(125)}.pdf`);
    expect(Buffer.byteLength(safeFileName('x'.repeat(300)) ?? '')).toBe(255);
    expect(Buffer.byteLength(safeFileName(`a.${'x'.repeat(300)}`) ?? '')).toBe(255);
  });
});

describe('the name of a downloaded file', () => {
  it.each([
    ['attachment; filename="the \\"plan\\".pdf"', 'the "plan".pdf'],
    ['attachment; filename=plain.pdf; size=3', 'plain.pdf'],
    ['attachment; filename="fallback.pdf"; filename*=UTF-8\'\'%C3%BCber.pdf', 'über.pdf'],
    ["attachment; filename*=UTF-8''100%.pdf", 'report.pdf'],
    ["attachment; filename*=ISO-8859-1''%FCber.pdf", 'über.pdf'],
    ["attachment; filename*=UTF-8''%E5%A0%B1%E5%91%8A.pdf", '報告.pdf'],
    ['attachment; filename=plain.pdf;', 'plain.pdf'],
    ['attachment; filename=two words.pdf', 'report.pdf'],
    [`attachment; filename="${Buffer.from('über.pdf').toString('latin1')}"`, 'über.pdf'],
    ['attachment; filename="../../x.pdf"', 'x.pdf'],
    ['attachment; filename=".."', 'report.pdf'],
    ['inline', 'report.pdf'],
    [undefined, 'report.pdf'],
  ])('by %s is %s', (disposition, name) => expect(downloadName(disposition, URL_OF_FILE)).toBe(name));

  it('comes from the last segment of the URL, decoded', () => {
    expect(downloadName(undefined, 'https://example.com/a/%C3%BCber%2Fmorgen.pdf')).toBe('morgen.pdf');
    expect(downloadName(undefined, 'https://example.com/100%')).toBe('100%');
    expect(downloadName(undefined, 'https://example.com/')).toBeUndefined();
  });
});
