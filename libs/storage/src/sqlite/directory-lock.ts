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

interface LockOptions {
  /** Name of the file that is locked. */
  file?: string;
  patienceMs?: number;
}

/**
 * Reserves a directory for one process. SQLite takes a lock of the operating system on a separate file, so that the lock
 * ends with the process, however that ends.
 */
export class DirectoryLock {
  private constructor(private readonly file: InstanceType<typeof DatabaseSync>) {}

  /** @throws DirectoryInUse if somebody else still holds the lock when the patience has ended */
  static take(
    directory: string,
    { file: name = LOCK_FILE, patienceMs = PATIENCE_MS }: LockOptions = {},
  ): DirectoryLock {
    const file = new DatabaseSync(join(directory, name));
    try {
      file.exec(`PRAGMA busy_timeout=${patienceMs}`);
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
