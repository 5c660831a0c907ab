import { readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { ignoreMissing } from './files.js';
import { BACKUP_SUFFIX, DIGEST_SUFFIX, idOfFile } from './names.js';

/** A backup in a directory of backups. */
export interface KeptBackup {
  id: string;
  /** Absolute path. */
  path: string;
  sizeBytes: number;
  /** Hex; null if the file that says it is gone. */
  sha256: string | null;
  /** When it was written, epoch ms. */
  writtenAt: number;
}

/** The backups in a directory, newest first; an empty list if it does not exist. */
export async function keptBackups(directory: string): Promise<KeptBackup[]> {
  const names = await readdir(directory).catch(ignoreMissing([]));
  const ids = names.flatMap((name) => idOfFile(name) ?? []);
  const kept = await Promise.all(ids.map((id) => keptBackup(directory, id)));
  return kept.filter((backup) => backup !== undefined).sort((a, b) => (a.id < b.id ? 1 : -1));
}

/** @param id has the form of an id */
export async function keptBackup(directory: string, id: string): Promise<KeptBackup | undefined> {
  const path = join(directory, `${id}${BACKUP_SUFFIX}`);
  const found = await stat(path).catch(ignoreMissing(undefined));
  if (!found?.isFile()) return undefined;
  const digest = await readFile(join(directory, `${id}${DIGEST_SUFFIX}`), 'utf8').catch(ignoreMissing(''));
  const sha256 = /^[0-9a-f]{64}/.exec(digest)?.[0] ?? null;
  return { id, path, sizeBytes: found.size, sha256, writtenAt: found.mtimeMs };
}

/** Removes all but the newest backups of a directory. @returns the ids of those that are gone */
export async function pruneBackups(directory: string, keep: number): Promise<string[]> {
  const surplus = (await keptBackups(directory)).slice(keep);
  for (const { id, path } of surplus) {
    await rm(path, { force: true });
    await rm(join(directory, `${id}${DIGEST_SUFFIX}`), { force: true });
  }
  return surplus.map(({ id }) => id);
}
