import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Directory of the package that contains this file, compiled or not, bundled or not. */
export const ROOT = rootOf(import.meta.dirname);

/** The version of the package. */
export const VERSION = readVersion(join(ROOT, 'package.json'));

function rootOf(directory: string): string {
  return existsSync(join(directory, 'package.json')) ? directory : rootOf(dirname(directory));
}

function readVersion(file: string): string {
  const manifest: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof manifest === 'object' && manifest !== null && 'version' in manifest)
    return String(manifest.version);
  throw new Error(`${file} has no version`);
}
