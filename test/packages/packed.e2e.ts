import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Bot } from '../harness/bot.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { Guide } from '../harness/guide.js';
import { complaintsAbout, pack, type Packed } from '../harness/packing.js';
import { Person } from '../harness/person.js';
import { freePort, ROOT } from '../harness/process.js';
import { API_KEY, WEBHOOK_SECRET } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const run = promisify(execFile);
const PACKAGE = join(ROOT, 'packages', 'client');
const PERSON = '6281234567890';

const world = useWorld();
const bot = new Bot(world, 'my-bot-1', '628111111111');
const person = new Person(world, PERSON, bot);
const guide = new Guide('packages/client/README.md');
/** An empty folder, of somebody who has only npm. */
const folder = mkdtempSync(join(tmpdir(), 'miaw-packed-'));
let packed: Packed;

beforeAll(async () => {
  packed = await pack(PACKAGE, folder);
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  await run('npm', ['install', '--offline', '--no-audit', '--no-fund', packed.archive], { cwd: folder });
  await bot.link();
  await world.emulator.phone(PERSON);
  writeFileSync(join(folder, 'logo.png'), bytesOf(EXAMPLE_FILES.image));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function environment(more: Record<string, string> = {}) {
  return { ...process.env, MIAW_URL: world.api.url, MIAW_KEY: API_KEY, WEBHOOK_SECRET, ...more };
}

/** Writes an example of the README into the folder. @returns its name */
function example(name: string): string {
  writeFileSync(join(folder, name), guide.take(name).text);
  return name;
}

/** Starts an example. `output` is what it has printed so far. */
function started(name: string, more?: Record<string, string>) {
  const child = spawn(process.execPath, [example(name)], { cwd: folder, env: environment(more) });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes));
  return { child, output: () => output };
}

/** Runs an example to its end. @returns its lines */
async function ran(name: string): Promise<string[]> {
  const { stdout } = await run(process.execPath, [example(name)], { cwd: folder, env: environment() });
  return stdout.trim().split('\n');
}

describe('the package', () => {
  it('contains what it needs, and nothing else', () => {
    const built = /^dist\/(?:esm|cjs)\/.*\.(?:js|d\.ts)$/;
    expect(packed.files.filter((path) => !built.test(path)).toSorted()).toEqual([
      'LICENSE',
      'README.md',
      'dist/cjs/package.json',
      'package.json',
    ]);
    expect(packed.files).toEqual(
      expect.arrayContaining(
        ['esm', 'cjs'].flatMap((kind) => [`dist/${kind}/index.js`, `dist/${kind}/index.d.ts`]),
      ),
    );
  });

  it('can be published', async () => {
    expect(await complaintsAbout(packed.archive)).toEqual([]);
  });

  it('brings no other package', () => {
    expect(readdirSync(join(folder, 'node_modules')).filter((name) => !name.startsWith('.'))).toEqual([
      'miaw-api-client',
    ]);
  });

  it('can be required', async () => {
    const program = `
      const { Miaw, webhooks } = require('miaw-api-client');
      const { listInstances } = require('miaw-api-client/operations');
      const miaw = new Miaw({ baseUrl: process.env.MIAW_URL, apiKey: process.env.MIAW_KEY });
      miaw.instance('my-bot-1').getInstanceStatus().then(({ status }) =>
        console.log(status, typeof webhooks.unwrap, typeof listInstances));`;
    writeFileSync(join(folder, 'required.cjs'), program);
    const { stdout } = await run(process.execPath, ['required.cjs'], { cwd: folder, env: environment() });
    expect(stdout.trim()).toBe('connected function function');
  });

  it.each([
    ['an ES module', 'module.mts', 'nodenext', 'nodenext'],
    ['CommonJS', 'common.cts', 'nodenext', 'nodenext'],
    ['a bundler', 'bundled.ts', 'esnext', 'bundler'],
  ])('has types for %s, and narrows events', async (_for, name, module, resolution) => {
    const program = `
      import { type Event, type EventName, Miaw, type Message, NotFoundError, webhooks } from 'miaw-api-client';
      import { sendText } from 'miaw-api-client/operations';

      export const nameOf = (event: Event): EventName => event.event;
      export function told(event: Event): string | undefined {
        return event.event === 'message' ? event.data.text : undefined;
      }
      export async function main(miaw: Miaw, media: Blob): Promise<void> {
        const bot = miaw.instance('bot');
        const { messageId, status } = await bot.messages.sendImageUpload({ to: '1', media, viewOnce: true });
        const all: 'sent' | 'pending' | 'scheduled' = status;
        const shown: Message = await bot.messages.getMessage(messageId);
        for await (const event of bot.events.follow({ types: ['message'] })) told(event);
        for await (const { chatId } of bot.chats.listChats()) console.log(chatId.length, all, shown.id);
        told(await webhooks.unwrap('', {}, ['a', 'b']));
        // @ts-expect-error: a message needs a recipient
        await bot.messages.sendText({ text: 'Hello' });
        console.log(new Error() instanceof NotFoundError, sendText);
      }`;
    writeFileSync(join(folder, name), program);
    const flags = ['--noEmit', '--strict', '--skipLibCheck', 'false', '--target', 'es2022'];
    const options = [
      ...flags,
      '--lib',
      'es2022,dom',
      '--module',
      module,
      '--moduleResolution',
      resolution,
      name,
    ];
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const { stdout } = await run(process.execPath, [tsc, '--ignoreConfig', ...options], {
      cwd: folder,
    }).catch((error) => error);
    expect(stdout).toBe('');
  });
});

