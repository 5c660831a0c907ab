import { existsSync } from 'node:fs';
import { link, mkdir, mkdtemp, readdir, rename, rm, stat, statfs, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import {
  copyDatabase,
  DATABASE_FILE,
  DatabaseDamaged,
  DirectoryInUse,
  DirectoryLock,
  inspectDatabase,
  RESTORE_MARK,
} from '#libs/storage';
import { pack, verify } from './archive.js';
import { BackupFault } from './fault.js';
import { codeOf, digestOf, filesIn, ignoreMissing, keepFile, sync } from './files.js';
import { DATA, MANIFEST, type Manifest, newManifest } from './manifest.js';
import { BACKUP_SUFFIX, DIGEST_SUFFIX, idOfFile } from './names.js';
import { DATABASE_FILES, outsideData } from './transient.js';

/** What a backup is made of until it is whole. */
const PARTIAL_PREFIX = '.miaw-partial-';
const LOCK_FILE = '.miaw-backup.lock';
/** So much stays free on the disk, in bytes: a server may share it. */
const RESERVE_BYTES = 64 * 1024 * 1024;

/** A backup that was made. */
export interface Backup {
  /** Absolute path. */
  path: string;
  sizeBytes: number;
  /** Of the file, in hex. */
  sha256: string;
  /** ISO. The moment that it shows. */
  takenAt: string;
  durationMs: number;
  migration: string;
  rows: Record<string, number>;
  /** Number of files in it. */
  files: number;
}

/** How far the work is: what is done now, and which share of it, from 0 to 1. */
export type OnProgress = (step: string, share: number) => void;

export interface BackupOptions {
  /** The data directory. A server may use it. */
  sessionPath: string;
  /** The directory of the backups, which is no part of a backup. */
  backupPath: string;
  /** The file to write, ending in `.tar`. It must not exist. */
  destination: string;
  /** Of the server. */
  version: string;
  onProgress?: OnProgress;
}

/**
 * Makes a backup of everything durable in a data directory, as it is at one moment, and reads it again. The file appears under its
 * name when it is whole and on disk, together with a file with its SHA-256; nothing remains of a backup that fails. What a killed process
 * left behind is removed by the next one. Takes twice the room of the data until it is done.
 * @throws BackupFault `busy`, `no_space`, `not_found`, `exists`, `damaged`; the error of the file system
 */
export async function writeBackup(options: BackupOptions): Promise<Backup> {
  const { sessionPath, destination } = options;
  if (existsSync(join(sessionPath, RESTORE_MARK)))
    throw new BackupFault('damaged', `a restore into ${sessionPath} was interrupted: run it again`);
  if (!existsSync(join(sessionPath, DATABASE_FILE)))
    throw new BackupFault('not_found', `there is no database in ${sessionPath}`);
  const directory = dirname(destination);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const lock = lockFor(directory);
  try {
    await removePartials(directory);
    if (existsSync(destination)) throw new BackupFault('exists', `${destination} exists`);
    const stage = await mkdtemp(join(directory, PARTIAL_PREFIX));
    try {
      return await write(options, stage);
    } catch (error) {
      throw error instanceof DatabaseDamaged
        ? new BackupFault('damaged', error.message, {}, { cause: error })
        : error;
    } finally {
      await rm(stage, { recursive: true, force: true });
    }
  } finally {
    lock.release();
  }
}

/** Removes what a killed process left in a directory of backups, unless somebody makes one. */
export async function cleanBackups(directory: string): Promise<void> {
  if (!existsSync(directory)) return;
  let lock: DirectoryLock;
  try {
    lock = lockFor(directory);
  } catch (error) {
    if (error instanceof BackupFault) return;
    throw error;
  }
  try {
    await removePartials(directory);
  } finally {
    lock.release();
  }
}

async function write(
  { sessionPath, backupPath, destination, version, onProgress = () => undefined }: BackupOptions,
  stage: string,
): Promise<Backup> {
  const startedAt = performance.now();
  const data = join(stage, DATA);
  await mkdir(data, { mode: 0o700 });
  const keepFiles = async (): Promise<void> => {
    const skip = outsideData(sessionPath, backupPath, await readdir(sessionPath));
    for (const name of DATABASE_FILES) skip.add(name);
    for (const path of await filesIn(sessionPath, skip))
      await keepFile(join(sessionPath, path), join(data, path));
  };
  // Files are written before their rows, and removed after them. Those that are there before the moment of the database, or
  // after it, are all that its rows name.
  await keepFiles();
  let takenAt = new Date();
  const onPinned = async (sizeBytes: number): Promise<void> => {
    takenAt = new Date();
    await keepFiles();
    await mustFit(stage, data, sizeBytes);
  };
  await copyDatabase(sessionPath, join(data, DATABASE_FILE), {
    onPinned,
    onProgress: (share) => onProgress('copying the database', share),
  });
  onProgress('checking the database', 0);
  const facts = inspectDatabase(join(data, DATABASE_FILE));

  const files = [];
  for (const path of await filesIn(data)) {
    onProgress('reading the files', 0);
    files.push({ path, ...(await digestOf(join(data, path))) });
  }
  const manifest = newManifest({ takenAt: takenAt.toISOString(), version, ...facts, files });
  await writeFile(join(stage, MANIFEST), JSON.stringify(manifest), { mode: 0o600 });
  onProgress('writing the archive', 0);
  const archive = join(stage, 'archive');
  await pack(stage, manifest, archive);
  await sync(archive);
  onProgress('reading the archive', 0);
  await verify(archive);
  const { size, sha256 } = await digestOf(archive);
  await publish(archive, destination, sha256);
  return summary(manifest, {
    path: destination,
    sizeBytes: size,
    sha256,
    durationMs: Math.round(performance.now() - startedAt),
  });
}

function summary(
  { takenAt, migration, rows, files }: Manifest,
  written: Pick<Backup, 'path' | 'sizeBytes' | 'sha256' | 'durationMs'>,
): Backup {
  return { ...written, takenAt, migration, rows, files: files.length };
}

/** Gives an archive that is on disk its name, and its SHA-256 a file. */
async function publish(archive: string, destination: string, sha256: string): Promise<void> {
  const digest = destination.replace(/\.tar$/, DIGEST_SUFFIX);
  const draft = `${archive}${DIGEST_SUFFIX}`;
  await writeFile(draft, `${sha256}  ${basename(destination)}\n`, { mode: 0o600 });
  await sync(draft);
  await rename(draft, digest);
  try {
    // Unlike a rename, it replaces nothing.
    await link(archive, destination);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw new BackupFault('exists', `${destination} exists`);
    await rename(archive, destination);
  }
  await sync(dirname(destination));
}

/** @throws BackupFault `busy` */
function lockFor(directory: string): DirectoryLock {
  try {
    return DirectoryLock.take(directory, { file: LOCK_FILE, patienceMs: 0 });
  } catch (error) {
    if (!(error instanceof DirectoryInUse)) throw error;
    throw new BackupFault('busy', 'a backup is being made', {}, { cause: error });
  }
}

/** Removes what is no whole backup: parts, and digests of what never got its name. */
async function removePartials(directory: string): Promise<void> {
  const names = new Set(await readdir(directory));
  for (const name of names) {
    const id = name.endsWith(DIGEST_SUFFIX) ? idOfFile(name.replace(/\.sha256$/, '')) : undefined;
    const orphaned = id !== undefined && !names.has(`${id}${BACKUP_SUFFIX}`);
    if (name.startsWith(PARTIAL_PREFIX) || orphaned)
      await rm(join(directory, name), { recursive: true, force: true });
  }
}

/** @throws BackupFault `no_space` if the copy and the archive would not leave the reserve */
async function mustFit(stage: string, data: string, databaseBytes: number): Promise<void> {
  let fileBytes = 0;
  for (const path of await filesIn(data))
    fileBytes += (await stat(join(data, path)).catch(ignoreMissing({ size: 0 }))).size;
  const { bavail, bsize } = await statfs(stage);
  const freeBytes = bavail * bsize;
  const neededBytes = 2 * databaseBytes + fileBytes + RESERVE_BYTES;
  if (freeBytes >= neededBytes) return;
  throw new BackupFault('no_space', 'the disk has too little room for a backup', { freeBytes, neededBytes });
}
