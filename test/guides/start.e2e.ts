import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { callsOf, Checkout } from '../harness/checkout.js';
import { Emulator } from '../harness/emulator.js';
import { type Guide, guidesFor, walk } from '../harness/guide.js';
import { freePort, ROOT } from '../harness/process.js';
import { eventually } from '../harness/waiting.js';

const GUIDES = guidesFor('start');
const [README, STARTED] = GUIDES;
if (!README || !STARTED) throw new Error('there are not the two');
const BOT = '628111111111';
const JOHN = '6281234567890';

/** Follows a guide, and has its QR code scanned as soon as the terminal shows it. */
async function whileScanned(
  guide: Guide,
  places: Record<string, string>,
  { directory }: Checkout,
  scan: () => Promise<void>,
): Promise<void> {
  let scanning: Promise<void> | undefined;
  const watch = (output: string): void => {
    if (output.includes('▄')) scanning ??= scan();
  };
  await walk(guide, places, {}, directory, { watch });
  await scanning;
}

/** The QR code that the instance shows. */
async function qrOf(api: string, { directory }: Checkout): Promise<string> {
  const key = readFileSync(join(directory, 'sessions', '.api-key'), 'utf8').trim();
  const response = await fetch(`${api}/api/v1/instances/my-bot-1/qr`, { headers: { 'X-API-Key': key } });
  return String(Object(await response.json()).data.qr);
}

describe('from nothing', () => {
  let checkout: Checkout;
  let port: number;
  let env: Record<string, string>;

  beforeEach(async () => {
    checkout = new Checkout();
    port = await freePort();
    env = { API_HOST: '127.0.0.1', API_PORT: String(port) };
  });

  afterEach(() => {
    checkout.remove();
  });

  it('the README leads to a first message', async () => {
    const emulator = await Emulator.start();
    await emulator.phone(JOHN, { name: 'John Doe' });
    const api = `http://127.0.0.1:${port}`;
    const places = { 'http://127.0.0.1:4700': emulator.url, 'http://localhost:3000': api };
    const [plain] = checkout.start(README, 'Run', places, env);
    await plain?.serves(`${api}/health`);
    await plain?.end();
    const [sandbox, server] = checkout.start(README, 'Without a phone', places, env);
    try {
      await server?.serves(`${api}/health`);
      // The reader's own phone scans what the terminal shows.
      await whileScanned(README, places, checkout, async () => emulator.scan(BOT, await qrOf(api, checkout)));
      await eventually(
        () => emulator.inbox(JOHN),
        (inbox) => inbox.some(({ text }) => text === 'Hello from API!'),
        'the message on the phone',
      );
      await sandbox?.prints('Ctrl-C ends the sandbox');
    } finally {
      await Promise.all([sandbox?.end(), server?.end()]);
      await emulator.stop();
    }
  });

  it('the README starts what docker-compose.yml describes', () => {
    const { directory } = checkout;
    const [block] = README.starting('Docker');
    if (!block) throw new Error('there is no such block');
    expect(callsOf(block, ['docker'], directory)).toEqual([['docker', 'compose', 'up', '--build', '-d']]);
    const written = readFileSync(join(directory, '.env'), 'utf8');
    expect(parseEnv(written)).toEqual({
      API_KEY: expect.stringMatching(/^[0-9a-f]{64}$/),
      API_WEBHOOK_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    // The secrets of a server that is there already stay.
    callsOf(block, ['docker'], directory);
    expect(readFileSync(join(directory, '.env'), 'utf8')).toBe(written);
  });

  it('getting started leads to a conversation', async () => {
    const emulatorPort = await freePort();
    const emulator = `http://127.0.0.1:${emulatorPort}`;
    const api = `http://127.0.0.1:${port}`;
    const botPort = await freePort();
    const places = {
      'http://127.0.0.1:4700': emulator,
      'http://localhost:3000': api,
      'http://localhost:4000': `http://127.0.0.1:${botPort}`,
    };
    const all = { ...env, EMULATOR_PORT: String(emulatorPort) };
    expect(STARTED.take('ping-pong.mjs').text).toBe(
      readFileSync(join(ROOT, 'examples', 'ping-pong.mjs'), 'utf8').trimEnd(),
    );
    const terminals = checkout.start(STARTED, 'Start', places, all);
    try {
      await terminals[0]?.serves(`${emulator}/health`);
      await terminals[1]?.serves(`${api}/health`);
      const bot = { API: api, PORT: String(botPort) };
      terminals.push(...checkout.start(STARTED, 'A bot that answers', places, bot));
      await walk(STARTED, places, {}, checkout.directory);
      const inbox = await fetch(`${emulator}/phones/${JOHN}/messages`);
      expect(await inbox.json()).toMatchObject([{ text: 'Hello from API!' }, { text: 'pong' }]);
      const unknown = await fetch(`${emulator}/unhandled`);
      expect(await unknown.json()).toMatchObject({ count: 0 });
    } finally {
      for (const terminal of terminals.toReversed()) await terminal.end();
    }
  });
});

describe('of the README and getting started', () => {
  it('every example has been executed', () => {
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
