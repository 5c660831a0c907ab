import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of scheduled messages: one per message, named after its id, in the instance's own directory. */
export class ScheduledFiles {
  private readonly directory: string;

  /** @param home directory of the instance */
  constructor(home: string) {
    this.directory = join(home, 'scheduled');
  }

  /** Moves a file to the directory. @returns its new path */
  async takeOver(id: string, path: string): Promise<string> {
    await mkdir(this.directory, { recursive: true, mode: 0o700 });
    const kept = this.pathOf(id);
    await rename(path, kept);
    return kept;
  }

  /** Where the file of a message is: a data directory may be moved, or restored elsewhere. */
  pathOf(id: string): string {
    return join(this.directory, id);
  }

  async remove(id: string): Promise<void> {
    await rm(this.pathOf(id), { force: true });
  }

  /** Removes files that a crash left behind. */
  async removeAllBut(find: (id: string) => Promise<{ state: string } | undefined>): Promise<void> {
    const ids = await readdir(this.directory).catch(() => []);
    for (const id of ids) if ((await find(id))?.state !== 'scheduled') await this.remove(id);
  }
}
