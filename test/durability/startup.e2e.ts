import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { Bot } from '../harness/bot.js';
import { dataOf } from '../harness/envelope.js';
import { Caller } from '../harness/http.js';
import { Launch } from '../harness/launch.js';
import { API_KEY, WEBHOOK_SECRET } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { World } from '../harness/world.js';

const SECRETS = { API_KEY, API_WEBHOOK_SECRET: WEBHOOK_SECRET };
const PRODUCTION = { NODE_ENV: 'production', ...SECRETS };

let directory: string;
let launched: Launch[] = [];

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'miaw-start-'));
});

afterEach(async () => {
  await Promise.all(launched.map((each) => each.end('SIGKILL')));
  launched = [];
  rmSync(directory, { recursive: true, force: true });
});

/** Starts the server in a directory of its own, with these variables and no others. */
function launch(env: Record<string, string>): Launch {
  const it = new Launch(
    { SESSION_PATH: join(directory, 'sessions'), API_HOST: '127.0.0.1', API_PORT: '0', ...env },
    directory,
  );
  launched.push(it);
  return it;
}

/** Sees a start refused; resolves with the names of the variables that are blamed, in their order. */
async function blamed(env: Record<string, string>): Promise<string[]> {
  const it = launch(env);
  expect(await it.ended()).toBe(1);
  expect(it.output).not.toContain('listening');
  for (const name of ['API_KEY', 'API_WEBHOOK_SECRET', 'API_WEBHOOK_SECRET_PREVIOUS']) {
    if (env[name]?.trim()) expect(it.output).not.toContain(env[name]);
  }
  expect(it.output).not.toMatch(/\n\s+at |node_modules/);
  return [...it.output.matchAll(/^ {2}([A-Z_]+) \S/gm)].map(([, name]) => String(name));
}

/** What is below a directory, itself included: the mode of each, and the one it should have. */
function modes(path: string, name = '.'): { name: string; mode: string; due: string }[] {
  const stat = statSync(path);
  const mode = (stat.mode & 0o777).toString(8);
  if (!stat.isDirectory()) return [{ name, mode, due: '600' }];
  const within = readdirSync(path).flatMap((each) => modes(join(path, each), join(name, each)));
  return [{ name, mode, due: '700' }, ...within];
}

describe('the first start without secrets', () => {
  it('makes them, says where they are and not what they are, and keeps them', async () => {
    const first = launch({});
    const caller = new Caller(await first.url());
    const files = [join(directory, 'sessions', '.api-key'), join(directory, 'sessions', '.webhook-secret')];
    const [key = '', secret = ''] = files.map((file) => readFileSync(file, 'utf8').trim());
    for (const file of files) {
      expect(statSync(file).mode & 0o777).toBe(0o600);
      expect(first.output).toContain(file);
    }
    expect(key).not.toBe(secret);
    expect(Math.min(key.length, secret.length)).toBeGreaterThanOrEqual(32);
    const answer = await caller.call({ path: '/api/v1/instances', headers: [['X-API-Key', key]] });
    expect(dataOf(answer)).toEqual([]);
    caller.close();
    expect(await first.end('SIGTERM')).toBe(0);

    const second = launch({});
    const again = new Caller(await second.url(), [['X-API-Key', key]]);
    expect((await again.call({ path: '/api/v1/instances' })).status).toBe(200);
    again.close();
    expect(readFileSync(files[0] ?? '', 'utf8').trim()).toBe(key);
    for (const { output } of [first, second]) {
      expect(output).not.toContain(key);
      expect(output).not.toContain(secret);
    }
  });

  it('leaves a file of its own for nothing that was given', async () => {
    const it = launch(SECRETS);
    await it.url();
    const made = readdirSync(join(directory, 'sessions'));
    expect(made).toContain('miaw.sqlite');
    for (const name of ['.api-key', '.webhook-secret']) expect(made).not.toContain(name);
    expect(it.output).not.toContain('.api-key');
  });
});

describe('production', () => {
  it.each([
    ['no secrets', { NODE_ENV: 'production' }, ['API_KEY', 'API_WEBHOOK_SECRET']],
    [
      'blank secrets',
      { NODE_ENV: 'production', API_KEY: '', API_WEBHOOK_SECRET: '  ' },
      ['API_KEY', 'API_WEBHOOK_SECRET'],
    ],
    [
      'the emulator',
      { ...PRODUCTION, WHATSAPP_EMULATOR_URL: 'http://127.0.0.1:4700' },
      ['WHATSAPP_EMULATOR_URL'],
    ],
  ])('does not start with %s', async (_what, env, names) => {
    expect(await blamed(env)).toEqual(names);
    expect(readdirSync(directory)).toEqual([]);
  });

  it('does not start with the values of .env.example', async () => {
    const example = readFileSync(new URL('../../.env.example', import.meta.url), 'utf8');
    writeFileSync(join(directory, '.env'), example);
    const it = launch({ NODE_ENV: 'production' });
    expect(await it.ended()).toBe(1);
    expect(it.output).toMatch(/API_KEY .*\.env\.example[^]*API_WEBHOOK_SECRET .*\.env\.example/);
  });

  it('starts with secrets of its own', async () => {
    const it = launch(PRODUCTION);
    const caller = new Caller(await it.url());
    expect(dataOf(await caller.call({ path: '/health' }))).toMatchObject({ status: 'ok' });
    caller.close();
  });
});

