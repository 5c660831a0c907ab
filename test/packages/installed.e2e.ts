import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect } from 'node:tls';
import { promisify } from 'node:util';
import { Terminal } from '../harness/checkout.js';
import { load } from 'js-yaml';
import { record } from '../harness/envelope.js';
import { Guide } from '../harness/guide.js';
import { freePort, ROOT } from '../harness/process.js';
import { complaintsAbout, pack } from '../harness/packing.js';
import { eventually } from '../harness/waiting.js';
import type * as Kit from '../../packages/emulator/src/index.js';
import { FAULT_KINDS, type FaultKind, type FaultRequest } from '#libs/emulator';

const run = promisify(execFile);
const VERSION: string = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version;
const BOT = '628111111111';
const ANNA = '15550001111';

/** An empty folder, of somebody who has only npm. */
const folder = mkdtempSync(join(tmpdir(), 'miaw-installed-'));
const home = mkdtempSync(join(tmpdir(), 'miaw-home-'));
const guide = new Guide('packages/emulator/README.md');
const files: Record<string, string[]> = {};
const archives: string[] = [];
let kit: typeof Kit;

beforeAll(async () => {
  for (const [name, directory] of [
    ['miaw-api', ROOT],
    ['miaw-api-client', join(ROOT, 'packages', 'client')],
    ['miaw-emulator', join(ROOT, 'packages', 'emulator')],
  ] as const) {
    const packed = await pack(directory, folder);
    files[name] = packed.files;
    archives.push(packed.archive);
  }
  writeFileSync(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  const flags = ['--prefer-offline', '--no-audit', '--no-fund'];
  await run('npm', ['install', ...flags, ...archives], { cwd: folder });
  // As a test runner of the project would be.
  symlinkSync(join(ROOT, 'node_modules', 'vitest'), join(folder, 'node_modules', 'vitest'));
  kit = await import(join(folder, 'node_modules', 'miaw-emulator', 'dist', 'esm', 'index.js'));
});

afterAll(async () => {
  await kit?.stop();
  for (const each of [folder, home]) rmSync(each, { recursive: true, force: true });
});

/** What a reader's terminal has: nothing of ours. */
function environment(more: Record<string, string> = {}): Record<string, string> {
  return {
    PATH: process.env['PATH'] ?? '',
    HOME: home,
    npm_config_update_notifier: 'false',
    MIAW_TIMEOUT_MS: '60000',
    ...more,
  };
}

/** Runs a program of Node in the folder to its end. */
async function ran(words: string[], env: Record<string, string> = {}) {
  const options = { cwd: folder, env: environment(env) };
  return run(process.execPath, words, options).then(
    ({ stdout, stderr }) => ({ code: 0, stdout, stderr }),
    ({ code, stdout, stderr }: { code: unknown; stdout: string; stderr: string }) => ({
      code,
      stdout,
      stderr,
    }),
  );
}

/** What `npx` runs. */
async function command(name: string, ...words: string[]) {
  return ran([join(folder, 'node_modules', '.bin', name), ...words]);
}

/** Writes an example of the README into the folder. @returns its name */
function example(name: string): string {
  writeFileSync(join(folder, name), guide.take(name).text);
  return name;
}

describe('the packages', () => {
  it('contain what is built, and nothing else', () => {
    const kinds = (paths: string[] = []) =>
      [...new Set(paths.map((path) => path.split('/').slice(0, 2).join('/')))].toSorted();
    expect(kinds(files['miaw-api'])).toEqual([
      'CHANGELOG.md',
      'LICENSE',
      'README.md',
      'bin/miaw-api.mjs',
      'dist/console',
      'dist/docs',
      'dist/openapi.json',
      'dist/programs',
      'dist/server',
      'package.json',
    ]);
    expect(kinds(files['miaw-emulator'])).toEqual([
      'LICENSE',
      'README.md',
      'dist/cjs',
      'dist/console',
      'dist/emulator',
      'dist/esm',
      'package.json',
    ]);
    for (const each of [...(files['miaw-api'] ?? []), ...(files['miaw-emulator'] ?? [])])
      expect(each).not.toMatch(/program\.code$|\.spec\.|\.tsx?$(?<!\.d\.ts)/);
  });

  it('can be published', async () => {
    for (const archive of archives) expect(await complaintsAbout(archive)).toEqual([]);
  });

  it('list what they contain, with the licenses', () => {
    for (const place of ['miaw-api/dist/server', 'miaw-api/dist/programs', 'miaw-emulator/dist/emulator']) {
      const notices = readFileSync(join(folder, 'node_modules', place, 'NOTICES.txt'), 'utf8');
      expect(notices).toContain('libsignal 6.0.0: GPL-3.0');
      expect(notices).toContain('GNU GENERAL PUBLIC LICENSE');
    }
  });

  it('bring only what cannot be in a bundle', () => {
    const installed = readdirSync(join(folder, 'node_modules'));
    for (const name of ['sharp', 'pg']) expect(installed).toContain(name);
    const inBundles = ['miaw-core', '@whiskeysockets', 'libsignal', 'light-my-request', '@nestjs', 'fastify'];
    for (const name of [...inBundles, 'typescript']) expect(installed).not.toContain(name);
  });
});

describe('npx miaw-api', () => {
  it('says its version and its commands', async () => {
    expect(await command('miaw-api', '--version')).toMatchObject({ code: 0, stdout: `${VERSION}\n` });
    const { stdout } = await command('miaw-api', '--help');
    for (const name of ['sandbox', 'migrate', 'import', 'backup', 'restore'])
      expect(stdout).toContain(`miaw-api ${name} `);
    const unknown = await command('miaw-api', 'fly');
    expect(unknown).toMatchObject({ code: 2, stdout: '' });
    expect(unknown.stderr).toContain(`unknown command: fly\n\n${stdout}`);
  });

  it('starts the server, and backs it up and restores it', async () => {
    const port = await freePort();
    const env = environment({ API_HOST: '127.0.0.1', API_PORT: String(port) });
    const terminal = new Terminal('npx miaw-api', env, folder);
    const url = `http://127.0.0.1:${port}`;
    await terminal.serves(`${url}/readyz`);
    for (const path of ['/docs', '/docs/guides/sending', '/console/', '/openapi.json'])
      expect({ path, status: (await fetch(url + path)).status }).toEqual({ path, status: 200 });
    expect(existsSync(join(folder, 'sessions', '.api-key'))).toBe(true);
    const backup = await command('miaw-api', 'backup', '--to', 'saved.tar');
    expect(backup.stderr).not.toContain('Error');
    expect(JSON.parse(backup.stdout)).toMatchObject({ sizeBytes: expect.any(Number) });
    await terminal.end();
    const bin = join(folder, 'node_modules', '.bin', 'miaw-api');
    const restored = await ran([bin, 'restore', '--from', 'saved.tar'], { SESSION_PATH: 'restored' });
    expect(restored).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, 'restored', '.api-key'))).toBe(true);
  });

  it('shows how to migrate', async () => {
    const { code, stderr } = await command('miaw-api', 'migrate');
    expect(code).toBe(2);
    expect(stderr).toContain('--from DIRECTORY');
  });

  it('plays the sandbox', async () => {
    const terminal = new Terminal('npx miaw-api sandbox', environment(), folder);
    await terminal.prints('Ctrl-C ends the sandbox');
    await terminal.end();
  });
});