describe('every example of the README', () => {
  it('sends', async () => {
    expect(await ran('send.mjs')).toEqual([expect.stringMatching(/^\w+ sent$/)]);
    expect(await ran('upload.mjs')).toEqual([`image/png ${bytesOf(EXAMPLE_FILES.image).length}`]);
  });

  it('reads lists', async () => {
    expect(await ran('lists.mjs')).toEqual([`${PERSON}@s.whatsapp.net`, '2']);
  });

  it('answers what it is told, as events come', async () => {
    const { child, output } = started('follow.mjs');
    const ended = once(child, 'close');
    await person.writes('ping');
    expect({ code: (await ended)[0], output: output() }).toEqual({ code: 0, output: '' });
    await eventually(
      () => person.texts(),
      (texts) => texts.includes('pong'),
      'the answer',
    );
  });

  it('receives webhooks, and refuses what is not signed', async () => {
    const port = await freePort();
    const { child, output } = started('receiver.mjs', { PORT: String(port) });
    const url = `http://127.0.0.1:${port}`;
    const unsigned = () =>
      fetch(url, { method: 'POST', body: '{}' }).then(
        ({ status }) => status,
        () => 0,
      );
    await eventually(unsigned, (status) => status === 401, 'the receiver to listen');
    const body = JSON.stringify({ webhookUrl: url, webhookEvents: ['message'] });
    const headers = { 'Content-Type': 'application/json' };
    await world.api.raw('/api/v1/instances/my-bot-1/webhook', { method: 'PUT', headers, body });
    const message = { to: bot.phone, text: 'Good morning' };
    await world.emulator.request('POST', `/phones/${PERSON}/messages`, message);
    await eventually(
      async () => output(),
      (text) => text.includes('Good morning'),
      'the message',
    );
    const ended = once(child, 'close');
    child.kill();
    await ended;
  });

  it('tests a receiver, shows errors, and calls operations alone', async () => {
    expect(await ran('test.mjs')).toEqual(['message']);
    expect(await ran('errors.mjs')).toEqual(['INSTANCE_NOT_FOUND']);
    expect(await ran('operations.mjs')).toEqual(['1 undefined']);
  });

  it('has been executed', () => {
    expect(guide.left()).toEqual([expect.stringMatching(/README\.md:\d+ sh$/)]);
  });
});
