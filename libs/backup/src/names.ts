import { randomBytes } from 'node:crypto';

/** Ends the name of a backup. */
export const BACKUP_SUFFIX = '.tar';
/** Ends the name of the file with the SHA-256 of a backup, as `sha256sum` writes it. */
export const DIGEST_SUFFIX = '.tar.sha256';

const ID = /^miaw-\d{8}T\d{6}Z-[0-9a-f]{6}$/;

/** Whether a text has the form of the id of a backup, which is the name of its file without `.tar`. */
export function isBackupId(text: string): boolean {
  return ID.test(text);
}

/** The id of the backup that a file is; undefined if its name is another. */
export function idOfFile(name: string): string | undefined {
  if (!name.endsWith(BACKUP_SUFFIX)) return undefined;
  const id = name.slice(0, -BACKUP_SUFFIX.length);
  return isBackupId(id) ? id : undefined;
}

/** A new id, which sorts by time. @param now epoch ms */
export function newBackupId(now: number): string {
  return `miaw-${stamp(now)}-${randomBytes(3).toString('hex')}`;
}

/** A time in the name of a file, such as `20360131T090000Z`. @param now epoch ms */
export function stamp(now: number): string {
  return `${new Date(now).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;
}