describe('npx miaw-emulator', () => {
  it('says its version and its flags', async () => {
    expect(await command('miaw-emulator', '--version')).toMatchObject({ code: 0, stdout: `${VERSION}\n` });
    const { stdout } = await command('miaw-emulator', '--help');
    const flags = [...guide.text.matchAll(/^\| `(--[\w-]+) .*?`(EMULATOR_\w+)`/gm)];
    expect(flags).toHaveLength(4);
    for (const [, flag = '', variable = ''] of flags)
      expect(stdout.split('\n').find((line) => line.includes(flag) && line.includes(variable))).toBeDefined();
    const wrong = await command('miaw-emulator', '--port', 'http');
    expect(wrong).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining('--port must be') });
  });

  it('starts it, with the page that shows the phones', async () => {
    const port = await freePort();
    const terminal = new Terminal(`npx miaw-emulator --port ${port} --data state`, environment(), folder);
    await terminal.serves(`http://127.0.0.1:${port}/health`);
    expect(terminal.output).toContain(`WhatsApp emulator on http://127.0.0.1:${port}\n`);
    const page = await (await fetch(`http://127.0.0.1:${port}/`)).text();
    const [, script = ''] = /src="([^"]+)"/.exec(page) ?? [];
    expect((await fetch(new URL(script, `http://127.0.0.1:${port}`))).status).toBe(200);
    await terminal.end();
    expect(existsSync(join(folder, 'state', 'emulator.journal'))).toBe(true);
  });
});

