import { relative, resolve, sep } from 'node:path';
import { DATABASE_FILE, RESTORE_MARK } from '#libs/storage';

/** Where a restore puts what it will move into place. */
export const RESTORE_STAGE = '.restore';
/** Begins the names of directories with what a restore has replaced. */
export const REPLACED_PREFIX = '.replaced-';

/** Names in the data directory of what lives as long as a process. */
const TRANSIENT: readonly string[] = ['.lock', '.tmp', '.spool'];
/** Received files, which may be many times larger than everything else. */
const ARCHIVE = '.archive';

/**
 * Names in the data directory that are no part of its data.
 * @param backupPath the directory of the backups, which may be in it
 */
export function outsideData(sessionPath: string, backupPath: string, names: readonly string[]): Set<string> {
  const path = relative(resolve(sessionPath), resolve(backupPath));
  const backups = path.startsWith('..') ? [] : path.split(sep).slice(0, 1);
  const replaced = names.filter((name) => name.startsWith(REPLACED_PREFIX));
  return new Set([...TRANSIENT, ARCHIVE, RESTORE_MARK, RESTORE_STAGE, ...backups, ...replaced]);
}

/** The files of the database: a backup has a copy of it instead. */
export const DATABASE_FILES: readonly string[] = ['', '-wal', '-shm'].map((end) => `${DATABASE_FILE}${end}`);
