import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import { chmod, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  DATABASE_FILE,
  DatabaseDamaged,
  DirectoryInUse,
  DirectoryLock,
  inspectDatabase,
  keepDisconnected,
  knowsMigration,
  RESTORE_MARK,
} from '#libs/storage';
import { compare, unpack, verify } from './archive.js';
import { BackupFault } from './fault.js';
import { digestOf, filesIn, ignoreMissing, sync } from './files.js';
import { DATA, type Manifest } from './manifest.js';
import { stamp } from './names.js';
import { outsideData, REPLACED_PREFIX, RESTORE_STAGE } from './transient.js';
import type { OnProgress } from './write-backup.js';

/** What was restored. */
export interface Restored {
  /** Absolute path of the data directory. */
  sessionPath: string;
  /** ISO. The moment that the data shows. */
  takenAt: string;
  /** Of the server that made the backup. */
  version: string;
  migration: string;
  rows: Record<string, number>;
  files: number;
  /** Absolute path of what was there before; null if nothing was. */
  replaced: string | null;
}

export interface RestoreOptions {
  /** Path of the backup. */
  from: string;
  /** The data directory. No server may use it. */
  sessionPath: string;
  /** The directory of the backups, which stays as it is. */
  backupPath: string;
  /** Whether data that is there may be replaced. It is kept in a directory beside the new data. */
  replace: boolean;
  /** Instances do not connect when the server starts. */
  disconnected: boolean;
  onProgress?: OnProgress;
}

/** What the mark of a restore says, which is there while data is moved. */
interface Mark {
  /** Name of the directory for the data that was there; null if nothing was. */
  replaced: string | null;
  /** `out`: the old data is moved to where it is kept. `in`: none of it is left, and the new one is moved into place. */
  phase: 'out' | 'in';
}

/**
 * Puts the data of a backup into a data directory. Everything is read and checked before anything that is there changes. A
 * restore that was interrupted can be made again, with the same backup or another one; a server does not start until it was.
 * @throws BackupFault `in_use`, `not_empty`, `not_found`, `damaged`, `too_new`; the error of the file system
 */
export async function restoreBackup(options: RestoreOptions): Promise<Restored> {
  const { from, sessionPath, onProgress = () => undefined } = options;
  if (!existsSync(from)) throw new BackupFault('not_found', `there is no file ${from}`);
  await mkdir(sessionPath, { recursive: true, mode: 0o700 });
  const lock = lockFor(sessionPath);
  try {
    const mark = await readMark(sessionPath);
    const old = await dataIn(options);
    if (!mark && old.length > 0 && !options.replace)
      throw new BackupFault('not_empty', `${sessionPath} is not empty`);
    onProgress('reading the backup', 0);
    const manifest = await prepare(options);
    onProgress('moving the data', 0);
    const replaced = await replace(options, mark ?? firstMark(old));
    onProgress('done', 1);
    return summary(manifest, sessionPath, replaced);
  } finally {
    lock.release();
  }
}

function firstMark(old: readonly string[]): Mark {
  return {
    replaced:
      old.length > 0 ? `${REPLACED_PREFIX}${stamp(Date.now())}-${randomBytes(3).toString('hex')}` : null,
    phase: 'out',
  };
}

function summary(
  { takenAt, version, migration, rows, files }: Manifest,
  sessionPath: string,
  replaced: string | null,
): Restored {
  return {
    sessionPath,
    takenAt,
    version,
    migration,
    rows,
    files: files.length,
    replaced: replaced === null ? null : join(sessionPath, replaced),
  };
}

