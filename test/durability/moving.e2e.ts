import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { Client } from 'pg';
import { createKey, sendDocument } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { record } from '../harness/envelope.js';
import { Launch } from '../harness/launch.js';
import { outcomeOf } from '../harness/outcome.js';
import { PostgresServer } from '../harness/postgres.js';
import { ROOT } from '../harness/process.js';
import { API_KEY, WEBHOOK_SECRET } from '../harness/server.js';
import { useWorld } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const BEN = '15550002222';
const path = { instanceId: 'bot' };
const FILE = Buffer.from('a file for later');

const world = useWorld();
const bot = new Bot(world, 'bot', BOT);
let postgres: PostgresServer;
let elsewhere: string;
let key = '';
let later: unknown;
let group = '';

/** Runs the command of package.json, with URLs as arguments. */
async function migrate(from: string, to: string) {
  return run(['--from', from, '--to', to]);
}

async function run(args: readonly string[], databaseUrl = '') {
  const child = spawn(process.execPath, [join(ROOT, 'dist/programs/migrate.js'), ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (bytes: Buffer) => (stdout += bytes.toString('utf8')));
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString('utf8')));
  const [code] = await once(child, 'close');
  return { code, result: stdout === '' ? {} : record(JSON.parse(stdout)), stderr };
}

/** A database of its own on the PostgreSQL server. */
async function emptyDatabase(name: string): Promise<string> {
  await inPostgres(`${postgres.url}/postgres`, `create database ${name}`);
  return `${postgres.url}/${name}`;
}

async function inPostgres(url: string, statement: string): Promise<void> {
  const client = new Client(url);
  await client.connect();
  await client.query(statement);
  await client.end();
}

/** All rows of a SQLite database, and the positions that it has given out. */
function contentsOf(file: string): Record<string, unknown[]> {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database
      .prepare(
        "select name from sqlite_master where type = 'table' and name not like 'kysely%' order by name",
      )
      .all()
      .map(({ name }) => String(name))
      // The data of the full-text index depends on the order in which it was filled.
      .filter((name) => !/^search(_data|_idx|_docsize)?$/.test(name));
    return Object.fromEntries(
      tables.map((table) => [
        table,
        database
          .prepare(`select * from "${table}"`)
          .all()
          .map((row) => JSON.stringify(row))
          .sort(),
      ]),
    );
  } finally {
    database.close();
  }
}

/** Sees a start of the server refused. @returns what it says */
async function refusal(env: Record<string, string>): Promise<string> {
  const launch = new Launch(
    { API_KEY, API_WEBHOOK_SECRET: WEBHOOK_SECRET, API_PORT: '0', ...env },
    world.api.directory,
  );
  expect(await launch.ended()).toBe(1);
  return launch.output;
}

beforeAll(async () => {
  postgres = await PostgresServer.make();
  elsewhere = mkdtempSync(join(tmpdir(), 'miaw-moved-'));
  await world.emulator.phone(ANNA, { name: 'Anna' });
  await world.emulator.phone(BEN, { name: 'Ben' });
  await bot.link();
});

afterAll(async () => {
  await postgres.remove();
  rmSync(elsewhere, { recursive: true });
});

