import { parseArgs } from 'node:util';
import { resolve } from 'node:path';

/** Where a database is: in a directory, or at a URL. */
export interface Place {
  directory: string;
  url?: string;
}

export const USAGE = `usage:
  npm run migrate -- --from DIRECTORY --to URL
  npm run migrate -- --from URL --to DIRECTORY

DIRECTORY is a SESSION_PATH, URL a DATABASE_URL: postgres://user:password@host:5432/database. Without a password in it, that of
PGPASSWORD is used.`;

/** @returns undefined if the arguments are not those of the command */
export function placesOf(args: readonly string[]): { from: Place; to: Place } | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: { from: { type: 'string' }, to: { type: 'string' } },
    });
    if (!values.from || !values.to) return undefined;
    const [from, to] = [placeOf(values.from), placeOf(values.to)];
    return (from.url === undefined) === (to.url === undefined) ? undefined : { from, to };
  } catch {
    return undefined;
  }
}

function placeOf(text: string): Place {
  // What is at a URL needs no directory, but for temporary files.
  return /^postgres(ql)?:\/\//.test(text) ? { directory: '', url: text } : { directory: resolve(text) };
}
