import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { load } from 'js-yaml';
import { Client } from 'pg';
import { loadConfig, VARIABLE_NAMES } from '../../libs/config/src/index.js';
import { callsOf, Checkout } from '../harness/checkout.js';
import { composeServices } from '../harness/compose.js';
import { record } from '../harness/envelope.js';
import { follow, guidesFor } from '../harness/guide.js';
import { Helm } from '../harness/helm.js';
import { Launch } from '../harness/launch.js';
import { PostgresServer } from '../harness/postgres.js';
import { ROOT } from '../harness/process.js';
import { API_KEY, WEBHOOK_SECRET } from '../harness/server.js';

const GUIDES = guidesFor('postgresql');
const [GUIDE] = GUIDES;
if (!GUIDE) throw new Error('there is no such guide');

let postgres: PostgresServer;
let directory: string;

beforeAll(async () => {
  postgres = await PostgresServer.make();
  directory = mkdtempSync(join(tmpdir(), 'miaw-guide-'));
});

afterAll(async () => {
  await postgres.remove();
  rmSync(directory, { recursive: true });
});

describe('a database that was made as the guide says', () => {
  it('is one for the server, with the variables that it shows', async () => {
    const client = new Client(`${postgres.url}/postgres`);
    await client.connect();
    for (const statement of GUIDE.take('sql')
      .text.split(';')
      .filter((each) => each.trim() !== ''))
      await client.query(statement);
    await client.end();
    const shown = parseEnv(GUIDE.take('env').text);
    const { host } = new URL(postgres.url);
    const url = String(shown['DATABASE_URL']).replace('db.internal:5432', host);
    expect(url).toContain(host);
    const env: Record<string, string> = {
      ...Object.fromEntries(Object.entries(shown).map(([name, value]) => [name, String(value)])),
      DATABASE_URL: url,
      NODE_ENV: 'production',
      API_HOST: '127.0.0.1',
      API_PORT: '0',
      SESSION_PATH: join(directory, 'sessions'),
    };
    expect(loadConfig(env).databaseUrl).toBe(url);
    const server = new Launch(env, directory);
    const ready = await fetch(`${await server.url()}/readyz`);
    expect(ready.status).toBe(200);
    expect(await server.end('SIGTERM')).toBe(0);
    expect(server.output).not.toContain('a-password-of-your-own');
  });
});

describe('the containers', () => {
  it('are a server with variables that it knows, and a database on a volume', () => {
    const { services, volumes } = record(load(GUIDE.take('compose').text));
    const { 'miaw-api': server, postgres: database, ...others } = record(services);
    expect(others).toEqual({});
    expect(Object.keys(composeServices())).toContain('miaw-api');
    const environment = record(record(server)['environment']);
    expect(VARIABLE_NAMES).toEqual(expect.arrayContaining(Object.keys(environment)));
    const url = new URL(String(environment['DATABASE_URL']).replace('${POSTGRES_PASSWORD}', 'abc'));
    expect(record(record(database)['environment'])).toMatchObject({
      POSTGRES_USER: url.username,
      POSTGRES_DB: url.pathname.slice(1),
    });
    expect(Object.keys(record(record(server)['depends_on']))).toEqual([url.hostname]);
    expect(record(database)['healthcheck']).toBeDefined();
    const [volume = ''] = [record(database)['volumes']].flat().map(String);
    expect(Object.keys(record(volumes))).toEqual([volume.split(':')[0]]);
  });

  it('are a pod without a claim in Kubernetes', () => {
    const helm = Helm.unpack();
    try {
      const values = record(load(GUIDE.take('values').text));
      expect(helm.lint(values)).toMatchObject({ ok: true });
      const rendered = helm.render(values);
      expect(rendered.map((each) => each['kind'])).not.toContain('PersistentVolumeClaim');
      expect(JSON.stringify(rendered)).toContain('DATABASE_URL');
    } finally {
      helm.remove();
    }
  });
});

describe('moving', () => {
  it('takes the instances there and back, and says how many', async () => {
    const checkout = new Checkout();
    const client = new Client(`${postgres.url}/postgres`);
    await client.connect();
    await client.query('create database moved');
    await client.end();
    const env = { DATABASE_URL: `${postgres.url}/moved`, npm_config_update_notifier: 'false' };
    try {
      const secrets = { API_KEY, API_WEBHOOK_SECRET: WEBHOOK_SECRET };
      const serve = (sessions: string) =>
        new Launch(
          {
            ...secrets,
            SESSION_PATH: join(checkout.directory, sessions),
            API_HOST: '127.0.0.1',
            API_PORT: '0',
          },
          directory,
        );
      const before = serve('sessions');
      const made = await fetch(`${await before.url()}/api/v1/instances`, {
        method: 'POST',
        headers: { 'X-API-Key': API_KEY, 'Content-Type': 'application/json' },
        body: JSON.stringify({ instanceId: 'my-bot-1' }),
      });
      expect(made.status).toBe(201);
      await before.end('SIGTERM');
      const [there] = await follow(GUIDE, [GUIDE.take('move')], {}, env, checkout.directory);
      const shown = record(JSON.parse(GUIDE.take('moved').text));
      const told = record(JSON.parse(String(there?.output)));
      expect(Object.keys(told).sort()).toEqual(Object.keys(shown).sort());
      expect(told['instances']).toBe(1);
      await follow(GUIDE, [GUIDE.take('back')], {}, env, checkout.directory);
      const after = serve('sessions-2');
      const listed = await fetch(`${await after.url()}/api/v1/instances`, {
        headers: { 'X-API-Key': API_KEY },
      });
      expect(await listed.text()).toContain('my-bot-1');
      expect(await after.end('SIGTERM')).toBe(0);
    } finally {
      checkout.remove();
    }
  });

  it('takes them out of the volume of a container, too', () => {
    const [words = []] = callsOf(GUIDE.take('docker'), ['docker'], directory);
    const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
    const volume = /VOLUME (\S+)/.exec(dockerfile)?.[1] ?? '';
    expect(words[words.indexOf('-v') + 1]).toMatch(new RegExp(`:${volume}$`));
    expect(words[words.indexOf('--from') + 1]).toBe(volume);
    const script = words.find((word) => word.endsWith('.js')) ?? '';
    expect(existsSync(join(ROOT, script))).toBe(true);
  });
});

describe('a dump', () => {
  it('is of the database of the server, and goes back into one', () => {
    const [dump = [], restore = []] = ['dump', 'restore'].flatMap((name) => {
      const { text } = GUIDE.take(name);
      return callsOf(
        { text: `DATABASE_URL=postgres://db/miaw\n${text}` },
        ['pg_dump', 'pg_restore'],
        directory,
      );
    });
    expect(dump[0]).toBe('pg_dump');
    expect(dump.at(-1)).toBe('postgres://db/miaw');
    expect(restore[0]).toBe('pg_restore');
    expect(restore).toContain('--dbname=postgres://db/miaw');
    const file = dump.find((word) => word.startsWith('--file='))?.slice('--file='.length);
    expect(restore.at(-1)).toBe(file);
  });
});

describe('of PostgreSQL', () => {
  it('every example has been executed', () => {
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
