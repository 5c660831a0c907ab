import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { load } from 'js-yaml';
import { Environment } from '../../libs/config/src/environment.js';
import { VARIABLE_NAMES } from '../../libs/config/src/index.js';
import { callsOf, Checkout } from '../harness/checkout.js';
import { composeServices } from '../harness/compose.js';
import { record } from '../harness/envelope.js';
import { guidesFor, walk } from '../harness/guide.js';
import { Helm } from '../harness/helm.js';
import { freePort, ROOT } from '../harness/process.js';
import { JOHN, Scene } from '../harness/scene.js';
import { ApiServer } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';

const GUIDES = guidesFor('deployment');
const [GUIDE] = GUIDES;
if (!GUIDE) throw new Error('there is no such guide');

const defaults = new Environment();
const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
const PORT = Number(/EXPOSE (\d+)/.exec(dockerfile)?.[1]);
const VOLUME = /VOLUME (\S+)/.exec(dockerfile)?.[1] ?? '';
const SERVICE = record(composeServices()['miaw-api']);
const SECRETS = ['API_KEY', 'API_WEBHOOK_SECRET'];

/** The values of an option that may be given several times. */
function options(words: readonly string[], name: string): string[] {
  return words.flatMap((word, index) => {
    if (word === name) return words[index + 1] ?? [];
    return word.startsWith(`${name}=`) ? word.slice(name.length + 1) : [];
  });
}

/** Where the reader has followed the section on secrets. */
let checkout: Checkout;

beforeAll(async () => {
  checkout = new Checkout();
  await walk(GUIDE, {}, {}, checkout.directory, { section: 'Secrets' });
});

afterAll(() => {
  checkout.remove();
});

describe('the secrets', () => {
  it('are random, in a file that its owner alone can read, and made once', async () => {
    const file = join(checkout.directory, '.env');
    const written = readFileSync(file, 'utf8');
    expect(parseEnv(written)).toEqual(
      Object.fromEntries(SECRETS.map((name) => [name, expect.stringMatching(/^[0-9a-f]{64}$/)])),
    );
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await walk(GUIDE, {}, {}, checkout.directory, { section: 'Secrets' });
    expect(readFileSync(file, 'utf8')).toBe(written);
  });
});

describe('with Docker', () => {
  it('the image has the port and the volume of the product', () => {
    expect(PORT).toBe(defaults.API_PORT);
    expect(dockerfile).toContain(`SESSION_PATH=${VOLUME}`);
    expect(SERVICE).toMatchObject({
      image: 'miaw-api',
      ports: [expect.stringMatching(new RegExp(`:${PORT}$`))],
      volumes: [`sessions:${VOLUME}`],
    });
    expect(Number.parseInt(String(SERVICE['stop_grace_period']), 10) * 1000).toBeGreaterThan(
      defaults.SHUTDOWN_TIMEOUT_MS,
    );
  });

  it('docker runs what it has built, on a volume, with secrets and the time to end', () => {
    const [build, words = [], compose] = GUIDE.starting('Docker').flatMap((block) =>
      callsOf(block, ['docker'], checkout.directory),
    );
    expect(build).toEqual(['docker', 'build', '-t', SERVICE['image'], '.']);
    expect(words.slice(0, 2)).toEqual(['docker', 'run']);
    expect(words.at(-1)).toBe(SERVICE['image']);
    expect(options(words, '-p')).toEqual([`127.0.0.1:${PORT}:${PORT}`]);
    expect(options(words, '-v')).toEqual([expect.stringMatching(new RegExp(`^[a-z-]+:${VOLUME}$`))]);
    expect(Number(options(words, '--stop-timeout')) * 1000).toBeGreaterThan(defaults.SHUTDOWN_TIMEOUT_MS);
    expect(options(words, '--env-file')).toEqual(['.env']);
    expect(compose).toEqual(['docker', 'compose', 'up', '--build', '-d']);
  });

  it('a backup is made in the container, and copied out of it', () => {
    const calls = GUIDE.starting('Backups').flatMap((block) =>
      callsOf(block, ['docker'], checkout.directory),
    );
    expect(calls.map((words) => words.slice(1))).toEqual([
      ['exec', 'miaw-api', 'node', 'dist/programs/backup.js', 'backup'],
      ['cp', `miaw-api:${VOLUME}/.backups`, 'backups'],
    ]);
  });
});

