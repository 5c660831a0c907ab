import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { VARIABLE_NAMES } from '../../libs/config/src/index.js';
import { EVOLUTION_EVENTS } from '../../libs/importing/src/evolution.js';
import { WAHA_EVENTS } from '../../libs/importing/src/waha.js';
import { getWebhook } from '../../packages/client/src/generated/index.js';
import { Bot } from '../harness/bot.js';
import { record } from '../harness/envelope.js';
import { age, asEvolution, asWaha, useBaileys } from '../harness/foreign-session.js';
import { guidesFor } from '../harness/guide.js';
import { OPERATIONS } from '../harness/operations.js';
import { PostgresServer } from '../harness/postgres.js';
import { ROOT } from '../harness/process.js';
import { API_KEY } from '../harness/server.js';
import { useWorld } from '../harness/world.js';

const GUIDES = guidesFor('coming-over');
const [found] = GUIDES;
if (!found) throw new Error('there is no such guide');
const GUIDE = found;

const ANNA = '15550001111';
const PHONES = { 'my-bot': '628111111111', shop: '628122222222', office: '628133333333' } as const;

const world = useWorld();
let postgres: PostgresServer;
let directory: string;

beforeAll(async () => {
  postgres = await PostgresServer.make();
  directory = mkdtempSync(join(tmpdir(), 'miaw-guide-'));
  await world.emulator.phone(ANNA, { name: 'Anna' });
  for (const [name, phone] of Object.entries(PHONES)) await world.emulator.phone(phone, { name });
});

afterAll(async () => {
  await postgres.remove();
  rmSync(directory, { recursive: true });
});

/** Runs what the guide shows, in the directory with the sessions. @returns what it prints on standard output */
function run(shown: string): string {
  const command = shown.replace('npx miaw-api', `${process.execPath} ${join(ROOT, 'bin/miaw-api.mjs')}`);
  const { status, stdout, stderr } = spawnSync('bash', ['-euc', command], {
    cwd: directory,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'] ?? '',
      SESSION_PATH: world.api.directory,
      MIAW_URL: world.api.url,
      MIAW_API_KEY: API_KEY,
    },
  });
  expect({ status, stderr: status === 0 ? '' : stderr }).toEqual({ status: 0, stderr: '' });
  return stdout;
}

/** The tables of Evolution API 2 that the export reads, with one instance. */
async function inEvolution(
  row: { id: string; creds: string },
  webhook: { url: string; events: string[] },
): Promise<string> {
  const client = new Client(`${postgres.url}/postgres`);
  await client.connect();
  try {
    await client.query(`create table "Instance" (id text primary key, name text not null unique);
      create table "Session" (id text primary key, "sessionId" text not null unique, creds text);
      create table "Webhook" (id text primary key, url text not null, enabled boolean, events jsonb, headers jsonb,
        "webhookByEvents" boolean, "webhookBase64" boolean, "instanceId" text not null unique)`);
    await client.query('insert into "Instance" values ($1, $2)', [row.id, 'office']);
    await client.query('insert into "Session" values ($1, $2, $3)', ['s', row.id, row.creds]);
    await client.query(
      'insert into "Webhook" (id, "instanceId", url, enabled, events) values ($1, $2, $3, $4, $5)',
      ['w', row.id, webhook.url, true, JSON.stringify(webhook.events)],
    );
    const exported = await client.query({ text: GUIDE.take('sql').text, rowMode: 'array' });
    return JSON.stringify(exported.rows[0]?.[0]);
  } finally {
    await client.end();
  }
}

