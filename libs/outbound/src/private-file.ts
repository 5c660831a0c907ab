import { open, rm, writeFile } from 'node:fs/promises';

/**
 * Writes a new file that only its owner can read. If writing fails, no file remains.
 * @param path must not exist; an existing file is not overwritten, and a link not followed
 * @param source read as fast as the disk can write, to save memory; `[]` for an empty file
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
