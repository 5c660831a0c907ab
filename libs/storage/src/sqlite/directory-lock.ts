import { DatabaseSync } from '@photostructure/sqlite';
import { join } from 'node:path';

const LOCK_FILE = '.lock';
/** How long to wait for the lock, ms: a server that is being replaced may still be shutting down. */
const PATIENCE_MS = 5_000;

/** Thrown if another process uses the directory. */
export class DirectoryInUse extends Error {
  constructor(directory: string) {
    super(`another server is using ${directory}: stop it, or set another SESSION_PATH`);
    this.name = 'DirectoryInUse';
  }
}

/**
 * Reserves a directory for one process. SQLite takes a lock of the operating system on a separate file, so that the lock
 * ends with the process, however that ends.
 */
export class DirectoryLock {
  private constructor(private readonly file: InstanceType<typeof DatabaseSync>) {}

  /** @throws DirectoryInUse if another process still holds the lock after five seconds */
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
