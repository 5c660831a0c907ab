import { sniff } from './sniff.js';
import { SAMPLES } from './testing/samples.js';

async function found(bytes: Buffer): Promise<string | undefined> {
  return (await sniff(bytes)).type?.mime;
}

describe('the type of a file', () => {
  it.each<[keyof typeof SAMPLES, string | undefined]>([
    ['jpeg', 'image/jpeg'],
    ['png', 'image/png'],
    ['apng', 'image/apng'],
    ['pngWithProfile', 'image/png'],
    ['gif', 'image/gif'],
    ['webp', 'image/webp'],
    ['heic', 'image/heic'],
    ['mp4', 'video/mp4'],
    ['m4v', 'video/x-m4v'],
    ['threeGp', 'video/3gpp'],
    ['quicktime', 'video/quicktime'],
    ['webm', 'video/webm'],
    ['matroska', 'video/matroska'],
    ['opus', 'audio/ogg; codecs=opus'],
    ['vorbis', 'audio/ogg'],
    ['mp3', 'audio/mpeg'],
    ['mp3Tagged', 'audio/mpeg'],
    ['mp3TaggedLarge', 'audio/mpeg'],
    ['aac', 'audio/aac'],
    ['aacTagged', 'audio/aac'],
    ['m4a', 'audio/x-m4a'],
    ['amr', 'audio/amr'],
    ['wav', 'audio/wav'],
    ['pdf', 'application/pdf'],
    ['docx', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'],
    ['xlsx', 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'],
    ['pptx', 'application/vnd.openxmlformats-officedocument.presentationml.presentation'],
    ['odt', 'application/vnd.oasis.opendocument.text'],
    ['zip', 'application/zip'],
    ['gzip', 'application/gzip'],
    ['svg', 'application/xml'],
    ['text', undefined],
    ['unknown', undefined],
  ])('%s is %s', async (name, mime) => expect(await found(SAMPLES[name])).toBe(mime));

  it.each([
    'BMW sales',
    'MZ',
    'GIF',
    'ID3 is a tag format',
    'FORM 27',
    'solid results',
    'AC1015',
    'PK\u0020',
  ])('is no other than text for %j', async (text) =>
    expect(await sniff(Buffer.from(text))).toEqual({ text: true }),
  );

  it('is text with a byte order mark, and where the sample ends within a character', async () => {
    expect(await sniff(Buffer.from('\u{FEFF}a;b'))).toEqual({ text: true });
    expect(await sniff(Buffer.from('\u{FEFF}a;b', 'utf16le'))).toEqual({ text: true });
    expect(await sniff(Buffer.from('€'.repeat(30_000)))).toEqual({ text: true });
    expect(await sniff(SAMPLES.unknown)).toEqual({ text: false });
  });

  it('is told quickly for files that are made to keep a parser busy', async () => {
    const asf = Buffer.alloc(200, 0);
    Buffer.from('3026b2758e66cf11a6d9', 'hex').copy(asf);
    expect(await found(asf)).toBe('application/vnd.ms-asf');
    const huge = Buffer.from(SAMPLES.zip);
    huge.writeUInt32LE(0xffff_ffff, 18);
    expect(await found(huge)).toBe('application/zip');
    expect(await found(SAMPLES.odt.subarray(0, 33))).toBe('application/zip');
    expect(await found(Buffer.concat([SAMPLES.mp3TaggedLarge.subarray(0, 10), SAMPLES.gzip]))).toBe(
      'audio/mpeg',
    );
    expect(await found(Buffer.from('1f8b08', 'hex'))).toBe('application/gzip');
    expect(await found(Buffer.from('89504e470d0a1a0a', 'hex'))).toBeUndefined();
  });
});
