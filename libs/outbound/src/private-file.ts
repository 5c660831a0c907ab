import { open, rm, writeFile } from 'node:fs/promises';

/**
 * Writes a new file that only its owner can read. Whatever goes wrong on the way, no file is left behind.
 * @param path must not exist yet; nothing that is there is overwritten or followed
 * @param source consumed as fast as the disk takes it, so that memory stays small; `[]` for an empty file
 * @returns the file's size in bytes
 * @throws what the source throws, or the file system's error
 */
export async function writePrivateFile(
  path: string,
  source: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
): Promise<number> {
  const file = await open(path, 'wx', 0o600);
  try {
    await writeFile(file, source);
    const { size } = await file.stat();
    await file.close();
    return size;
  } catch (error) {
    await file.close();
    await rm(path, { force: true });
    throw error;
  }
}
