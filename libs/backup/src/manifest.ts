import { BackupFault } from './fault.js';
import type { FileDigest } from './files.js';

/** Name of the manifest in a backup. It comes first. */
export const MANIFEST = 'manifest.json';
/** The directory in a backup that has what is in the data directory. */
export const DATA = 'data';
/** Of the layout of a backup. */
const FORMAT = 1;

/** Describes a backup. */
export interface Manifest {
  format: typeof FORMAT;
  /** ISO. Everything is as it was at this moment. */
  takenAt: string;
  /** Of the server. */
  version: string;
  /** The last one of the database. */
  migration: string;
  /** Rows by table. */
  rows: Record<string, number>;
  files: FileDigest[];
}

export function newManifest(manifest: Omit<Manifest, 'format'>): Manifest {
  return { format: FORMAT, ...manifest };
}

/** @throws BackupFault `damaged`, or `too_new` if the layout is a later one */
export function readManifest(text: string): Manifest {
  const json = parse(text);
  if (typeof json['format'] === 'number' && json['format'] > FORMAT)
    throw new BackupFault('too_new', 'the backup was made by a newer version of the server');
  const { takenAt, version, migration, rows, files } = json;
  if (
    json['format'] !== FORMAT ||
    typeof takenAt !== 'string' ||
    typeof version !== 'string' ||
    typeof migration !== 'string' ||
    !isCounts(rows) ||
    !isDigests(files)
  )
    throw new BackupFault('damaged', 'the manifest of the backup is not valid');
  return { format: FORMAT, takenAt, version, migration, rows, files };
}

function parse(text: string): Record<string, unknown> {
  try {
    const json: unknown = JSON.parse(text);
    return { ...Object(json) };
  } catch {
    throw new BackupFault('damaged', 'the manifest of the backup cannot be read');
  }
}

function isCounts(value: unknown): value is Record<string, number> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((count) => Number.isSafeInteger(count))
  );
}

function isDigests(value: unknown): value is FileDigest[] {
  return Array.isArray(value) && value.every(isDigest);
}

function isDigest(value: unknown): value is FileDigest {
  const { path, size, sha256 } = Object(value);
  return (
    typeof path === 'string' &&
    isInside(path) &&
    Number.isSafeInteger(size) &&
    typeof sha256 === 'string' &&
    /^[0-9a-f]{64}$/.test(sha256)
  );
}

/** Whether a relative path stays where it begins. */
function isInside(path: string): boolean {
  return !path.split('/').some((part) => part === '' || part === '.' || part === '..');
}
