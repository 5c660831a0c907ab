import { LIMITS } from '#libs/config';

/** A detected file type. */
export interface FoundType {
  mime: string;
  /** Without the dot. */
  extension: string;
}

/** Local file header (APPNOTE 4.3.7): signature, then at fixed places method, sizes and lengths. */
const SIGNATURE = Buffer.from('PK\u0003\u0004', 'latin1');
const METHOD = 8;
const STORED_SIZE = 18;
const NAME_LENGTH = 26;
const EXTRA_LENGTH = 28;
const NAME = 30;
const STORED = 0;
/** The size is in the extra field instead (APPNOTE 4.4.9). */
const SIZE_ELSEWHERE = 0xffff_ffff;
const LONGEST_MIME = 128;

/** An entry that begins within the sample, as views of the sample. */
interface Entry {
  name: Buffer;
  /** The entry is not compressed. */
  stored: boolean;
  /** The part of the content that lies within the sample. */
  content: Buffer;
}

const OFFICE = 'application/vnd.openxmlformats-officedocument.';

/** Prefixes of entry names that show what an archive really is. */
const BY_ENTRY: readonly (readonly [prefix: Buffer, type: FoundType])[] = [
  [Buffer.from('word/'), { mime: `${OFFICE}wordprocessingml.document`, extension: 'docx' }],
  [Buffer.from('xl/'), { mime: `${OFFICE}spreadsheetml.sheet`, extension: 'xlsx' }],
  [Buffer.from('ppt/'), { mime: `${OFFICE}presentationml.presentation`, extension: 'pptx' }],
  [Buffer.from('AndroidManifest.xml'), { mime: 'application/vnd.android.package-archive', extension: 'apk' }],
  [Buffer.from('META-INF/MANIFEST.MF'), { mime: 'application/java-archive', extension: 'jar' }],
];

/** Name of the entry that declares the type of the archive, in formats that have one. */
const DECLARATION = Buffer.from('mimetype');

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/epub+zip': 'epub',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.presentation': 'odp',
};

/**
 * Detects what a ZIP archive contains by the names of the entries that begin within the sample, at most
 * {@link LIMITS.zipEntries}. Nothing is unpacked: a small archive can grow without bound. Names may overlap and
 * have up to 64 KiB, so they are compared in place.
 */
export function zipType(sample: Buffer): FoundType {
  const entries = [...entriesOf(sample)];
  const declared = entries[0] && declaredType(entries[0]);
  if (declared !== undefined) return { mime: declared, extension: EXTENSIONS[declared] ?? 'zip' };
  const known = BY_ENTRY.find(([prefix]) => entries.some(({ name }) => startsWith(name, prefix)));
  return known?.[1] ?? { mime: 'application/zip', extension: 'zip' };
}

/** Searches for the next entry after each one: an entry that was written as a stream does not say where it ends. */
function* entriesOf(sample: Buffer): Generator<Entry, void> {
  let start = sample.indexOf(SIGNATURE);
  for (let count = 0; count < LIMITS.zipEntries; count += 1) {
    if (start < 0 || start + NAME > sample.length) return;
    const head = sample.subarray(start, start + NAME);
    const name = start + NAME;
    const extra = name + head.readUInt16LE(NAME_LENGTH);
    const content = extra + head.readUInt16LE(EXTRA_LENGTH);
    const size = head.readUInt32LE(STORED_SIZE);
    const end = size === SIZE_ELSEWHERE ? content : content + size;
    yield {
      name: sample.subarray(name, extra),
      stored: head.readUInt16LE(METHOD) === STORED,
      content: sample.subarray(content, end),
    };
    start = sample.indexOf(SIGNATURE, end);
  }
}

function startsWith(name: Buffer, prefix: Buffer): boolean {
  return name.subarray(0, prefix.length).equals(prefix);
}

/** OpenDocument and EPUB begin with an uncompressed entry `mimetype`. */
function declaredType({ name, stored, content }: Entry): string | undefined {
  if (!stored || !name.equals(DECLARATION)) return undefined;
  const text = content.toString('latin1', 0, LONGEST_MIME);
  return /^application\/[a-z\d.+-]+$/.test(text) ? text : undefined;
}
