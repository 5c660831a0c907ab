import { VERSION } from '#libs/config';
import { WhatsAppEmulator } from '#libs/emulator';
import { sealConsole } from '#libs/observability';
import { type Command, commandOf, USAGE } from './arguments.js';

/** What clients do wrong is theirs; what the emulator does wrong goes to the error output. */
const MISTAKES_ONLY = {
  info: () => undefined,
  warn: () => undefined,
  error: (details: object, message: string) => {
    const error = 'err' in details && details.err instanceof Error ? details.err.stack : undefined;
    process.stderr.write(`${message}: ${error ?? 'no details'}\n`);
  },
};

function commandOrEnd(): Command {
  try {
    return commandOf(process.argv.slice(2), process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}\n`);
    return process.exit(2);
  }
}

async function main(): Promise<void> {
  const command = commandOrEnd();
  if (command.name !== 'run') {
    process.stdout.write(`${command.name === 'help' ? USAGE : VERSION}\n`);
    return;
  }
  sealConsole();
  const { name: _run, ...options } = command;
  const emulator = await WhatsAppEmulator.start({ ...options, logger: MISTAKES_ONLY });
  process.stdout.write(`WhatsApp emulator on ${emulator.url}\n`);
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    emulator.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.on('SIGINT', stop);
  process.on('SIGTERM', stop);
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
