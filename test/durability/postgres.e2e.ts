import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { Cutter } from '../../libs/storage/src/testing/cutter.js';
import {
  createBackup,
  createInstance,
  getMessage,
  listChats,
  searchMessages,
  sendDocument,
  sendText,
} from '../../packages/client/src/generated/index.js';
import { BackupCommand } from '../harness/backup-command.js';
import { Bot } from '../harness/bot.js';
import { filesBelow } from '../harness/archive.js';
import { Launch } from '../harness/launch.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { PostgresServer } from '../harness/postgres.js';
import { ROOT } from '../harness/process.js';
import { API_KEY, WEBHOOK_SECRET } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { World } from '../harness/world.js';

const BOT = '628111111111';
const ANNA = '15550001111';
const path = { instanceId: 'bot' };

let postgres: PostgresServer;
/** With a password, which nobody may ever see. */
let url: string;

beforeAll(async () => {
  postgres = await PostgresServer.make();
  url = postgres.url.replace('postgres@', 'postgres:password-of-the-database@').concat('/postgres');
});

afterAll(async () => {
  await postgres.remove();
});

/** Runs the command that moves a database. */
async function migrate(args: readonly string[], databaseUrl: string) {
  const child = spawn(process.execPath, [join(ROOT, 'dist/programs/migrate.js'), ...args], {
    cwd: tmpdir(),
    env: { PATH: process.env['PATH'] ?? '', DATABASE_URL: databaseUrl },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let stderr = '';
  child.stderr.on('data', (bytes: Buffer) => (stderr += bytes.toString('utf8')));
  const [code] = await once(child, 'close');
  return { code, stderr };
}

async function inPostgres(statement: string): Promise<Record<string, unknown>[]> {
  const client = new Client(url);
  await client.connect();
  try {
    return (await client.query<Record<string, unknown>>(statement)).rows;
  } finally {
    await client.end();
  }
}

describe('a server on PostgreSQL', () => {
  let world: World;
  let bot: Bot;
  let cutter: Cutter;

  beforeAll(async () => {
    cutter = new Cutter(new URL(url));
    world = await World.start({
      DATABASE_URL: await cutter.listen(),
      WEBHOOK_RETRY_DELAY_MS: '50',
      SEND_TIMEOUT_MS: '180000',
    });
    await world.emulator.phone(ANNA, { name: 'Anna' });
    bot = new Bot(world, 'bot', BOT);
    await bot.link();
  });

  afterAll(async () => {
    await world.stop();
    cutter.close();
  });

  async function health(name: 'livez' | 'readyz' | 'health'): Promise<number> {
    return (await world.api.raw(`/${name}`)).status;
  }

  it('says so in its metrics', async () => {
    const metrics = await (await world.api.raw('/metrics')).text();
    expect(metrics).toContain('miaw_database_info{system="postgresql"} 1');
  });

  it('keeps nothing on disk that lasts', async () => {
    await world.emulator.arrives(ANNA, await bot.sent(bot.text(ANNA, 'hello')));
    expect(filesBelow(world.api.directory)).toEqual([]);
  });

  it('leaves backups to the database, and says so', async () => {
    const answer = await outcomeOf(createBackup({ client: world.api.client }));
    expect(answer).toEqual(refused(409, 'CONFLICT', /pg_dump/));
    const env = { DATABASE_URL: url, SESSION_PATH: world.api.directory };
    for (const [args, tool] of [
      [['backup'], 'pg_dump'],
      [['restore', '--from', 'x.tar'], 'pg_restore'],
    ] as const) {
      const { code, stderr } = await BackupCommand.run(args, env);
      expect(code).toBe(1);
      expect(stderr).toContain(tool);
      expect(stderr).not.toContain('password-of-the-database');
    }
  });

  it('is not moved while it runs', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'miaw-second-'));
    const { code, stderr } = await migrate(['--to', directory], url);
    expect(code).toBe(1);
    expect(stderr).toContain('the database of DATABASE_URL is in use');
    expect(stderr).not.toContain('password-of-the-database');
    rmSync(directory, { recursive: true });
    await world.emulator.arrives(ANNA, await bot.sent(bot.text(ANNA, 'undisturbed')));
  });

  /** Sends once the instance is connected again: until then it is refused, and not sent. */
  async function goesOut(text: string): Promise<string> {
    const { data } = await eventually(
      async () => outcomeOf(sendText({ client: world.api.client, path, body: { to: ANNA, text } })),
      ({ code }) => code === 200,
      'the instance to be connected',
    );
    return String(data?.messageId);
  }

  it('refuses what it cannot store while the database is away, and takes it up again', async () => {
    const from = world.receiver.mark;
    await postgres.stop();
    const written = await world.emulator.send(ANNA, { to: BOT, text: 'while it is away' });
    await eventually(
      () => health('readyz'),
      (status) => status === 503,
      'the server not to be ready',
    );
    expect(await health('livez')).toBe(200);
    const { client } = world.api;
    const body = { instanceId: 'not-now' };
    expect(await outcomeOf(createInstance({ client, body }))).toEqual(refused(503, 'NOT_READY', /database/));
    const send = await outcomeOf(sendText({ client, path, body: { to: ANNA, text: 'not now' } }));
    expect(send.code).toBe(503);
    const acknowledged: string[] = await world.emulator.get(`/stats/${BOT}/acknowledged`);
    expect(acknowledged).not.toContain(written);
    await postgres.start();
    await eventually(
      () => health('readyz'),
      (status) => status === 200,
      'the server to be ready',
    );
    await bot.event('message', ({ data }) => data['id'] === written, { from });
    await world.emulator.arrives(ANNA, await goesOut('it is back'));
    const texts = (await world.emulator.inbox(ANNA)).map(({ text }) => text);
    expect(texts).not.toContain('not now');
    expect(texts.filter((text) => text === 'it is back')).toHaveLength(1);
  });

  it('hears a message that came just when nothing could be read', async () => {
    for (const text of ['one', 'two', 'three']) {
      const from = world.receiver.mark;
      await bot.reaches('connected');
      cutter.isClosed = true;
      cutter.part();
      const written = await world.emulator.send(ANNA, { to: BOT, text });
      // Long enough for the server to have tried, and too short for it to give up its instance.
      await new Promise((resolve) => setTimeout(resolve, 300));
      cutter.isClosed = false;
      await bot.event('message', ({ data }) => data['id'] === written, { from });
    }
    const { refused: nacked } = await world.emulator.get('/stats');
    expect(nacked).toBe(0);
  });

  it.each(['after', 'before'] as const)(
    'says which message it is that may have been stored when the connection was lost %s its commit, and settles it',
    async (cut) => {
      const text = `in doubt, cut ${cut}`;
      cutter.text = text;
      cutter.cut = cut;
      const { client } = world.api;
      const doubt = await outcomeOf(sendText({ client, path, body: { to: ANNA, text } }));
      expect(doubt).toMatchObject(refused(503, 'NOT_READY', /database/));
      const messageId = String(doubt.error?.details?.['messageId']);
      expect(doubt.error?.details).toEqual({ database: 'failed', outcome: 'unknown', messageId });
      cutter.isClosed = false;
      cutter.text = undefined;
      await eventually(
        () => health('readyz'),
        (status) => status === 200,
        'the server to be ready',
      );
      if (cut === 'after') await world.emulator.arrives(ANNA, messageId);
      await world.emulator.arrives(ANNA, await goesOut(`after ${text}`));
      const found = await outcomeOf(getMessage({ client, path: { ...path, messageId } }));
      expect(found.code).toBe(cut === 'after' ? 200 : 404);
      const texts = (await world.emulator.inbox(ANNA)).map((message) => message.text);
      expect(texts.filter((each) => each === text)).toHaveLength(cut === 'after' ? 1 : 0);
    },
  );

  it('ends searches that take too long, and goes on sending, receiving and reading meanwhile', async () => {
    const [{ original } = {}] = await inPostgres(
      `select pg_get_functiondef('query_of'::regproc) as original`,
    );
    await inPostgres(`create or replace function query_of(words text, is_prefix boolean) returns tsquery
      language plpgsql volatile as $$ begin perform pg_sleep(600); return ''::tsquery; end $$`);
    const { client } = world.api;
    const search = async () => outcomeOf(searchMessages({ client, path, query: { search: 'hello' } }));
    let ended = 0;
    const searches = Array.from({ length: 12 }, async () => search().finally(() => (ended += 1)));
    await bot.hears(await world.emulator.send(ANNA, { to: BOT, text: 'heard in between' }));
    await world.emulator.arrives(ANNA, await bot.sent(bot.text(ANNA, 'sent in between')));
    expect(await outcomeOf(listChats({ client, path }))).toMatchObject({ code: 200 });
    expect(ended).toBeLessThan(12);
    for (const answer of await Promise.all(searches)) {
      expect(answer).toMatchObject(refused(503, 'NOT_READY', /took too long/));
      expect(answer.error?.details).toEqual({ database: 'slow', outcome: 'not_sent' });
    }
    await inPostgres(String(original));
    expect(await search()).toMatchObject({ code: 200 });
  });

  it.each([
    ['the second part of a file', 'scheduled_files', 'when (new.part = 1)'],
    ['the message', 'scheduled', ''],
  ])('leaves no file behind when %s could not be stored', async (_, table, when) => {
    await inPostgres(`create function refuse() returns trigger language plpgsql as $$
      begin raise exception 'full' using errcode = '53100'; end $$`);
    await inPostgres(`create trigger refusing before insert on ${table} for each row ${when}
      execute function refuse()`);
    try {
      const bytes = Buffer.alloc(1_500_000, 'a').toString('base64');
      const media = `data:text/plain;base64,${bytes}`;
      const sendAt = new Date(Date.now() + 24 * 60 * 60_000).toISOString();
      const { client } = world.api;
      const sent = await outcomeOf(sendDocument({ client, path, body: { to: ANNA, media, sendAt } }));
      expect(sent).toMatchObject({ code: 507 });
      await eventually(
        () => inPostgres('select from scheduled_files'),
        (rows) => rows.length === 0,
        'the parts to be gone',
      );
      expect(filesBelow(world.api.directory)).toEqual([]);
    } finally {
      await inPostgres('drop function refuse cascade');
    }
  });

  it('goes on elsewhere, with nothing but the database: files of scheduled messages included', async () => {
    const media = `data:text/plain;base64,${Buffer.from('a file').toString('base64')}`;
    const sendAt = new Date(Date.now() + 24 * 60 * 60_000).toISOString();
    const { client } = world.api;
    const file = await outcomeOf(sendDocument({ client, path, body: { to: ANNA, media, sendAt } }));
    expect(file).toMatchObject({ code: 202 });
    await world.api.halt();
    await inPostgres(`update scheduled set send_at = ${Date.now()}, send_by = ${Date.now() + 60 * 60_000}`);
    rmSync(world.api.directory, { recursive: true });
    await world.api.start();
    await bot.status(file.data?.messageId, 'sent');
    expect(await world.emulator.mediaOf(ANNA, String(file.data?.messageId))).toEqual(Buffer.from('a file'));
    await eventually(
      async () => filesBelow(world.api.directory),
      (files) => files.length === 0,
      'the copy of the file to be gone',
    );
    await world.emulator.arrives(ANNA, await bot.sent(bot.text(ANNA, 'elsewhere')));
  });
});

describe('a server whose database is moved away behind its back', () => {
  it('ends, and says why', async () => {
    await inPostgres('create database taken');
    const own = `${postgres.url}/taken`;
    const cutter = new Cutter(new URL(own));
    const [directory = '', there = ''] = [1, 2].map((n) => mkdtempSync(join(tmpdir(), `miaw-server-${n}-`)));
    const server = new Launch(
      {
        DATABASE_URL: await cutter.listen(),
        SESSION_PATH: directory,
        API_KEY,
        API_WEBHOOK_SECRET: WEBHOOK_SECRET,
        API_HOST: '127.0.0.1',
        API_PORT: '0',
      },
      directory,
    );
    try {
      await server.url();
      cutter.isClosed = true;
      await inPostgres("select pg_terminate_backend(pid) from pg_stat_activity where datname = 'taken'");
      expect(await migrate(['--to', there], own)).toMatchObject({ code: 0 });
      cutter.isClosed = false;
      expect(await server.ended()).toBe(1);
      expect(server.output).toContain('the database was taken from this server');
    } finally {
      await server.end('SIGKILL');
      cutter.close();
      for (const each of [directory, there]) rmSync(each, { recursive: true, force: true });
    }
  });
});
