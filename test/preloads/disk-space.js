/**
 * Loaded before the server: its disk has as much free space as the file DISK_SPACE_FILE says, in bytes, or what it has if
 * there is no such file.
 */
import { existsSync, readFileSync } from 'node:fs';
import files from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

const { DISK_SPACE_FILE = '' } = process.env;
const { statfs } = files;

files.statfs = async (path) => {
  const real = await statfs(path);
  if (!existsSync(DISK_SPACE_FILE)) return real;
  const bytes = Number(readFileSync(DISK_SPACE_FILE, 'utf8'));
  return { ...real, bsize: 1, bavail: bytes };
};
syncBuiltinESMExports();
