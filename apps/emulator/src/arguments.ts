import { parseArgs } from 'node:util';

/** What the command is to do. */
export type Command =
  { name: 'run'; port: number; host?: string; stateDir?: string } | { name: 'help' } | { name: 'version' };

type Variables = Readonly<Record<string, string | undefined>>;

const DEFAULT_PORT = 4700;

export const USAGE = `usage: miaw-emulator [--port PORT] [--host ADDRESS] [--data DIRECTORY]

Plays WhatsApp's server and the phones of people on this machine.

  --port PORT        The port; 0 takes a free one. Default ${DEFAULT_PORT}          EMULATOR_PORT
  --host ADDRESS     The address to listen on. Default 127.0.0.1        EMULATOR_HOST
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
      data: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
      version: { type: 'boolean', short: 'v', default: false },
    },
  });
  if (values.help) return { name: 'help' };
  if (values.version) return { name: 'version' };
  return {
    name: 'run',
    port: portOf(values.port, env),
    host: values.host || env.EMULATOR_HOST || undefined,
    stateDir: values.data || env.EMULATOR_STATE || undefined,
  };
}

function portOf(flag: string | undefined, env: Variables): number {
  const [name, value] = flag === undefined ? ['EMULATOR_PORT', env.EMULATOR_PORT] : ['--port', flag];
  if (value === undefined || (value === '' && flag === undefined)) return DEFAULT_PORT;
  const port = Number(value);
  if (!/^\d+$/.test(value) || port > 65_535) throw new Error(`${name} must be a port number`);
  return port;
}
