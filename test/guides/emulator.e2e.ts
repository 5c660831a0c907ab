import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { FAULT_KINDS } from '#libs/emulator';
import { Bot } from '../harness/bot.js';
import { Checkout } from '../harness/checkout.js';
import { guidesFor, replaced, walk } from '../harness/guide.js';
import { freePort, ROOT } from '../harness/process.js';
import { PIXEL } from '../harness/scene.js';
import { API_KEY } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { World } from '../harness/world.js';

const GUIDES = guidesFor('emulator');
const [GUIDE] = GUIDES;
if (!GUIDE) throw new Error('there is no such guide');
const BOT = '628111111111';
const CUSTOMER = '15550001111';
const SCANNED = '628222222222';

describe('the guide of the emulator', () => {
  let checkout: Checkout;

  beforeAll(() => {
    checkout = new Checkout();
  });

  afterAll(() => {
    checkout.remove();
  });

  it('starts it, and shows what it prints', async () => {
    const port = await freePort();
    const [emulator] = checkout.start(GUIDE, 'Start', {}, { EMULATOR_PORT: String(port) });
    try {
      await emulator?.serves(`http://127.0.0.1:${port}/health`);
      const shown = /^# (.*)$/m.exec(GUIDE.starting('Start')[0]?.text ?? '')?.[1] ?? '';
      expect(shown).toContain('http://127.0.0.1:4700');
      expect(emulator?.output.split('\n')).toContain(shown.replace('4700', String(port)));
    } finally {
      await emulator?.end();
    }
  });

  it('starts it in a process of its own code', async () => {
    const state = join(checkout.directory, 'whatsapp');
    const code = `${replaced(GUIDE.take('ts').text, { '/tmp/whatsapp': state })}\nconsole.log(emulator.url);`;
    const node = spawn(process.execPath, ['--input-type=module', '-e', code], { cwd: ROOT });
    let output = '';
    for (const stream of [node.stdout, node.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => (output += text));
    expect((await once(node, 'close'))[0]).toBe(0);
    expect(output).toMatch(/^http:\/\/127\.0\.0\.1:\d+\n$/);
  });

  it('leads through a conversation, and through every call of the control API', async () => {
    const world = await World.start();
    const { emulator, receiver } = world;
    writeFileSync(join(checkout.directory, 'me.png'), PIXEL);
    writeFileSync(join(checkout.directory, 'large.pdf'), Buffer.alloc(300_000, '%PDF-1.4\n'));
    try {
      await new Bot(world, 'my-bot-1', BOT).link();
      const places = { 'http://localhost:3000': world.api.url, 'http://127.0.0.1:4700': emulator.url };
      await walk(GUIDE, places, { API_KEY }, checkout.directory);
      const written = readFileSync(join(checkout.directory, 'large.pdf'));
      expect(readFileSync(join(checkout.directory, 'received.pdf')).equals(written)).toBe(true);
      const [answer] = await emulator.inbox(CUSTOMER);
      expect(answer).toMatchObject({
        text: 'Everywhere',
        read: true,
        reactions: [{ from: expect.any(String), emoji: '👍' }],
      });
      for (const event of ['poll_vote', 'message_edit', 'message_delete', 'call', 'group_update'])
        await receiver.event(event);
      expect((await new Bot(world, 'second').state()).phone).toBe(SCANNED);
      await eventually(
        () => new Bot(world, 'third').state(),
        ({ reason }) => reason === 'logged_out',
        'third to be logged out',
      );
      expect(await emulator.get('/unhandled')).toMatchObject({ count: 0 });
    } finally {
      await world.stop();
    }
  }, 300_000);

  it.each(FAULT_KINDS)('describes the fault %s', (kind) => {
    expect(GUIDE.text).toMatch(new RegExp(`^\\| \`${kind}\` `, 'm'));
  });
});

describe('of the emulator', () => {
  it('every example has been executed', () => {
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
