import { isUtf8 } from 'node:buffer';
import { open } from 'node:fs/promises';
import { fileTypeFromBuffer } from 'file-type';
import { type FoundType, zipType } from './zip-contents.js';

/** Length of the beginning of a file from which its type is detected, in bytes. */
const SAMPLE_BYTES = 64 * 1024;
/** How much of it the library needs, in bytes. */
const LIBRARY_BYTES = 4100;

/** What the bytes of a file show. */
export interface Sniffed {
  type?: FoundType;
  /** Whether the file is text. */
  text: boolean;
}

type Detector = (sample: Buffer) => FoundType;

/**
 * Formats that the library would unpack, or walk by the sizes that they state. A crafted file would then cost endless
 * time or memory (a gzip file that contains itself, an ASF object of size 0, an entry that inflates without bound). They
 * are detected here by their first bytes, so that the library never sees them.
 */
const SIGNATURES: readonly (readonly [signature: Buffer, detect: Detector])[] = [
  [Buffer.from('504b0304', 'hex'), zipType],
  [Buffer.from('1f8b', 'hex'), () => ({ mime: 'application/gzip', extension: 'gz' })],
  [Buffer.from('3026b2758e66cf11a6d9', 'hex'), () => ({ mime: 'application/vnd.ms-asf', extension: 'asf' })],
  [Buffer.from('1a45dfa3', 'hex'), ebmlType],
  [Buffer.from('494433', 'hex'), taggedAudioType],
];

const BYTE_ORDER_MARKS = ['efbbbf', 'fffe', 'feff'].map((mark) => Buffer.from(mark, 'hex'));

/** File types that are text. Any other type that is found in a text is a coincidence. */
const WRITTEN: ReadonlySet<string> = new Set([
  'application/eps',
  'application/pdf',
  'application/pgp-encrypted',
  'application/postscript',
  'application/rtf',
  'application/x-ms-regedit',
  'application/xml',
  'text/calendar',
  'text/vcard',
  'text/vtt',
]);

/** Control characters that occur in text: backspace to carriage return, and escape. */
const WRITTEN_CONTROLS: ReadonlySet<number> = new Set([8, 9, 10, 11, 12, 13, 27]);

/** Reads the beginning of a file, enough to detect its type. */
export async function sampleOf(path: string): Promise<Buffer> {
  const file = await open(path, 'r');
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(SAMPLE_BYTES), 0, SAMPLE_BYTES, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await file.close();
  }
}

/**
 * Detects the type of a file from its beginning.
 * @param beginning the first bytes of the file, or all of them
 */
export async function sniff(beginning: Buffer): Promise<Sniffed> {
  const sample = beginning.subarray(0, SAMPLE_BYTES);
  if (BYTE_ORDER_MARKS.some((mark) => startsWith(sample, mark))) return { text: true };
  const detect = SIGNATURES.find(([signature]) => startsWith(sample, signature))?.[1];
  const text = isText(sample);
  const type = detect && !text ? detect(sample) : await libraryType(sample);
  return type && (!text || WRITTEN.has(type.mime)) ? { type, text } : { text };
}

function startsWith(sample: Buffer, signature: Buffer): boolean {
  return sample.subarray(0, signature.length).equals(signature);
}

async function libraryType(sample: Buffer): Promise<FoundType | undefined> {
  try {
    const found = await fileTypeFromBuffer(sample.subarray(0, LIBRARY_BYTES));
    return found && { mime: found.mime, extension: found.ext };
  } catch {
    // The library throws if a file is truncated, or contradicts the format that it claims to have.
    return undefined;
  }
}

/** Whether a sample is valid UTF-8, except for a character cut off at its end, without control characters. */
function isText(sample: Buffer): boolean {
  const whole = [0, 1, 2, 3].some((cut) => isUtf8(sample.subarray(0, Math.max(0, sample.length - cut))));
  return whole && !sample.some((byte) => byte === 0x7f || (byte < 0x20 && !WRITTEN_CONTROLS.has(byte)));
}

/** Matroska's header names its document type among its first elements (RFC 8794, 11.2.4). */
function ebmlType(sample: Buffer): FoundType {
  return sample.subarray(0, 64).includes('webm')
    ? { mime: 'video/webm', extension: 'webm' }
    : { mime: 'video/matroska', extension: 'mkv' };
}

/** ID3v2 comes before the audio; its size is written in four times seven bits (ID3v2.4, 3.1 and 6.2). */
function taggedAudioType(sample: Buffer): FoundType {
  const size = [6, 7, 8, 9].reduce((sum, at) => sum * 128 + ((sample[at] ?? 0) & 0x7f), 0);
  const audio = sample.subarray(10 + size);
  if (startsWith(audio, Buffer.from('fLaC'))) return { mime: 'audio/flac', extension: 'flac' };
  // ADTS has layer 0, which MPEG audio does not use.
  const adts = audio[0] === 0xff && ((audio[1] ?? 0) & 0xf6) === 0xf0;
  return adts ? { mime: 'audio/aac', extension: 'aac' } : { mime: 'audio/mpeg', extension: 'mp3' };
}