describe('the commands', () => {
  it('bring over a device of each gateway, which are all connected after the start', async () => {
    const at = (name: string): string => join(directory, name);
    const groups: Record<string, string> = {};
    for (const [name, phone] of Object.entries(PHONES))
      groups[name] = (await useBaileys(world, at(name), phone, ANNA)).group;
    await world.api.halt();

    renameSync(at('my-bot'), at('auth'));
    const shown = record(JSON.parse(GUIDE.take('imported').text));
    const printed = record(JSON.parse(run(GUIDE.take('baileys').text)));
    expect(Object.keys(printed)).toEqual(Object.keys(shown));
    expect(printed).toMatchObject({ instanceId: 'my-bot', phone: PHONES['my-bot'], endpoints: [] });

    const webhooks = [{ url: world.receiver.url, events: ['message'] }];
    asWaha(at('shop'), at('.sessions/noweb/shop'), { webhooks });
    expect(JSON.parse(run(GUIDE.take('waha').text))).toMatchObject({ instanceId: 'shop' });

    const row = asEvolution(at('office'));
    const webhook = { url: world.receiver.url, events: ['MESSAGES_UPSERT'] };
    mkdirSync(at('instances'));
    renameSync(at('office'), at(`instances/${row.id}`));
    age(at(`instances/${row.id}`));
    writeFileSync(at('evolution.json'), await inEvolution(row, webhook));
    expect(JSON.parse(run(GUIDE.take('evolution').text))).toMatchObject({ instanceId: 'office' });

    await world.api.start();
    for (const [name, phone] of Object.entries(PHONES)) {
      const bot = new Bot(world, name, phone);
      await bot.reaches('connected');
      await world.emulator.arrives(ANNA, await bot.sent(bot.text(groups[name] ?? '', `from ${name}`)));
    }
    const formats = async (instanceId: string) =>
      (await getWebhook({ client: world.api.client, path: { instanceId }, throwOnError: true })).data.data
        .format;
    expect([await formats('shop'), await formats('office')]).toEqual(['waha', 'evolution']);
    run(GUIDE.take('format').text);
    expect(await formats('my-bot')).toBe('miaw');
  });

  it('run in a container on a program that the image has', () => {
    const { text } = GUIDE.take('container');
    const manifest = record(JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')));
    expect(text).toContain(String(record(manifest['scripts'])['import']));
  });
});

/** The rows of all tables, without their heads. */
function rows(): string[][] {
  return GUIDE.text
    .split('\n')
    .filter((line) => line.startsWith('|') && !/^\|[\s|-]+\|$/.test(line))
    .map((line) =>
      line
        .split('|')
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
}

/** What stands in backticks. */
function names(cell = ''): string[] {
  return [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => name ?? []);
}

describe('the tables', () => {
  it('name operations and variables that there are', () => {
    const operations = OPERATIONS.map(({ method, path }) => `${method} ${path.replaceAll(/\{\w+\}/g, '{}')}`);
    const called = rows().flatMap((cells) => (cells.length === 4 ? names(cells[3]) : []));
    const paths = called.filter((name) => /^[A-Z]+ \//.test(name));
    expect(paths.length).toBeGreaterThan(20);
    for (const name of paths) {
      const [method = '', path = ''] = name.split(' ');
      const whole = path.startsWith('/api') ? path : `/api/v1/instances/{}${path}`;
      expect(operations).toContain(`${method} ${whole.replaceAll(/\{\w+\}/g, '{}')}`);
    }
    const variables = rows()
      .flatMap(([, , here]) => names(here))
      .filter((name) => /^[A-Z_]+$/.test(name));
    expect(VARIABLE_NAMES).toEqual(
      expect.arrayContaining(variables.filter((name) => !/^(READ|ERROR|PLAYED)$/.test(name))),
    );
  });

  it('name the events that imported webhooks ask for', () => {
    const pairs = Object.fromEntries(
      rows().flatMap((cells) => {
        const [theirs] = names(cells[0]);
        return cells.length === 2 && theirs !== undefined ? [[theirs, names(cells[1])]] : [];
      }),
    );
    expect(pairs).toEqual({ ...EVOLUTION_EVENTS, ...WAHA_EVENTS });
  });
});

describe('the guide', () => {
  it('has no example that was left out', () => {
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
