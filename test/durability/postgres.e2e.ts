import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createBackup, createInstance, sendDocument, sendText } from '../client/generated/index.js';
import { BackupCommand } from '../harness/backup-command.js';
import { Bot } from '../harness/bot.js';
import { filesBelow } from '../harness/archive.js';
import { Launch } from '../harness/launch.js';
import { outcomeOf, refused } from '../harness/outcome.js';
import { PostgresServer } from '../harness/postgres.js';
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

describe('a server on PostgreSQL', () => {
  let world: World;
  let bot: Bot;

  beforeAll(async () => {
    world = await World.start({ DATABASE_URL: url, WEBHOOK_RETRY_DELAY_MS: '50' });
    await world.emulator.phone(ANNA, { name: 'Anna' });
    bot = new Bot(world, 'bot', BOT);
    await bot.link();
  });

  afterAll(async () => {
    await world.stop();
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

  it('refuses to share its database', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'miaw-second-'));
    const second = new Launch(
      {
        DATABASE_URL: url,
        SESSION_PATH: directory,
        API_KEY,
        API_WEBHOOK_SECRET: WEBHOOK_SECRET,
        API_PORT: '0',
        WHATSAPP_EMULATOR_URL: world.emulator.url,
      },
      directory,
    );
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain('another server is using the database of DATABASE_URL');
    expect(second.output).not.toContain('password-of-the-database');
    rmSync(directory, { recursive: true });
    await world.emulator.arrives(ANNA, await bot.sent(bot.text(ANNA, 'undisturbed')));
  });

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
    await bot.reaches('connected');
    await world.emulator.arrives(ANNA, await bot.sent(bot.text(ANNA, 'it is back')));
    const texts = (await world.emulator.inbox(ANNA)).map(({ text }) => text);
    expect(texts).not.toContain('not now');
    expect(texts.filter((text) => text === 'it is back')).toHaveLength(1);
  });

  it('goes on elsewhere, with nothing but the database: files of scheduled messages included', async () => {
    const media = `data:text/plain;base64,${Buffer.from('a file').toString('base64')}`;
    const sendAt = new Date(Date.now() + 5_000).toISOString();
    const { client } = world.api;
    const file = await outcomeOf(sendDocument({ client, path, body: { to: ANNA, media, sendAt } }));
    expect(file).toMatchObject({ code: 202 });
    await world.api.halt();
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
