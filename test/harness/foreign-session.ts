import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WA_CERT_DETAILS } from '@whiskeysockets/baileys';
import { sealConsole } from '#libs/observability';
import { TestCompanion } from '../emulator/test-companion.js';
import { record } from './envelope.js';
import { jidOf } from './jid.js';
import { ROOT } from './process.js';
import type { World } from './world.js';

// libsignal prints whole sessions.
sealConsole();

/** Older than what the command takes for a sign that the other gateway runs, ms. */
const QUIET_MS = 120_000;

/** A device that plain Baileys has linked and written with, and left. */
export interface ForeignSession {
  directory: string;
  /** JID of a group in which both sides have written. */
  group: string;
}

/** Runs `miaw-api import` with these arguments. */
export async function runImport(args: readonly string[], env: Record<string, string>) {
  const child = spawn(process.execPath, [join(ROOT, 'bin/miaw-api.mjs'), 'import', ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString('utf8')));
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString('utf8')));
  const [code] = await once(child, 'close');
  return { code, result: stdout === '' ? {} : record(JSON.parse(stdout)), stderr };
}

/**
 * Links a device by Baileys alone. A person writes to it, in a chat and in a group that she makes, and it answers in both.
 * @param owner digits of the account's phone
 * @param person digits of somebody whom the emulator has
 */
export async function useBaileys(
  { emulator }: World,
  directory: string,
  owner: string,
  person: string,
): Promise<ForeignSession> {
  const { noiseRootPublicKey, webSocketUrl } = await emulator.get('/trust');
  WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(String(noiseRootPublicKey), 'hex');
  const setup = { control: emulator, webSocketUrl: String(webSocketUrl), phone: owner, directory };
  const companion = await TestCompanion.pair(setup);
  const made = { subject: `Team of ${owner}`, participants: [owner] };
  const group = String((await emulator.post(`/phones/${person}/groups`, made)).jid);
  for (const chat of [owner, group]) {
    const text = `before the move, to ${chat}`;
    await emulator.send(person, { to: chat, text });
    await companion.hears(text);
    const to = chat === group ? group : jidOf(person);
    await emulator.arrives(person, await companion.send(to, { text: 'answered by Baileys' }));
  }
  await companion.close();
  age(directory);
  return { directory, group };
}

/** Makes files look as if nobody had written them for a while. */
export function age(directory: string): void {
  const at = (Date.now() - QUIET_MS) / 1000;
  for (const name of readdirSync(directory)) utimesSync(join(directory, name), at, at);
}

/**
 * Makes a session what Evolution API 2 keeps: credentials in a row of its database, in which they are JSON of JSON, and keys in
 * files.
 * @returns the row
 */
export function asEvolution(directory: string): { id: string; creds: string } {
  const file = join(directory, 'creds.json');
  const creds = JSON.stringify(readFileSync(file, 'utf8'));
  rmSync(file);
  return { id: '0b6f1f9e-8d5f-4a3c-9b0a-2f6f5f3c1d11', creds };
}

/** Makes a session what WAHA keeps of it, with its configuration. */
export function asWaha(directory: string, to: string, config: object): void {
  mkdirSync(join(to, '..'), { recursive: true });
  renameSync(directory, to);
  writeFileSync(join(to, '.waha.session.config.json'), JSON.stringify(config));
}
