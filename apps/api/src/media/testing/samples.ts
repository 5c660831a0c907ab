import { gzipSync } from 'node:zlib';

function hex(text: string): Buffer {
  return Buffer.from(text.replaceAll(/\s/g, ''), 'hex');
}

/** A box of an ISO media file. */
function box(name: string, content: Buffer): Buffer {
  const size = Buffer.alloc(4);
  size.writeUInt32BE(content.length + 8);
  return Buffer.concat([size, Buffer.from(name, 'latin1'), content]);
}

function film(brand: string): Buffer {
  const head = box('ftyp', Buffer.concat([Buffer.from(brand), hex('00000200'), Buffer.from(brand)]));
  return Buffer.concat([head, box('mdat', Buffer.alloc(64, 7))]);
}

/** One page of an Ogg stream with one packet. */
function ogg(packet: Buffer): Buffer {
  const head = hex('4f676753 00 02 0000000000000000 01000000 00000000 00000000 01');
  return Buffer.concat([head, Buffer.from([packet.length]), packet]);
}

/** A ZIP archive of stored entries. Its directory at the end is left out: nobody reads that far. */
export function zip(...entries: [name: string, content: string | Buffer][]): Buffer {
  return Buffer.concat(
    entries.flatMap(([name, content]) => {
      const head = Buffer.alloc(30);
      head.write('PK\u0003\u0004', 'latin1');
      head.writeUInt32LE(content.length, 18);
      head.writeUInt32LE(content.length, 22);
      head.writeUInt16LE(name.length, 26);
      return [head, Buffer.from(name), Buffer.from(content)];
    }),
  );
}

/** 64 KiB that are one entry after another to a careless reader: 9,362 of them, with names of up to 64 KiB. */
export const ZIP_OF_NAMES = Buffer.alloc(64 * 1024, Buffer.from('504b0304ffffff', 'hex'));

function png(...chunks: [name: string, size: number][]): Buffer {
  return Buffer.concat([
    hex('89504e470d0a1a0a'),
    ...chunks.flatMap(([name, size]) => {
      const head = Buffer.alloc(4);
      head.writeUInt32BE(size);
      return [head, Buffer.from(name), Buffer.alloc(size + 4, 1)];
    }),
  ]);
}

function riff(form: string): Buffer {
  return Buffer.concat([Buffer.from('RIFF'), hex('24000000'), Buffer.from(form), Buffer.alloc(32, 1)]);
}

/** ID3v2.4 with a tag of 256 bytes, then `audio`. */
function tagged(audio: Buffer): Buffer {
  return Buffer.concat([Buffer.from('ID3'), hex('0400 00 00000200'), Buffer.alloc(256), audio]);
}

/** The beginnings of files of each type, enough for a program that tells them apart. */
export const SAMPLES = {
  jpeg: Buffer.concat([hex('ffd8ffe0 0010 4a46494600 0101'), Buffer.alloc(64, 3)]),
  png: png(['IHDR', 13], ['IDAT', 40]),
  apng: png(['IHDR', 13], ['acTL', 8], ['IDAT', 40]),
  pngWithProfile: png(['IHDR', 13], ['iCCP', 9000], ['IDAT', 40]),
  gif: Buffer.concat([Buffer.from('GIF89a'), hex('0100 0100 800000'), Buffer.alloc(16)]),
  webp: riff('WEBP'),
  wav: riff('WAVE'),
  mp4: film('isom'),
  m4v: film('M4V '),
  m4a: film('M4A '),
  threeGp: film('3gp5'),
  quicktime: film('qt  '),
  heic: film('heic'),
  webm: Buffer.concat([
    hex('1a45dfa3 9f 4286810142f7810142f2810442f381084282 84'),
    Buffer.from('webm'),
    hex('00'),
  ]),
  matroska: Buffer.concat([hex('1a45dfa3 a3 4282 88'), Buffer.from('matroska'), hex('00')]),
  opus: ogg(Buffer.concat([Buffer.from('OpusHead'), hex('01 01 3801 80bb0000 0000 00')])),
  vorbis: ogg(Buffer.concat([hex('01'), Buffer.from('vorbis'), Buffer.alloc(20)])),
  mp3: Buffer.concat([hex('fffb9064'), Buffer.alloc(64)]),
  mp3Tagged: tagged(hex('fffb9064 0000')),
  mp3TaggedLarge: Buffer.concat([Buffer.from('ID3'), hex('0400 00 01000000'), Buffer.alloc(100)]),
  aac: Buffer.concat([hex('fff15080 0280fc'), Buffer.alloc(64)]),
  aacTagged: tagged(hex('fff15080 0280fc')),
  amr: Buffer.concat([Buffer.from('#!AMR\n'), hex('3c0817ff')]),
  pdf: Buffer.from('%PDF-1.4\n1 0 obj << >> endobj\n%%EOF\n'),
  docx: zip(['[Content_Types].xml', '<Types/>'], ['_rels/.rels', '<x/>'], ['word/document.xml', '<w/>']),
  xlsx: zip(['[Content_Types].xml', '<Types/>'], ['xl/workbook.xml', '<x/>']),
  pptx: zip(['[Content_Types].xml', '<Types/>'], ['ppt/presentation.xml', '<x/>']),
  odt: zip(['mimetype', 'application/vnd.oasis.opendocument.text'], ['content.xml', '<x/>']),
  zip: zip(['notes.txt', 'hello']),
  gzip: gzipSync(Buffer.from('hello')),
  svg: Buffer.from('<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
  text: Buffer.from('Übersicht\nZeile 2\t€ 5\n'),
  csv: Buffer.from('a;b\n1;2\n'),
  unknown: hex('00ff10ee20dd30cc40bb50aa0001020304'),
} as const satisfies Record<string, Buffer>;
