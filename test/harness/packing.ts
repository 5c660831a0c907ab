import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What `npm pack` has made. */
export interface Packed {
  /** The archive's path. */
  archive: string;
  /** What it contains. */
  files: string[];
}

/** Packs a package as it is published. @param destination the folder for the archive */
export async function pack(directory: string, destination: string): Promise<Packed> {
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
