import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WhatsAppEmulator } from '#libs/emulator';
import { sealConsole } from '#libs/observability';
import { JsonApi } from './api.js';
import { Receiver } from './receiver.js';
import { screen } from './screen.js';
import { portOr, Server } from './server.js';
import { invite, play } from './story.js';

const API_PORT = 3000;
const EMULATOR_PORT = 4700;

/** Stops everything that was started, in this order. */
const endings: (() => Promise<void> | void)[] = [];
let ending: Promise<void> | undefined;

async function main(): Promise<void> {
  // The emulator's phones use libsignal, which prints sessions to the console.
  sealConsole();
  const directory = mkdtempSync(join(tmpdir(), 'miaw-sandbox-'));
  endings.unshift(() => rmSync(directory, { recursive: true, force: true }));
  const apiKey = randomBytes(16).toString('hex');
  const secret = randomBytes(16).toString('hex');

  const emulator = await WhatsAppEmulator.start({
    port: await portOr(EMULATOR_PORT),
    host: process.env.EMULATOR_HOST || undefined,
  });
  endings.unshift(() => emulator.stop());
  const receiver = await Receiver.start(secret);
  endings.unshift(() => receiver.stop());
  const port = await portOr(API_PORT);
  const server = await Server.start(port, {
    API_KEY: apiKey,
    API_WEBHOOK_SECRET: secret,
    SESSION_PATH: directory,
    DATABASE_URL: '',
    WHATSAPP_EMULATOR_URL: emulator.url,
    NODE_ENV: 'development',
    LOG_LEVEL: 'error',
  });
  endings.unshift(() => server.stop());

  const address = `http://127.0.0.1:${port}`;
  screen.title('miaw-api sandbox: no phone, no internet, nothing to configure');
  screen.fact('console', `${address}/console/#phones`, 'the server, with the phones beside it');
  screen.fact('key', apiKey, 'to sign in there');
  screen.fact('reference', `${address}/docs`, 'all operations, and the guides');
  screen.fact('emulator', emulator.url, 'plays WhatsApp; shows the phones, too');

  const header = { name: 'X-API-Key', value: apiKey, shown: '$API_KEY' };
  const stage = {
    api: new JsonApi(`${address}/api/v1`, header),
    emulator: new JsonApi(emulator.url),
    receiver,
  };
  await play(stage);
  invite(stage, apiKey);
}

async function end(code: number): Promise<void> {
  ending ??= (async () => {
    for (const stop of endings) await stop();
  })();
  await ending;
  process.exit(code);
}

for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (!ending) screen.say('\nstopping the sandbox');
    end(0).catch(() => process.exit(1));
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : 'the sandbox failed'}\n`);
  end(1).catch(() => process.exit(1));
});
