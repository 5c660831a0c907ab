import { parseArgs } from 'node:util';
import { resolve } from 'node:path';

/** Where the session is, and what becomes of it. */
export interface Command {
  source:
    { kind: 'baileys' | 'waha'; directory: string } | { kind: 'evolution'; file: string; keysAt: string };
  /** Undefined: as the other gateway calls it. */
  instanceId?: string;
  keep: boolean;
  disconnected: boolean;
}

export const USAGE = `usage:
  npx miaw-api import --baileys DIRECTORY --instance ID
  npx miaw-api import --waha DIRECTORY [--instance ID]
  npx miaw-api import --evolution FILE --keys DIRECTORY|FILE [--instance ID]
In a clone: npm run import --

  --baileys       the directory that useMultiFileAuthState of Baileys writes
  --waha          .sessions/noweb/NAME of WAHA, with the engine NOWEB
  --evolution     the exported row of an instance of Evolution API 2; --keys has its keys: instances/ID, or its exported Redis hash
  --instance      the id of the new instance; without it, the name that it has at the other gateway
  --disconnected  wait for POST connect instead of connecting as soon as the server starts
  --keep          do not rename the file with the credentials

Stop the other gateway first, and this server: two servers with the same keys destroy each other's sessions. SESSION_PATH and
DATABASE_URL are read from the environment and from .env. docs/coming-over.md has more.`;

/** @returns undefined if the arguments are not those of the command */
export function commandOf(args: readonly string[]): Command | undefined {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        baileys: { type: 'string' },
        waha: { type: 'string' },
        evolution: { type: 'string' },
        keys: { type: 'string' },
        instance: { type: 'string' },
        keep: { type: 'boolean', default: false },
        disconnected: { type: 'boolean', default: false },
      },
    });
    const { baileys, waha, evolution, keys, instance, keep, disconnected } = values;
    const sources: Command['source'][] = [];
    if (baileys) sources.push({ kind: 'baileys', directory: resolve(baileys) });
    if (waha) sources.push({ kind: 'waha', directory: resolve(waha) });
    if (evolution && keys)
      sources.push({ kind: 'evolution', file: resolve(evolution), keysAt: resolve(keys) });
    const [source, ...others] = sources;
    const isWhole = others.length === 0 && (source?.kind === 'evolution' || !(evolution ?? keys));
    if (!source || !isWhole || (source.kind === 'baileys' && !instance)) return undefined;
    return { source, ...(instance && { instanceId: instance }), keep, disconnected };
  } catch {
    return undefined;
  }
}