describe('variables that cannot be used', () => {
  const bad: Record<string, string> = {
    NODE_ENV: 'staging',
    LOG_LEVEL: 'loud',
    API_PORT: '65536',
    API_KEY: 'schlüssel mit blank',
    API_WEBHOOK_SECRET: 'x'.repeat(513),
    API_WEBHOOK_SECRET_PREVIOUS: 'y'.repeat(513),
    CORS_ORIGIN: 'app.example.com',
    WEBHOOK_URL: 'ftp://example.com',
    WEBHOOK_EVENTS: 'message,massage',
    WEBHOOK_TIMEOUT_MS: '10s',
    WEBHOOK_MAX_RETRIES: '1',
    WEBHOOK_RETRY_DELAY_MS: '-1',
    WEBHOOK_SUCCESS_STATUS: '200,302',
    WEBHOOK_ALLOWED_HOSTS: 'a b',
    WEBHOOK_RETENTION_DAYS: '0',
    MESSAGE_RETENTION_DAYS: '1.5',
    MEDIA_MAX_BYTES: '1e9',
    SEND_ACK_TIMEOUT_MS: 'NaN',
    SEND_TIMEOUT_MS: '0',
    RECONNECT_DELAY_MS: '0x10',
    RECONNECT_MAX_DELAY_MS: 'soon',
    QR_TIMEOUT_MS: '1',
    QR_ROUNDS: '0',
    SHUTDOWN_TIMEOUT_MS: '99',
    WHATSAPP_EMULATOR_URL: 'http://example.com:4700',
  };

  it('are all named at once, and their values never', async () => {
    const names = await blamed(bad);
    expect(names.sort()).toEqual(Object.keys(bad).sort());
    expect(readdirSync(directory)).toEqual([]);
  });

  it.each([
    'http://192.168.1.5:4700',
    'http://127.0.0.1.example.com:4700',
    'http://127.0.0.1@example.com:4700',
  ])('an emulator is refused at %s', async (url) => {
    expect(await blamed({ ...SECRETS, WHATSAPP_EMULATOR_URL: url })).toEqual(['WHATSAPP_EMULATOR_URL']);
  });

  it('are told apart from circumstances: a port that is taken', async () => {
    const first = launch(SECRETS);
    const { port } = new URL(await first.url());
    const second = launch({ ...SECRETS, SESSION_PATH: join(directory, 'other'), API_PORT: port });
    expect(await second.ended()).toBe(1);
    expect(second.output).toContain('cannot start');
    expect(second.output).not.toContain('configuration');
  });
});

describe('the end', () => {
  it.each(['SIGTERM', 'SIGINT'] as const)(
    '%s ends an idle server with 0, long before its time is up',
    async (signal) => {
      const budgetMs = 100_000;
      const it = launch({ ...SECRETS, SHUTDOWN_TIMEOUT_MS: String(budgetMs) });
      const caller = new Caller(await it.url());
      await caller.call({ path: '/health' });
      const asked = Date.now();
      expect(await it.end(signal)).toBe(0);
      expect(Date.now() - asked).toBeLessThan(budgetMs / 2);
      caller.close();
    },
  );
});

describe('what is kept', () => {
  it('is for the owner alone, and a deleted instance leaves nothing of itself', async () => {
    const world = await World.start({ SESSION_PATH: join(directory, 'made', 'sessions') });
    try {
      const leaver = new Bot(world, 'leaver', '628111111111');
      await leaver.link();
      await new Bot(world, 'stayer', '628222222222').link();
      const id = await world.emulator.send('15550001111', {
        to: '628111111111',
        text: 'meant for the leaver',
      });
      await leaver.hears(id);
      await leaver.text('15550001111', 'sent by the leaver');

      const kept = modes(world.api.directory);
      expect(kept.map(({ name }) => name)).toEqual(expect.arrayContaining(['.', 'leaver', 'miaw.sqlite']));
      expect(kept.filter(({ mode, due }) => mode !== due)).toEqual([]);

      const caller = new Caller(world.api.url, [['X-API-Key', API_KEY]]);
      const path = '/api/v1/instances/leaver?logout=true';
      expect((await caller.call({ method: 'DELETE', path })).status).toBe(200);
      caller.close();
      await eventually(
        () => world.emulator.get('/phones'),
        (phones) => JSON.stringify(phones).includes('628111111111'),
        'the phone',
      );
      expect(readdirSync(world.api.directory)).not.toContain('leaver');
      const database = join(world.api.directory, 'miaw.sqlite');
      // Its name stays until its receiver has been told that it is gone.
      await eventually(
        async () => allRows(database),
        (rows) => !rows.includes('leaver'),
        'the end of its rows',
      );
      expect(await world.api.halt()).toBe(0);

      const rows = allRows(database);
      expect(rows).toContain('stayer');
      for (const trace of ['leaver', '628111111111', id]) expect(rows).not.toContain(trace);
      for (const file of readdirSync(world.api.directory)) {
        if (!file.startsWith('miaw.sqlite')) continue;
        const bytes = readFileSync(join(world.api.directory, file));
        for (const secret of [API_KEY, WEBHOOK_SECRET]) expect(bytes.includes(secret)).toBe(false);
      }
    } finally {
      await world.stop();
    }
  });
});

/** The audit log says that an instance was deleted, and by whom. */
const OUTLIVES = ['audit'];

/** Everything that the tables of a database hold, as text. */
function allRows(file: string): string {
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
    return tables
      .filter((table) => !OUTLIVES.includes(String(Object(table).name)))
      .map((table) => {
        const { name } = Object(table);
        const rows = database.prepare(`select * from "${name}"`).all();
        return JSON.stringify({ name, rows }, (_key, value: unknown) =>
          value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value,
        );
      })
      .join('\n');
  } finally {
    database.close();
  }
}
