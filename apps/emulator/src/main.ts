import { sealConsole } from '#libs/observability';
import { WhatsAppEmulator } from '#libs/emulator';

const DEFAULT_PORT = 4700;

/** What clients do wrong is theirs; what the emulator does wrong goes to the error output. */
const MISTAKES_ONLY = {
  info: () => undefined,
  warn: () => undefined,
  error: (details: object, message: string) => {
    const error = 'err' in details && details.err instanceof Error ? details.err.stack : undefined;
    process.stderr.write(`${message}: ${error ?? 'no details'}\n`);
  },
};

function port(): number {
  const value = process.env.EMULATOR_PORT;
  if (value === undefined || value === '') return DEFAULT_PORT;
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0 || number > 65_535)
    throw new Error('EMULATOR_PORT must be a port number');
  return number;
}

async function main(): Promise<void> {
  sealConsole();
  const emulator = await WhatsAppEmulator.start({
    port: port(),
    host: process.env.EMULATOR_HOST || undefined,
    stateDir: process.env.EMULATOR_STATE || undefined,
    logger: MISTAKES_ONLY,
  });
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
