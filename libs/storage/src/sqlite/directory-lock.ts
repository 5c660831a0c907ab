import { DatabaseSync } from '@photostructure/sqlite';
import { join } from 'node:path';

const LOCK_FILE = '.lock';
/** A server that is being replaced may still be ending. */
const PATIENCE_MS = 5_000;

/** Thrown when another process works in the directory. */
export class DirectoryInUse extends Error {
  constructor(directory: string) {
    super(`another server uses ${directory}: two would take each other's connections`);
    this.name = 'DirectoryInUse';
  }
}

/**
 * Keeps a directory for one process. The lock is the operating system's, taken by SQLite on a file of its own,
 * so that it ends with the process however that ends.
 */
export class DirectoryLock {
  private constructor(private readonly file: InstanceType<typeof DatabaseSync>) {}

  /** @throws DirectoryInUse when another process holds it for five seconds more */
  static take(directory: string): DirectoryLock {
    const file = new DatabaseSync(join(directory, LOCK_FILE));
    try {
      file.exec(`PRAGMA busy_timeout=${PATIENCE_MS}`);
      file.exec('PRAGMA journal_mode=MEMORY');
      file.exec('BEGIN EXCLUSIVE');
    } catch {
      file.close();
      throw new DirectoryInUse(directory);
    }
    return new DirectoryLock(file);
  }

  release(): void {
    this.file.close();
  }
}
