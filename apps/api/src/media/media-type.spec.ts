import { ApiFault } from '../http/fault.js';
import { type Evidence, type MediaKind, mediaType, mimetypeFault } from './media-type.js';

function evidence(found: string | undefined, more: Partial<Evidence> = {}): Evidence {
  const type = found === undefined ? undefined : { mime: found, extension: 'ext' };
  return { sniffed: { type, text: false }, ...more };
}

function outcome(kind: MediaKind, given: Evidence): unknown {
  try {
    return mediaType(kind, given).mimetype;
  } catch (error) {
    if (error instanceof ApiFault) return error.code;
    throw error;
  }
}

const DOCX = 'application/vnd.openxmlformats-officedocument.wordprocessingml.document';

describe('the type that a medium is sent with', () => {
  it.each<[MediaKind, string | undefined, string]>([
    ['image', 'image/jpeg', 'image/jpeg'],
    ['image', 'image/apng', 'image/png'],
    ['image', 'image/webp', 'UNSUPPORTED_MEDIA_TYPE'],
    ['image', 'image/gif', 'UNSUPPORTED_MEDIA_TYPE'],
    ['image', undefined, 'UNSUPPORTED_MEDIA_TYPE'],
    ['sticker', 'image/webp', 'image/webp'],
    ['sticker', 'image/png', 'UNSUPPORTED_MEDIA_TYPE'],
    ['video', 'video/x-m4v', 'video/mp4'],
    ['video', 'video/3gpp', 'video/3gpp'],
    ['video', 'video/quicktime', 'UNSUPPORTED_MEDIA_TYPE'],
    ['audio', 'audio/x-m4a', 'audio/mp4'],
    ['audio', 'audio/ogg; codecs=opus', 'audio/ogg; codecs=opus'],
    ['audio', 'audio/ogg', 'UNSUPPORTED_MEDIA_TYPE'],
    ['audio', 'video/mp4', 'UNSUPPORTED_MEDIA_TYPE'],
    ['document', 'video/quicktime', 'video/quicktime'],
  ])('as %s, found %s: %s', (kind, found, result) => expect(outcome(kind, evidence(found))).toBe(result));

  it.each<[MediaKind, string, string, string]>([
    ['image', 'image/jpeg', 'image/png', 'image/jpeg'],
    ['image', 'image/jpeg', 'application/octet-stream', 'image/jpeg'],
    ['image', 'image/jpeg', 'video/mp4', 'INVALID_REQUEST'],
    ['video', 'video/mp4', 'audio/mp4', 'INVALID_REQUEST'],
    ['audio', 'video/mp4', 'audio/mp4', 'audio/mp4'],
    ['document', 'application/pdf', 'image/png', 'INVALID_REQUEST'],
    ['document', 'application/pdf', 'text/plain', 'application/pdf'],
    ['document', 'application/zip', DOCX, DOCX],
    ['document', 'application/zip', 'image/png', 'INVALID_REQUEST'],
    ['document', 'application/xml', 'image/svg+xml', 'image/svg+xml'],
    ['document', 'video/mp4', 'audio/mp4', 'audio/mp4'],
    ['document', 'image/png', 'application/octet-stream', 'image/png'],
  ])('as %s, found %s, claimed %s: %s', (kind, found, claim, result) =>
    expect(outcome(kind, evidence(found, { claim }))).toBe(result),
  );

  it('is the word of the caller, else of what brought it, for documents that do not tell', () => {
    const { mimetype } = mediaType('document', evidence(undefined, { claim: 'text/csv', hint: 'text/html' }));
    expect(mimetype).toBe('text/csv');
    expect(outcome('document', evidence(undefined, { hint: 'text/csv' }))).toBe('text/csv');
    expect(outcome('document', evidence(undefined, { hint: 'not a type' }))).toBe('application/octet-stream');
    expect(outcome('document', evidence('application/zip', { hint: 'image/png' }))).toBe('application/zip');
    expect(outcome('document', { sniffed: { text: true }, hint: 'application/octet-stream' })).toBe(
      'text/plain',
    );
  });

  it('is named in the refusal', () => {
    expect(() => mediaType('image', evidence('application/pdf'))).toThrow(
      expect.objectContaining({
        code: 'UNSUPPORTED_MEDIA_TYPE',
        details: { field: 'media', found: 'application/pdf', accepted: ['image/jpeg', 'image/png'] },
      }),
    );
    expect(() => mediaType('audio', { sniffed: { text: true } })).toThrow(/text\/plain/);
  });

  it('has to be one', () => {
    const fine = [
      'image/png',
      'audio/ogg; codecs=opus',
      'text/plain;charset=utf-8;format=flowed',
      'text/plain; charset="utf-8"',
      String.raw`text/plain; title="two words; and a \"quote\""`,
    ];
    for (const each of fine) expect([each, mimetypeFault(each)]).toEqual([each, undefined]);
    const wrong = [
      '',
      'image',
      'image/',
      'a/b\r\nX: y',
      'a/b;\r\n x=y',
      'a/b; x=two words',
      'a/b; x="y',
      'a b/c',
      7,
      `a/${'b'.repeat(300)}`,
    ];
    for (const each of wrong)
      expect([each, mimetypeFault(each)]).toEqual([each, expect.stringMatching(/media type/)]);
  });
});
