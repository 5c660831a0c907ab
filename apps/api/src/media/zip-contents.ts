/** One kind of file by its bytes. */
export interface FoundType {
  mime: string;
  /** Without the dot. */
  extension: string;
}

/** Local file header (APPNOTE 4.3.7): signature, then at fixed places method, sizes and the name's length. */
const SIGNATURE = Buffer.from('PK\u0003\u0004', 'latin1');
const METHOD = 8;
const STORED_SIZE = 18;
const NAME_LENGTH = 26;
const EXTRA_LENGTH = 28;
const NAME = 30;
const STORED = 0;
const LONGEST_MIME = 128;

const OFFICE = 'application/vnd.openxmlformats-officedocument.';

/** Folders and files that tell what an archive really is. */
const BY_ENTRY: readonly (readonly [prefix: string, type: FoundType])[] = [
  ['word/', { mime: `${OFFICE}wordprocessingml.document`, extension: 'docx' }],
  ['xl/', { mime: `${OFFICE}spreadsheetml.sheet`, extension: 'xlsx' }],
  ['ppt/', { mime: `${OFFICE}presentationml.presentation`, extension: 'pptx' }],
  ['AndroidManifest.xml', { mime: 'application/vnd.android.package-archive', extension: 'apk' }],
  ['META-INF/MANIFEST.MF', { mime: 'application/java-archive', extension: 'jar' }],
];

const EXTENSIONS: Readonly<Record<string, string>> = {
  'application/epub+zip': 'epub',
  'application/vnd.oasis.opendocument.text': 'odt',
  'application/vnd.oasis.opendocument.spreadsheet': 'ods',
  'application/vnd.oasis.opendocument.presentation': 'odp',
};

/**
 * What a ZIP archive holds, by the names of the entries that begin within the sample. Nothing is unpacked:
 * a small archive can grow without bound.
 */
export function zipType(sample: Buffer): FoundType {
  const starts = entryStarts(sample);
  const declared = starts[0] === undefined ? undefined : declaredType(sample.subarray(starts[0]));
  if (declared !== undefined) return { mime: declared, extension: EXTENSIONS[declared] ?? 'zip' };
  const names = starts.map((start) => entryName(sample.subarray(start)));
  const known = BY_ENTRY.find(([prefix]) => names.some((name) => name.startsWith(prefix)));
  return known?.[1] ?? { mime: 'application/zip', extension: 'zip' };
}

function entryStarts(sample: Buffer): number[] {
  const starts: number[] = [];
  for (let at = sample.indexOf(SIGNATURE); at >= 0; at = sample.indexOf(SIGNATURE, at + 1)) {
    if (at + NAME <= sample.length) starts.push(at);
  }
  return starts;
}

function entryName(entry: Buffer): string {
  return entry.toString('utf8', NAME, NAME + entry.readUInt16LE(NAME_LENGTH));
}

/** OpenDocument and EPUB begin with an entry `mimetype`, stored as it is. */
function declaredType(entry: Buffer): string | undefined {
  if (entryName(entry) !== 'mimetype' || entry.readUInt16LE(METHOD) !== STORED) return undefined;
  const start = NAME + entry.readUInt16LE(NAME_LENGTH) + entry.readUInt16LE(EXTRA_LENGTH);
  const size = Math.min(entry.readUInt32LE(STORED_SIZE), LONGEST_MIME);
  const text = entry.toString('latin1', start, start + size);
  return /^application\/[a-z\d.+-]+$/.test(text) ? text : undefined;
}
