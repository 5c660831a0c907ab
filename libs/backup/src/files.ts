import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { copyFile, link, mkdir, open, readdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { pipeline } from 'node:stream/promises';

/** A file, and what is in it. */
export interface FileDigest {
  /** Relative to the directory, with slashes. */
  path: string;
  size: number;
  /** Hex. */
  sha256: string;
}

/** All files in a directory, as paths relative to it. @param skip names in the directory that are left out */
export async function filesIn(directory: string, skip: ReadonlySet<string> = new Set()): Promise<string[]> {
  const found: string[] = [];
  for (const entry of await readdir(directory, { withFileTypes: true })) {
    if (skip.has(entry.name)) continue;
    if (entry.isFile()) found.push(entry.name);
    if (!entry.isDirectory()) continue;
    const within = await filesIn(join(directory, entry.name)).catch(ignoreMissing([]));
    found.push(...within.map((path) => join(entry.name, path)));
  }
  return found.sort();
}

/** Puts a file in another place, too: without copying it where the file system can. A file that is gone is left out. */
export async function keepFile(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  try {
    await link(from, to);
  } catch (error) {
    const code = codeOf(error);
    if (code === 'EEXIST' || code === 'ENOENT') return;
    await copyFile(from, to).catch(ignoreMissing(undefined));
  }
}

export async function digestOf(file: string): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file, { highWaterMark: 1024 * 1024 }), hash);
  return { size: (await stat(file)).size, sha256: hash.digest('hex') };
}

/** Waits until a file, or the names in a directory, are on disk. */
export async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** The code of an error of the system, such as `ENOENT`. */
export function codeOf(error: unknown): unknown {
  return Object(error).code;
}

/** For `catch`: a value if a file is missing. @throws every other error */
export function ignoreMissing<T>(value: T): (error: unknown) => T {
  return (error) => {
    if (codeOf(error) === 'ENOENT') return value;
    throw error;
  };
}