describe('a server that is moved to PostgreSQL', () => {
  it('has something to lose', async () => {
    const { client } = world.api;
    for (let n = 0; n < 5; n += 1) {
      await bot.hears(await world.emulator.send(ANNA, { to: BOT, text: `to be found ${n}` }));
      await world.emulator.arrives(ANNA, await bot.sent(bot.text(ANNA, `answer ${n}`)));
    }
    const made = { subject: 'Team', participants: [BOT, BEN] };
    group = String((await world.emulator.request('POST', `/phones/${ANNA}/groups`, made)).jid);
    await world.emulator.arrives(BEN, await bot.sent(bot.text(group, 'hello all')));
    const media = `data:text/plain;base64,${FILE.toString('base64')}`;
    const sendAt = new Date(Date.now() + 24 * 60 * 60_000).toISOString();
    later = (await outcomeOf(sendDocument({ client, path, body: { to: ANNA, media, sendAt } }))).data
      ?.messageId;
    const body = { name: 'reader', scopes: ['messages:read' as const] };
    key = (await createKey({ client, throwOnError: true, body })).data.data.key;
  });

  it('is not moved while it runs, nor from where nothing is, nor to where something is', async () => {
    const url = await emptyDatabase('busy');
    const busy = await migrate(world.api.directory, url);
    expect([busy.code, busy.stderr]).toEqual([1, expect.stringContaining('another server is using')]);
    const nothing = await migrate(elsewhere, url);
    expect([nothing.code, nothing.stderr]).toEqual([1, expect.stringContaining('there is no database')]);
    const both = await migrate(world.api.directory, elsewhere);
    expect([both.code, both.stderr]).toEqual([2, expect.stringContaining('usage')]);
    for (const [args, variable] of [
      [['--from', world.api.directory], ''],
      [[], url],
      [['--from', url], url],
      [['--from', world.api.directory, '--to', elsewhere], url],
    ] as const)
      expect(await run(args, variable)).toMatchObject({ code: 2, stderr: expect.stringContaining('usage') });
    await world.emulator.arrives(ANNA, await bot.sent(bot.text(ANNA, 'undisturbed')));
  });

  it('is equal when it comes back, and the places that it has left refuse to be used', async () => {
    await world.api.halt();
    const url = await emptyDatabase('there');
    // Nobody sees the password among the arguments.
    const there = await run(['--from', world.api.directory], url);
    expect(there).toMatchObject({ code: 0, result: { instances: 1, files: 1, nuls: 0 } });
    expect(existsSync(join(world.api.directory, 'miaw.sqlite'))).toBe(false);
    expect(await refusal({ SESSION_PATH: world.api.directory })).toContain('was moved to PostgreSQL');
    const again = await migrate(world.api.directory, url);
    expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('there is no database')]);

    const back = await run(['--to', elsewhere], url);
    expect(back).toMatchObject({ code: 0, result: there.result });
    expect(await refusal({ SESSION_PATH: world.api.directory, DATABASE_URL: url })).toContain(
      'was moved to SQLite',
    );
    const before = contentsOf(join(world.api.directory, 'miaw.sqlite.migrated'));
    const after = contentsOf(join(elsewhere, 'miaw.sqlite'));
    expect(before['messages']?.length).toBeGreaterThan(10);
    expect(before['signal_keys']?.length).toBeGreaterThan(10);
    for (const table of Object.keys(before))
      expect({ [table]: after[table] }).toEqual({ [table]: before[table] });
  });

  it('goes on there without a scan: messages, groups, keys, the search and files that wait', async () => {
    const url = await emptyDatabase('home');
    expect(await migrate(elsewhere, url)).toMatchObject({ code: 0 });
    const full = await migrate(url, elsewhere);
    expect([full.code, full.stderr]).toEqual([1, expect.stringContaining('was moved to PostgreSQL')]);
    await inPostgres(
      url,
      `update scheduled set send_at = ${Date.now()}, send_by = ${Date.now() + 60 * 60_000}`,
    );
    const from = world.receiver.mark;
    await world.api.startWith({ DATABASE_URL: url });
    await bot.reaches('connected');
    expect(world.receiver.arrivals.all.slice(from).map(({ event }) => event)).not.toContain('qr');
    await world.emulator.arrives(ANNA, await bot.sent(bot.text(ANNA, 'from PostgreSQL')));
    await world.emulator.arrives(BEN, await bot.sent(bot.text(group, 'all still here?')));
    await bot.hears(await world.emulator.send(ANNA, { to: BOT, text: 'to be found at last' }));
    const found = await world.api.raw('/api/v1/instances/bot/messages?search=found', {
      headers: { 'X-API-Key': key },
    });
    expect(record(record(await found.json())['data'])['messages']).toHaveLength(6);
    await bot.status(later, 'sent');
    expect(await world.emulator.mediaOf(ANNA, String(later))).toEqual(FILE);
    const { complaints } = await world.emulator.get('/complaints');
    expect(complaints).toEqual([]);
    expect((await world.emulator.get('/stats')).retries).toBe(0);
  });
});
