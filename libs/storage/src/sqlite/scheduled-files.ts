import { chmod, copyFile, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type FileOwner, type OpenFile, ScheduledFiles } from '../conversations/scheduled-files.js';
import type { Write } from '../database.js';

/** Beside the database: in the directory of the instance. */
export class SqliteScheduledFiles extends ScheduledFiles {
  /** @param directory that of the database */
  constructor(private readonly directory: string) {
    super();
  }

  async keep(owner: FileOwner, id: string, path: string): Promise<void> {
    await mkdir(this.directoryOf(owner), { recursive: true, mode: 0o700 });
    await rename(path, this.pathOf(owner, id));
  }

  async copyIn(_write: Write, owner: FileOwner, id: string, path: string): Promise<void> {
    await mkdir(this.directoryOf(owner), { recursive: true, mode: 0o700 });
    await copyFile(path, this.pathOf(owner, id));
    await chmod(this.pathOf(owner, id), 0o600);
  }

  async open(owner: FileOwner, id: string): Promise<OpenFile> {
    return { path: this.pathOf(owner, id), close: async () => undefined };
  }

  async remove(owner: FileOwner, id: string): Promise<void> {
    await rm(this.pathOf(owner, id), { force: true });
  }

  async ids(owner: FileOwner): Promise<string[]> {
    return readdir(this.directoryOf(owner)).catch(() => []);
  }

  /** A data directory may be moved, or restored elsewhere, so that paths are not kept. */
  private pathOf(owner: FileOwner, id: string): string {
    return join(this.directoryOf(owner), id);
  }

  private directoryOf({ instance_id: instance }: FileOwner): string {
    return join(this.directory, instance, 'scheduled');
  }
}
