import { Emulator } from '../harness/emulator.js';
import { callsOf, Checkout } from '../harness/checkout.js';
import { guidesFor, walk } from '../harness/guide.js';
import { freePort } from '../harness/process.js';
import { Receiver } from '../harness/receiver.js';
import { eventually } from '../harness/waiting.js';

const GUIDES = guidesFor('start');
const [README, STARTED] = GUIDES;
if (!README || !STARTED) throw new Error('there are not the two');
const BOT = '628111111111';
const JOHN = '6281234567890';

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
    const receiver = await Receiver.start();
    await emulator.phone(JOHN, { name: 'John Doe' });
    const api = `http://127.0.0.1:${port}`;
    const places = {
      'http://127.0.0.1:4700': emulator.url,
      'http://localhost:3000': api,
      'https://myapp.com/webhook': receiver.url,
    };
    const [plain] = checkout.start(README, 'Run', places, env);
    await plain?.serves(`${api}/health`);
    await plain?.end();
    const [sandbox, server] = checkout.start(README, 'Without a phone', places, env);
    try {
      await server?.serves(`${api}/health`);
      const follows = walk(README, places, {}, checkout.directory);
      // The reader's own phone scans what the terminal shows.
      const { data } = await receiver.event('qr');
      await emulator.scan(BOT, String(data['qr']));
      await follows;
      await eventually(
        () => emulator.inbox(JOHN),
        (inbox) => inbox.some(({ text }) => text === 'Hello from API!'),
        'the message on the phone',
      );
      await sandbox?.prints('Ctrl-C ends the sandbox');
    } finally {
      await Promise.all([sandbox?.end(), server?.end()]);
      await Promise.all([emulator.stop(), receiver.stop()]);
    }
  }, 90_000);

  it('the README starts what docker-compose.yml describes', () => {
    const calls = README.starting('Docker').flatMap((block) => callsOf(block, ['docker']));
    expect(calls).toEqual([
      {
        words: ['docker', 'compose', 'up', '--build', '-d'],
        exported: expect.objectContaining({
          API_KEY: expect.stringMatching(/^[0-9a-f]{64}$/),
          API_WEBHOOK_SECRET: expect.stringMatching(/^[0-9a-f]{64}$/),
        }),
      },
    ]);
  });

  it('getting started leads to a conversation', async () => {
    const emulatorPort = await freePort();
    const emulator = `http://127.0.0.1:${emulatorPort}`;
    const api = `http://127.0.0.1:${port}`;
    const places = { 'http://127.0.0.1:4700': emulator, 'http://localhost:3000': api };
    const all = { ...env, EMULATOR_PORT: String(emulatorPort) };
    const terminals = checkout.start(STARTED, 'Start', places, all);
    try {
      await terminals[0]?.serves(`${emulator}/health`);
      await terminals[1]?.serves(`${api}/health`);
      await walk(STARTED, places, {}, checkout.directory);
      const inbox = await fetch(`${emulator}/phones/${JOHN}/messages`);
      expect(await inbox.json()).toMatchObject([{ text: 'Hello from API!', read: false }]);
      const unknown = await fetch(`${emulator}/unhandled`);
      expect(await unknown.json()).toMatchObject({ count: 0 });
    } finally {
      for (const terminal of terminals.toReversed()) await terminal.end();
    }
  }, 90_000);
});

describe('of the README and getting started', () => {
  it('every example has been executed', () => {
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