describe('every example of the README', () => {
  beforeAll(() => example('bot.mjs'));

  it('runs with node:test', async () => {
    const names = ['bot.test.mjs', 'webhook.test.mjs', 'faults.test.mjs'].map(example);
    const { code, stdout, stderr } = await ran(['--test', '--test-concurrency=1', ...names]);
    expect({ code, output: stdout + stderr }).toMatchObject({
      code: 0,
      output: expect.stringContaining('pass 3'),
    });
  });

  it('runs with vitest', async () => {
    const words = ['vitest/vitest.mjs', 'run', '--config', 'vitest.config.mjs', example('bot.vitest.mjs')];
    writeFileSync(
      join(folder, 'vitest.config.mjs'),
      "export default { test: { include: ['*.vitest.mjs'] } };",
    );
    const { code, stdout, stderr } = await ran([
      join(folder, 'node_modules', words[0] ?? ''),
      ...words.slice(1),
    ]);
    expect({ code, output: stdout + stderr }).toMatchObject({ code: 0 });
  });

  it('runs with jest', async () => {
    const name = example('bot.test.cjs');
    const config = JSON.stringify({ rootDir: folder, testMatch: [`<rootDir>/${name}`] });
    const jest = join(ROOT, 'node_modules', 'jest', 'bin', 'jest.js');
    const { code, stdout, stderr } = await ran([jest, '--config', config]);
    expect({ code, output: stdout + stderr }).toMatchObject({ code: 0 });
  });

  it('runs with the service of the workflow, whose files go through its port', async () => {
    const workflow = readFileSync(join(ROOT, 'examples', 'github-actions', 'test-bot.yml'), 'utf8');
    const { services } = record(record(record(load(workflow))['jobs'])['test-with-service']);
    const { MIAW_COMMAND, ...variables } = record(record(record(services)['whatsapp'])['env']);
    expect([MIAW_COMMAND, ...Object.keys(variables)]).toEqual(['emulator', 'EMULATOR_MEDIA_PORT']);
    const [port, mediaPort] = [await freePort(), await freePort()];
    const env = {
      EMULATOR_PORT: String(port),
      EMULATOR_MEDIA_PORT: String(mediaPort),
      EMULATOR_HOST: '0.0.0.0',
    };
    const service = new Terminal('npx miaw-emulator', environment(env), folder);
    const url = `http://127.0.0.1:${port}`;
    await service.serves(`${url}/health`);
    const text = readFileSync(join(folder, 'bot.test.mjs'), 'utf8');
    const toService = text.replace('startEmulator()', 'startEmulator({ url: process.env.EMULATOR_URL })');
    writeFileSync(join(folder, 'service.test.mjs'), toService);
    const { code, stdout } = await ran(['--test', 'service.test.mjs'], { EMULATOR_URL: url });
    expect({ code, stdout }).toMatchObject({ code: 0, stdout: expect.stringContaining('pass 1') });
    const talks = await (await fetch(`${url}/phones/${ANNA}/messages`)).text();
    expect(talks).toContain('pong');
    const media = connect({ port: mediaPort, host: '127.0.0.1', rejectUnauthorized: false });
    await once(media, 'secureConnect');
    media.destroy();
    await service.end();
  });

  it('has been executed', () => {
    expect(guide.left().filter((block) => !block.endsWith(' sh'))).toEqual([]);
  });
});

