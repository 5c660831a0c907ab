import { SAMPLES, zip, ZIP_OF_NAMES } from './testing/samples.js';
import { zipType } from './zip-contents.js';

/** An archive as programs write it that do not know beforehand how long an entry gets (APPNOTE 4.4.4, bit 3). */
function streamed(archive: Buffer, name: string): Buffer {
  const whole = Buffer.from(archive);
  const head = whole.indexOf(name) - 30;
  whole.writeUInt16LE(8, head + 6);
  whole.writeUInt32LE(0, head + 18);
  whole.writeUInt32LE(0, head + 22);
  return whole;
}

function filler(count: number): [string, string][] {
  return Array.from({ length: count }, (_, index) => [`${index}.txt`, 'hello']);
}

function found(archive: Buffer): string {
  return zipType(archive).extension;
}

describe('what a ZIP archive holds', () => {
  it('is told by any of its entries, wherever the one before ends', () => {
    expect(found(streamed(SAMPLES.docx, '[Content_Types].xml'))).toBe('docx');
    const elsewhere = Buffer.from(SAMPLES.xlsx);
    elsewhere.writeUInt32LE(0xffff_ffff, 18);
    expect(found(elsewhere)).toBe('xlsx');
    expect(found(zip(['AndroidManifest.xml', ''], ['META-INF/MANIFEST.MF', '']))).toBe('apk');
    expect(found(zip(['META-INF/MANIFEST.MF', ''], ['AndroidManifest.xml', '']))).toBe('apk');
  });

  it('is not what an archive within it holds', () => {
    expect(found(zip(['report.docx', SAMPLES.docx], ['notes.txt', 'hello']))).toBe('zip');
  });

  it('is told by its first 64 entries', () => {
    expect(found(zip(...filler(63), ['word/document.xml', '<w/>']))).toBe('docx');
    expect(found(zip(...filler(64), ['word/document.xml', '<w/>']))).toBe('zip');
  });

  it('is nothing where it ends or contradicts itself in the middle', () => {
    for (let length = 4; length < 200; length += 1)
      expect(['docx', 'zip']).toContain(found(SAMPLES.docx.subarray(0, length)));
    expect(found(ZIP_OF_NAMES)).toBe('zip');
    expect(zipType(zip(['mimetype', 'application/<script>']))).toEqual({
      mime: 'application/zip',
      extension: 'zip',
    });
  });

  it('makes no text of names', () => {
    const text = import.meta.jest.spyOn(Buffer.prototype, 'toString');
    zipType(ZIP_OF_NAMES);
    expect(text).not.toHaveBeenCalled();
    text.mockRestore();
  });
});