/** Has everything ready in the data directory, checked and on disk. */
async function prepare({
  from,
  sessionPath,
  disconnected,
  onProgress = () => undefined,
}: RestoreOptions): Promise<Manifest> {
  const stage = join(sessionPath, RESTORE_STAGE);
  const data = join(stage, DATA);
  await rm(stage, { recursive: true, force: true });
  try {
    const manifest = await verify(from);
    if (!(await knowsMigration(manifest.migration)))
      throw new BackupFault('too_new', `the backup was made by a newer version (${manifest.version})`);
    await mkdir(data, { recursive: true, mode: 0o700 });
    onProgress('unpacking', 0);
    await unpack(from, manifest, stage);
    const digests = [];
    for (const path of await filesIn(data)) {
      await chmod(join(data, path), 0o600);
      digests.push({ path, ...(await digestOf(join(data, path))) });
    }
    compare(manifest, digests);
    onProgress('checking the database', 0);
    check(join(data, DATABASE_FILE), manifest);
    if (disconnected) keepDisconnected(join(data, DATABASE_FILE));
    for (const { path } of digests) await sync(join(data, path));
    return manifest;
  } catch (error) {
    await rm(stage, { recursive: true, force: true });
    throw error;
  }
}

/** @throws BackupFault `damaged` */
function check(database: string, { migration }: Manifest): void {
  try {
    if (inspectDatabase(database).migration === migration) return;
  } catch (error) {
    if (!(error instanceof DatabaseDamaged)) throw error;
    throw new BackupFault('damaged', error.message, {}, { cause: error });
  }
  throw new BackupFault('damaged', 'the manifest of the backup does not fit its database');
}

/** Moves the old data out and the new data in. @returns the name of the directory with the old data */
async function replace(options: RestoreOptions, mark: Mark): Promise<string | null> {
  const { sessionPath } = options;
  const data = join(sessionPath, RESTORE_STAGE, DATA);
  await writeMark(sessionPath, mark);
  if (mark.replaced !== null) await mkdir(join(sessionPath, mark.replaced), { recursive: true, mode: 0o700 });
  for (const name of await dataIn(options)) {
    const from = join(sessionPath, name);
    const to = mark.replaced === null ? undefined : join(sessionPath, mark.replaced, name);
    // What is there in the second phase comes from a backup, and so does what a server made that was started meanwhile.
    const isOld = mark.phase === 'out' && to !== undefined && !existsSync(to);
    await (isOld ? rename(from, to) : rm(from, { recursive: true, force: true }));
  }
  if (mark.replaced !== null) await sync(join(sessionPath, mark.replaced));
  await sync(sessionPath);
  await writeMark(sessionPath, { ...mark, phase: 'in' });
  for (const name of await readdir(data)) await rename(join(data, name), join(sessionPath, name));
  await sync(sessionPath);
  await rm(join(sessionPath, RESTORE_MARK));
  await sync(sessionPath);
  await rm(join(sessionPath, RESTORE_STAGE), { recursive: true, force: true });
  return mark.replaced;
}

/** Names of what belongs to the data in the data directory. */
async function dataIn({ sessionPath, backupPath }: RestoreOptions): Promise<string[]> {
  const names = await readdir(sessionPath);
  const others = outsideData(sessionPath, backupPath, names);
  return names.filter((name) => !others.has(name));
}

async function readMark(sessionPath: string): Promise<Mark | undefined> {
  const text = await readFile(join(sessionPath, RESTORE_MARK), 'utf8').catch(ignoreMissing(undefined));
  if (text === undefined) return undefined;
  const { replaced, phase } = Object(JSON.parse(text));
  return {
    replaced: typeof replaced === 'string' ? replaced : null,
    phase: phase === 'in' ? 'in' : 'out',
  };
}

/** Writes the mark so that it is whole at any instant. */
async function writeMark(sessionPath: string, mark: Mark): Promise<void> {
  const draft = join(sessionPath, RESTORE_STAGE, 'mark');
  await writeFile(draft, JSON.stringify(mark), { mode: 0o600 });
  await sync(draft);
  await rename(draft, join(sessionPath, RESTORE_MARK));
  await sync(sessionPath);
}

/** @throws BackupFault `in_use` */
function lockFor(directory: string): DirectoryLock {
  try {
    return DirectoryLock.take(directory, { patienceMs: 0 });
  } catch (error) {
    if (!(error instanceof DirectoryInUse)) throw error;
    throw new BackupFault('in_use', `a server is using ${directory}: stop it first`, {}, { cause: error });
  }
}