describe('the test kit', () => {
  let emulator: Kit.Emulator;
  let api: Kit.Api;
  let bot: Kit.Bot;

  beforeAll(async () => {
    emulator = await kit.startEmulator();
    api = await kit.startApi({ emulator, from: ROOT });
    bot = await api.pair('bot', `+${BOT}`, { name: 'Acme', settings: { metadata: { of: 'the kit' } } });
  });

  async function replies(to: string, ...texts: string[]): Promise<void> {
    for (const text of texts) await api.request('POST', '/instances/bot/messages/text', { to, text });
  }

  it('links instances, with their settings', async () => {
    expect(bot).toMatchObject({ instanceId: 'bot', phone: BOT });
    expect(await api.request('GET', '/instances/bot')).toMatchObject({
      status: 'connected',
      metadata: { of: 'the kit' },
    });
  });

  it('uses what runs, and leaves it running', async () => {
    const again = await kit.startEmulator({ url: `${emulator.url}/` });
    const { url, apiKey } = api;
    const same = await kit.startApi({ emulator: again, url: `${url}/`, apiKey });
    const { phone } = await same.pair('bot', BOT);
    await same.stop();
    await again.stop();
    await replies(ANNA, 'still there');
    await same.emulator.phone(phone);
    await bot.person(ANNA).expectReply('still there');
    await expect(kit.startApi({ emulator, url })).rejects.toThrow('needs the apiKey');
  });

  it('expects replies in order, each once, after what was said last', async () => {
    const anna = bot.person('+1 555 000-1111');
    await replies(ANNA, 'old');
    await anna.says('first');
    await replies(ANNA, 'a1', 'a2', 'a3');
    expect(await anna.expectReply(/^a/g)).toMatchObject({ text: 'a1', fromMe: false });
    expect(await anna.expectReply(/^a/g)).toMatchObject({ text: 'a2' });
    const longest = { timeoutMs: 300 };
    await expect(anna.expectReply('old', longest)).rejects.toThrow(
      `${ANNA} got no reply "old" within 300 ms, but "a3"`,
    );
    expect((await anna.expectReply(({ type }) => type === 'text')).text).toBe('a3');
    await expect(anna.expectReply(/./, longest)).rejects.toThrow(
      'that matches /./ within 300 ms, but no message',
    );
  });

  it('quotes, reads and reacts', async () => {
    const anna = bot.person(ANNA);
    await anna.says('hello');
    await replies(ANNA, 'hi');
    const { id } = await anna.expectReply('hi');
    await anna.reads(id);
    await anna.reacts(id, '👍');
    const quoting = await anna.says('you', { quoted: id });
    await anna.sends({ poll: { name: 'Lunch?', options: ['Soto', 'Rawon'] } });
    await eventually(
      () => api.request('GET', `/instances/bot/chats/${ANNA}/messages`),
      (list) => JSON.stringify(list).includes(quoting) && JSON.stringify(list).includes('Lunch?'),
      'what she did',
    );
  });

  it('has all faults', async () => {
    const phone = '15550009999';
    const faults: Record<FaultKind, Kit.Fault> = {
      drop: { kind: 'drop', phone },
      'half-open': { kind: 'half-open', phone },
      'stream-error': { kind: 'stream-error', phone, code: 500, times: 2 },
      'stream-end': { kind: 'stream-end', phone, times: 2 },
      'login-failure': { kind: 'login-failure', phone, code: 401, attributes: { expire: '60' } },
      'refuse-connections': { kind: 'refuse-connections', times: 1 },
      'reject-registration': { kind: 'reject-registration', code: 503 },
      'qr-refs': { kind: 'qr-refs', count: 2 },
      'ack-delay': { kind: 'ack-delay', ms: 1, phone, to: phone },
      'ack-missing': { kind: 'ack-missing', phone },
      'ack-error': { kind: 'ack-error', code: 463, phone },
      'ack-phash': { kind: 'ack-phash', phone },
      silence: { kind: 'silence', xmlns: 'usync', phone, child: 'x', about: phone },
      'iq-delay': { kind: 'iq-delay', ms: 1, phone },
      'iq-error': { kind: 'iq-error', code: 500, xmlns: 'usync', phone },
      'drop-stanza': { kind: 'drop-stanza', phone, tag: 'receipt' },
      'duplicate-stanza': { kind: 'duplicate-stanza', phone, tag: 'message' },
      undecryptable: { kind: 'undecryptable', phone },
      unreadable: { kind: 'unreadable', phone },
      'media-upload-failure': { kind: 'media-upload-failure', phone, code: 500 },
      'media-download-failure': { kind: 'media-download-failure', phone },
      'media-slow': { kind: 'media-slow', ms: 1, phone, direction: 'upload' },
      'media-corrupt': { kind: 'media-corrupt', phone },
      'media-expired': { kind: 'media-expired', phone },
      'media-retry': { kind: 'media-retry', answer: 'silence', phone },
      'group-add': { kind: 'group-add', code: 403, phone },
      'forged-server': { kind: 'forged-server', times: 1 },
      'forged-link': { kind: 'forged-link', phone },
      'forged-keys': { kind: 'forged-keys', phone },
      'history-silence': { kind: 'history-silence', phone },
    };
    const requests: FaultRequest[] = Object.values(faults);
    expect(requests.map(({ kind }) => kind).toSorted()).toEqual([...FAULT_KINDS].toSorted());
    for (const fault of Object.values(faults)) await emulator.fault(fault);
    expect(await emulator.request('GET', '/faults')).toHaveLength(FAULT_KINDS.length - 2);
    await emulator.clearFaults();
    expect(await emulator.request('GET', '/faults')).toEqual([]);
    await expect(emulator.request('GET', '/nothing')).rejects.toThrow(kit.RequestRefused);
    expect(await emulator.unhandled()).toEqual([]);
  });

  it('ends with the test that has forgotten to stop it', async () => {
    const program = `
      import { startApi, startEmulator } from 'miaw-emulator';
      const emulator = await startEmulator();
      const api = await startApi({ emulator });
      console.log(emulator.url, api.url);`;
    const { code, stdout } = await ran(['--input-type=module', '--eval', program], { TMPDIR: home });
    expect(code).toBe(0);
    expect(readdirSync(home).filter((name) => name.startsWith('miaw-'))).toEqual([]);
    const urls = stdout.trim().split(' ');
    expect(urls).toHaveLength(2);
    for (const url of urls)
      await eventually(
        () =>
          fetch(url).then(
            () => true,
            () => false,
          ),
        (answers) => !answers,
        `${url} to end`,
      );
  });

  it('says what to do without a server, and why one does not start', async () => {
    const program = `
      import { startApi } from '${join(folder, 'node_modules', 'miaw-emulator', 'dist', 'esm', 'index.js')}';
      await startApi({ emulator: { url: 'http://127.0.0.1:4700' } });`;
    const child = spawn(process.execPath, ['--input-type=module', '--eval', program], { cwd: home });
    let output = '';
    child.stderr.on('data', (bytes: Buffer) => (output += bytes));
    await once(child, 'close');
    expect(output).toContain('npm install --save-dev miaw-api');
    await expect(kit.startApi({ emulator, from: home })).rejects.toThrow('is not the folder of miaw-api');
    const env = { LOG_LEVEL: 'shout' };
    await expect(kit.startApi({ emulator, from: ROOT, env })).rejects.toThrow(
      /ended with code 1\n.*LOG_LEVEL/s,
    );
  });

  it.each([
    ['an ES module', 'module.mts', 'nodenext', 'nodenext'],
    ['CommonJS', 'common.cts', 'nodenext', 'nodenext'],
    ['a bundler', 'bundled.ts', 'esnext', 'bundler'],
  ])('has types for %s', async (_for, name, module, resolution) => {
    const program = `
      import { type Fault, type PhoneMessage, startApi, startEmulator, stop } from 'miaw-emulator';

      export async function main(): Promise<string> {
        await using emulator = await startEmulator({ port: 0 });
        await using api = await startApi({ emulator, env: { LOG_LEVEL: 'error' } });
        const fault: Fault = { kind: 'ack-error', code: 463, phone: '1' };
        const { struck } = await emulator.fault(fault);
        // @ts-expect-error: which account?
        await emulator.fault({ kind: 'drop' });
        const anna = (await api.pair('bot', '1')).person('2');
        const reply: PhoneMessage = await anna.expectReply(/x/, { timeoutMs: 1 });
        await stop();
        return [struck, reply.text, await anna.says('x', { mentions: ['1'] })].join();
      }`;
    writeFileSync(join(folder, name), program);
    const flags = [
      '--noEmit',
      '--strict',
      '--skipLibCheck',
      'false',
      '--target',
      'es2022',
      '--lib',
      'es2022',
    ];
    const tsc = join(ROOT, 'node_modules', 'typescript', 'bin', 'tsc');
    const how = ['--module', module, '--moduleResolution', resolution, name];
    const { stdout } = await ran([tsc, '--ignoreConfig', ...flags, ...how]);
    expect(stdout).toBe('');
  });
});
