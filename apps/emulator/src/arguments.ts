import { parseArgs } from 'node:util';

/** What the command is to do. */
export type Command =
  | { name: 'run'; port: number; host?: string; mediaPort?: number; stateDir?: string }
  | { name: 'help' }
  | { name: 'version' };

type Variables = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = 4700;

export const USAGE = `usage: miaw-emulator [--port PORT] [--host ADDRESS] [--media-port PORT] [--data DIRECTORY]

Plays WhatsApp's server and the phones of people on this machine.

  --port PORT        The port; 0 takes a free one. Default ${DEFAULT_PORT}          EMULATOR_PORT
  --host ADDRESS     The address to listen on. Default 127.0.0.1        EMULATOR_HOST
  --media-port PORT  The port for files (HTTPS). Default: any free one  EMULATOR_MEDIA_PORT
  --data DIRECTORY   Keeps everything there over a restart              EMULATOR_STATE
  --version, --help

The names on the right are environment variables; a flag counts before its variable.`;

/** @throws Error that says which argument or variable is wrong */
export function commandOf(args: readonly string[], env: Variables): Command {
  const { values } = parseArgs({
    args: [...args],
    options: {
      port: { type: 'string' },
      host: { type: 'string' },
      'media-port': { type: 'string' },
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', short: 'v', default: false },
    },
  });
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  return {
    name: 'run',
    port: portOf('--port', values.port, 'EMULATOR_PORT', env) ?? DEFAULT_PORT,
    mediaPort: portOf('--media-port', values['media-port'], 'EMULATOR_MEDIA_PORT', env),
    host: values.host || env.EMULATOR_HOST || undefined,
    stateDir: values.data || env.EMULATOR_STATE || undefined,
  };
}

/** @returns undefined if neither the flag nor the variable is set */
function portOf(
  flag: string,
  value: string | undefined,
  variable: string,
  env: Variables,
): number | undefined {
  const [name, text] = value === undefined ? [variable, env[variable] || undefined] : [flag, value];
  if (text === undefined) return undefined;
  const port = Number(text);
  if (!/^\d+$/.test(text) || port > 65_535) throw new Error(`${name} must be a port number`);
  return port;
}
