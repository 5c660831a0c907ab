import { execFile } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OUTPUT } from './process.js';
import { eventually } from './waiting.js';

const run = promisify(execFile);

/** What `npm pack` has made. */
export interface Packed {
  /** The archive's path. */
  archive: string;
  /** What it contains. */
  files: string[];
}

/** How long others may take to pack, ms. */
const LONGEST_MS = 240_000;

/** There while somebody packs. */
const LOCK = join(OUTPUT, 'packing');

/** Whether nobody else packed, so that we may. */
async function mayPack(): Promise<boolean> {
  mkdirSync(OUTPUT, { recursive: true });
  try {
    mkdirSync(LOCK);
    return true;
  } catch {
    return false;
  }
}

/** Packs a package as it is published, one at a time: packing builds it anew. @param destination the folder for the archive */
export async function pack(directory: string, destination: string): Promise<Packed> {
  await eventually(mayPack, (may) => may, 'another suite to have packed', LONGEST_MS);
  try {
    return await packNow(directory, destination);
  } finally {
    rmSync(LOCK, { recursive: true });
  }
}

async function packNow(directory: string, destination: string): Promise<Packed> {
  const { stdout } = await run('npm', ['pack', '--json', '--pack-destination', destination], {
    cwd: directory,
    maxBuffer: Number.MAX_SAFE_INTEGER,
  });
  const [{ filename, files }] = JSON.parse(stdout.slice(stdout.indexOf('[\n')));
  return { archive: join(destination, filename), files: files.map(({ path }: { path: string }) => path) };
}

/**
 * Publishes an archive, up to the request to the registry.
 * @returns what npm would correct in it, or warns of
 */
export async function complaintsAbout(archive: string): Promise<string[]> {
  // Nobody listens there, and nobody is needed.
  const nowhere = ['--registry', 'http://127.0.0.1:9', '--fetch-retries', '0'];
  const { stderr } = await run('npm', ['publish', '--dry-run', '--access', 'public', ...nowhere, archive], {
    maxBuffer: Number.MAX_SAFE_INTEGER,
  });
  return stderr
    .split('\n')
    .filter((line) => /npm (?:warn|error)/i.test(line) && !line.includes('requires you to be logged in'));
}
