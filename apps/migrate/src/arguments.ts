import { parseArgs } from 'node:util';
import { resolve } from 'node:path';

/** Where a database is: in a directory, or at a URL. */
export interface Place {
  directory: string;
  url?: string;
}

/** Holds the URL if no argument does: other users of the machine see arguments, with the password in them. */
const URL_VARIABLE = 'DATABASE_URL';

export const USAGE = `usage:
  DATABASE_URL=URL npx miaw-api migrate --from DIRECTORY
  DATABASE_URL=URL npx miaw-api migrate --to DIRECTORY
In a clone: npm run migrate --

DIRECTORY is a SESSION_PATH, URL postgres://user:password@host:5432/database. The first command moves from the directory to the
database, the second one back. The URL may also be given as --to or --from, but other users of the machine see a password
in it. Without a password in it, that of PGPASSWORD is used.`;

/** @returns undefined if the arguments are not those of the command */
export function placesOf(
  args: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): { from: Place; to: Place } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { from: { type: 'string' }, to: { type: 'string' } },
    });
    const url = env[URL_VARIABLE];
    const [from, to] = [placeOf(values.from || url), placeOf(values.to || url)];
    if (!from || !to) return undefined;
    return (from.url === undefined) === (to.url === undefined) ? undefined : { from, to };
  } catch {
    return undefined;
  }
}

function placeOf(text: string | undefined): Place | undefined {
  if (!text) return undefined;
  // What is at a URL needs no directory, but for temporary files.
  return /^postgres(ql)?:\/\//.test(text) ? { directory: '', url: text } : { directory: resolve(text) };
}
