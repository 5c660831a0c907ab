import { constants } from 'node:fs';
import { copyFile, link, mkdir, open, opendir, rename, rm, rmdir, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { ArchiveStore, checkName, isArchiveName, type StoredFile } from './archive-store.js';

/** Files in a directory, one directory per instance. Only their owner can read them. */
export class DiskStore extends ArchiveStore {
  /** @param root absolute path of the directory */
  constructor(private readonly root: string) {
    super();
  }

  async open(): Promise<void> {
    await mkdir(this.root, { recursive: true, mode: 0o700 });
  }

  /** @param path on the same file system as the directory */
  async put(name: string, path: string): Promise<void> {
    const target = this.pathOf(name);
    await sync(path);
    await this.move(path, target);
    await sync(dirname(target));
  }

  async fetch(name: string, destination: string): Promise<boolean> {
    const path = this.pathOf(name);
    try {
      // The file can be removed meanwhile: whoever reads it has it to the end.
      await link(path, destination);
      return true;
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return false;
    }
    // Another file system, or one without links.
    try {
      await copyFile(path, destination, constants.COPYFILE_EXCL);
      return true;
    } catch (error) {
      await rm(destination, { force: true });
      if (codeOf(error) === 'ENOENT') return false;
      throw error;
    }
  }

  async remove(names: readonly string[]): Promise<void> {
    const directories = new Set<string>();
    for (const name of names) {
      const path = this.pathOf(name);
      await rm(path, { force: true });
      directories.add(dirname(path));
    }
    for (const directory of directories) await rmdir(directory).catch(() => undefined);
  }

  async *list(): AsyncGenerator<StoredFile> {
    for await (const instance of await opendir(this.root)) {
      if (!instance.isDirectory() || !instance.name.startsWith('ins_')) continue;
      for await (const file of await opendir(join(this.root, instance.name))) {
        const name = `${instance.name}/${file.name}`;
        if (!file.isFile() || !isArchiveName(name)) continue;
        const found = await stat(join(this.root, name)).catch(() => undefined);
        if (found) yield { name, storedAt: found.mtimeMs };
      }
    }
  }

  async close(): Promise<void> {
    // Nothing is open.
  }

  private async move(path: string, target: string): Promise<void> {
    const move = async (): Promise<void> => {
      const made = await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      if (made !== undefined) await sync(this.root);
      await rename(path, target);
    };
    try {
      await move();
    } catch (error) {
      if (codeOf(error) !== 'ENOENT') throw error;
      // The directory was empty, and has just been removed.
      await move();
    }
  }

  private pathOf(name: string): string {
    checkName(name);
    return join(this.root, name);
  }
}

/** Waits until a file, or the names in a directory, are on disk. */
async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

function codeOf(error: unknown): unknown {
  return Object(error).code;
}