describe('with PM2', () => {
  it('one server runs, is up, and has the time to end', async () => {
    const { directory } = checkout;
    const file = join(directory, 'ecosystem.config.cjs');
    writeFileSync(file, GUIDE.take('ecosystem.config.cjs').text);
    const { apps } = createRequire(import.meta.url)(file);
    expect(apps).toMatchObject([{ exec_mode: 'fork', instances: 1 }]);
    const [app] = apps;
    expect(existsSync(join(ROOT, app.script))).toBe(true);
    expect(app.kill_timeout).toBeGreaterThan(defaults.SHUTDOWN_TIMEOUT_MS);
    expect(Object.keys(app.env).filter((name) => !VARIABLE_NAMES.includes(name))).toEqual([]);
    expect(app.env).toMatchObject({ NODE_ENV: 'production' });
    const port = await freePort();
    const env = {
      ...app.env,
      API_HOST: '127.0.0.1',
      API_PORT: String(port),
      PATH: process.env['PATH'],
      LOG_LEVEL: 'silent',
    };
    const server = spawn(process.execPath, [join(ROOT, app.script)], { cwd: directory, env });
    const ended = once(server, 'close');
    try {
      await eventually(
        () =>
          fetch(`http://127.0.0.1:${port}/health`).then(
            ({ status }) => status,
            () => 0,
          ),
        (status) => status === 200,
        'the server to be up',
      );
      expect(existsSync(join(directory, app.env.SESSION_PATH, 'miaw.sqlite'))).toBe(true);
    } finally {
      server.kill('SIGTERM');
      expect((await ended)[0]).toBe(0);
    }
  });
});

describe('trying the image', () => {
  it('publishes to this machine alone, and keeps a key that was made on a volume of its own', () => {
    const [sandbox = [], compose, made = [], shown] = GUIDE.starting('Trying the image').flatMap((block) =>
      callsOf(block, ['docker'], checkout.directory),
    );
    expect(sandbox.slice(-2)).toEqual(['miaw-api', 'sandbox']);
    expect(options(sandbox, '-p')).toEqual(['127.0.0.1:3000:3000', '127.0.0.1:4700:4700']);
    expect(compose).toEqual(['docker', 'compose', '--profile', 'emulator', 'up', '--build', 'trial']);
    expect(options(made, '-e')).toEqual(['NODE_ENV=development']);
    const [volume = ''] = options(made, '-v');
    expect(volume).toMatch(new RegExp(`^[a-z-]+:${VOLUME}$`));
    expect(volume).not.toMatch(/^(miaw-)?sessions:/);
    // load-config.spec.ts shows that the server keeps the key in this file, and finds it again.
    expect(shown).toEqual(['docker', 'exec', options(made, '--name')[0], 'cat', `${VOLUME}/.api-key`]);
  });
});

describe('with Kubernetes', () => {
  let helm: Helm;
  beforeAll(() => {
    helm = Helm.unpack();
  });
  afterAll(() => helm.remove());

  it('the chart runs the image that was pushed, with the secrets that were made', () => {
    const [build, push, secret = [], install = []] = GUIDE.starting('Kubernetes').flatMap((block) =>
      callsOf(block, ['docker', 'kubectl', 'helm'], checkout.directory),
    );
    const image = push?.at(-1) ?? '';
    expect(build).toEqual(['docker', 'build', '-t', image, '.']);
    expect(secret.slice(0, 4)).toEqual(['kubectl', 'create', 'secret', 'generic']);
    expect(options(secret, '--from-env-file')).toEqual(['.env']);
    expect(install.slice(0, 4)).toEqual(['helm', 'install', 'miaw-api', 'deploy/helm/miaw-api']);
    expect(options(install, '--set')).toContain(`secrets.existingSecret=${secret[4]}`);
    const rendered = helm.installed(install.slice(2));
    expect(JSON.stringify(rendered)).toContain(JSON.stringify(image));
    expect(rendered.map((each) => each['kind'])).not.toContain('Secret');
    expect(rendered.map((each) => record(each['metadata'])['name'])).toContain('miaw-api');
  });

  it('the chart takes the values that are shown, which let large files and slow sends through', () => {
    const shown = record(load(GUIDE.take('values').text));
    const values = { ...shown, secrets: { existingSecret: 'miaw-secrets' } };
    expect(helm.lint(values)).toMatchObject({ ok: true });
    const kinds = helm.render(values).map((each) => each['kind']);
    expect(kinds).toEqual(expect.arrayContaining(['Ingress', 'ServiceMonitor', 'PrometheusRule']));
    const annotations = record(record(shown['ingress'])['annotations']);
    const size = Number.parseInt(String(annotations['nginx.ingress.kubernetes.io/proxy-body-size']), 10);
    expect(size * 1_048_576).toBeGreaterThan(defaults.MEDIA_MAX_BYTES);
    const slowest =
      defaults.SEND_TIMEOUT_MS + defaults.MEDIA_FETCH_TIMEOUT_MS + defaults.MEDIA_UPLOAD_TIMEOUT_MS;
    expect(Number(annotations['nginx.ingress.kubernetes.io/proxy-read-timeout']) * 1000).toBeGreaterThan(
      slowest,
    );
  });
});

