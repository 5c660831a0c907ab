import { createHash } from 'node:crypto';
import { create, extract, list, type ReadEntry } from 'tar';
import { BackupFault } from './fault.js';
import type { FileDigest } from './files.js';
import { DATA, MANIFEST, type Manifest, readManifest } from './manifest.js';

/** More than the manifest of any server has, in bytes. */
const LARGEST_MANIFEST = 64 * 1024 * 1024;

/** Writes the manifest and the files that it names into an archive. @param from has the manifest, and the files in `data` */
export async function pack(from: string, { files }: Manifest, archive: string): Promise<void> {
  const names = [MANIFEST, ...files.map(({ path }) => `${DATA}/${path}`)];
  await create({ file: archive, cwd: from, portable: true, strict: true, mode: 0o600 }, names);
}

/**
 * Reads a whole archive and compares it with its manifest.
 * @returns its manifest
 * @throws BackupFault `damaged`, or `too_new`
 */
export async function verify(archive: string): Promise<Manifest> {
  const texts: Buffer[] = [];
  const found: FileDigest[] = [];
  let textBytes = 0;
  const onReadEntry = (entry: ReadEntry): void => {
    const isManifest = entry.path === MANIFEST;
    const hash = createHash('sha256');
    let size = 0;
    entry.on('data', (chunk: Buffer) => {
      size += chunk.length;
      hash.update(chunk);
      if (!isManifest) return;
      textBytes += chunk.length;
      if (textBytes <= LARGEST_MANIFEST) texts.push(chunk);
    });
    entry.on('end', () => {
      if (!isManifest) found.push({ path: entry.path, size, sha256: hash.digest('hex') });
    });
  };
  await readable(list({ file: archive, strict: true, onReadEntry }));
  const manifest = readManifest(Buffer.concat(texts).toString('utf8'));
  compare(
    manifest,
    found.map(({ path, ...rest }) => ({ path: path.replace(`${DATA}/`, ''), ...rest })),
  );
  return manifest;
}

/**
 * Writes the files of an archive into `data` of a directory.
 * @param manifest from {@link verify}
 */
export async function unpack(archive: string, { files }: Manifest, directory: string): Promise<void> {
  const named = new Set(files.map(({ path }) => `${DATA}/${path}`));
  const filter = (path: string): boolean => named.has(path);
  await readable(
    extract({ file: archive, cwd: directory, strict: true, preserveOwner: false, noMtime: true, filter }),
  );
}

/** @throws BackupFault `damaged` naming the first difference */
export function compare({ files }: Pick<Manifest, 'files'>, found: readonly FileDigest[]): void {
  const left = new Map(found.map((file) => [file.path, file]));
  for (const { path, size, sha256 } of files) {
    const file = left.get(path);
    if (!file) throw new BackupFault('damaged', `the backup lacks ${path}`);
    if (file.size !== size || file.sha256 !== sha256)
      throw new BackupFault('damaged', `${path} is not as it was when the backup was made`);
    left.delete(path);
  }
  const [more] = left.keys();
  if (more !== undefined) throw new BackupFault('damaged', `the backup has a file too many: ${more}`);
}

async function readable(reading: Promise<void>): Promise<void> {
  try {
    await reading;
  } catch (error) {
    throw new BackupFault('damaged', 'the backup is not a whole archive', {}, { cause: error });
  }
}
