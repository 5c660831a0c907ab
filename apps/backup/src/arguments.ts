import { parseArgs } from 'node:util';

/** What to do. */
export type Command =
  | { name: 'backup'; to?: string }
  | { name: 'restore'; from: string; replace: boolean; disconnected: boolean };

export const USAGE = `usage:
  npx miaw-api backup [--to DIRECTORY | --to FILE.tar]
  npx miaw-api restore --from FILE.tar [--replace] [--disconnected]
In a clone: npm run backup --, npm run restore --

SESSION_PATH, BACKUP_PATH and BACKUP_KEEP are read from the environment and from .env.`;

/** @returns undefined if the arguments are not those of a command */
export function commandOf(args: readonly string[]): Command | undefined {
  const [name, ...rest] = args;
  try {
    if (name === 'backup') {
      const { values } = parseArgs({ args: rest, options: { to: { type: 'string' } } });
      return values.to === '' ? undefined : { name, to: values.to };
    }
    if (name !== 'restore') return undefined;
    const { values } = parseArgs({
      args: rest,
      options: {
        from: { type: 'string' },
        replace: { type: 'boolean', default: false },
        disconnected: { type: 'boolean', default: false },
      },
    });
    const { from, replace, disconnected } = values;
    return from === undefined || from === '' ? undefined : { name, from, replace, disconnected };
  } catch {
    return undefined;
  }
}