describe('behind nginx', () => {
  const { text } = GUIDE.take('nginx');

  function directive(name: string): string {
    const found = [...text.matchAll(new RegExp(`^\\s*${name} ([^;]+);$`, 'gm'))];
    expect({ name, found: found.length }).toEqual({ name, found: 1 });
    return found[0]?.[1] ?? '';
  }

  it('large files and slow sends get through to the server', () => {
    expect(directive('proxy_pass')).toBe(`http://127.0.0.1:${defaults.API_PORT}`);
    expect(directive('client_max_body_size')).toMatch(/^\d+m$/);
    expect(Number.parseInt(directive('client_max_body_size'), 10) * 1_048_576).toBeGreaterThan(
      defaults.MEDIA_MAX_BYTES,
    );
    const slowest =
      defaults.SEND_TIMEOUT_MS + defaults.MEDIA_FETCH_TIMEOUT_MS + defaults.MEDIA_UPLOAD_TIMEOUT_MS;
    expect(directive('proxy_read_timeout')).toMatch(/^\d+s$/);
    expect(Number.parseInt(directive('proxy_read_timeout'), 10) * 1000).toBeGreaterThan(slowest);
  });

  it('every line is a directive, a block or a comment, and blocks are closed', () => {
    let depth = 0;
    for (const line of text.split('\n')) {
      expect(line).toMatch(/^\s*(#.*|[a-z_]+( [^;{}]+)?( \{|;)|\}|)$/);
      if (line.endsWith('{')) depth += 1;
      if (line.trim() === '}') depth -= 1;
      expect(depth).toBeGreaterThanOrEqual(0);
    }
    expect(depth).toBe(0);
  });
});

describe('a server that is looked after', () => {
  it('tells how it is, and goes on from its backup as the same device', async () => {
    const scene = await Scene.start();
    const { world } = scene;
    try {
      await walk(GUIDE, scene.places, scene.env, checkout.directory, { section: 'Health' });
      const env = { ...scene.env, npm_config_update_notifier: 'false' };
      await walk(GUIDE, scene.places, env, checkout.directory, { section: 'Backups' });
      await world.api.halt();
      const restored = await ApiServer.start({
        WHATSAPP_EMULATOR_URL: world.emulator.url,
        SESSION_PATH: join(checkout.directory, 'restored'),
      });
      try {
        const to = { to: JOHN, text: 'As if nothing had happened' };
        const sent = await eventually(
          () =>
            restored.raw('/api/v1/instances/my-bot-1/messages/text', {
              method: 'POST',
              headers: { 'Content-Type': 'application/json' },
              body: JSON.stringify(to),
            }),
          ({ status }) => status === 200,
          'the restored server to send',
        );
        const { data } = Object(await sent.json());
        expect(await world.emulator.arrives(JOHN, data.messageId)).toMatchObject({ text: to.text });
      } finally {
        await restored.stop();
      }
    } finally {
      await scene.stop();
    }
  });
});

describe('of deployment', () => {
  it('every example has been executed', () => {
    expect(GUIDES.flatMap((guide) => guide.left())).toEqual([]);
  });
});
