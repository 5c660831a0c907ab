import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { loadAll } from 'js-yaml';
import { mediaExamples } from '../apps/api/src/messages/media-examples.js';
import { Environment } from '../libs/config/src/environment.js';
import { updateWebhook } from './client/generated/index.js';
import { Document } from './harness/document.js';
import { record } from './harness/envelope.js';
import { type Block, follow, Guide, lastObject, unlike } from './harness/guide.js';
import { freePort, ROOT } from './harness/process.js';
import type { Arrival } from './harness/receiver.js';
import { API_KEY, WEBHOOK_SECRET } from './harness/server.js';
import { eventually } from './harness/waiting.js';
import { World } from './harness/world.js';

const BOT = '628111111111';
const JOHN = '6281234567890';
const JANE = '6281234567891';
const OLD_SECRET = 'the-secret-before';
const GUIDES = readdirSync(join(ROOT, 'docs'))
  .filter((name) => name.endsWith('.md'))
  .map((name) => new Guide(`docs/${name}`));
const README = new Guide('README.md');

/** Examples that suites of their own execute: the control API of the emulator, call by call. */
const ELSEWHERE = new Set(['docs/emulator.md']);

/** Blocks that only a shell at work can tell to be right: they start what stays. */
const START = 'start';

let directory: string;
let files: Server;
let filesUrl: string;

beforeAll(async () => {
  // Where Node finds the packages that examples import.
  const place = join(ROOT, 'node_modules', '.cache');
  mkdirSync(place, { recursive: true });
  directory = mkdtempSync(join(place, 'guides-'));
  const pixel = Buffer.from(mediaExamples('').image.media.split(',', 2)[1] ?? '', 'base64');
  files = createServer((_request, response) =>
    response.writeHead(200, { 'Content-Type': 'image/png' }).end(pixel),
  );
  const port = await freePort();
  await new Promise<void>((resolve) => files.listen(port, '127.0.0.1', resolve));
  filesUrl = `http://127.0.0.1:${port}`;
});

afterAll(async () => {
  rmSync(directory, { recursive: true, force: true });
  files.closeAllConnections();
  await new Promise((resolve) => files.close(resolve));
});

function guide(name: string): Guide {
  const found = GUIDES.find(({ file }) => file === `docs/${name}.md`);
  if (!found) throw new Error(`there is no guide ${name}`);
  return found;
}

/** The shell blocks of a guide, but for those that start something. */
function steps({ blocks }: Guide): Block[] {
  return blocks.filter(({ language, label }) => language === 'sh' && label !== START);
}

/** Follows a guide against a world, and holds each answer that it shows against the real one. */
async function walk(name: string, world: World, written: Record<string, string> = {}): Promise<void> {
  const read = guide(name);
  const places = {
    'http://localhost:3000': world.api.url,
    'http://127.0.0.1:4700': world.emulator.url,
    'https://myapp.com': filesUrl,
    ...written,
  };
  const env = { API_KEY, SESSION_PATH: world.api.directory };
  const printed = await follow(read, steps(read), places, env, directory);
  expect(printed).toHaveLength(steps(read).length);
  for (const [index, block] of read.blocks.entries()) {
    if (block.language !== 'json' || block.label) continue;
    const before = read.blocks[index - 1];
    const step = printed.find((each) => each.block === before);
    if (!step) throw new Error(`${read.file}:${block.line} shows the answer to nothing`);
    expect({ line: block.line, unlike: unlike(JSON.parse(block.text), lastObject(step)) }).toEqual({
      line: block.line,
      unlike: [],
    });
  }
}

/** A server with a linked instance, and people who have written to it. */
async function inhabited(env: Record<string, string> = {}): Promise<World> {
  const world = await World.start(env);
  for (const [phone, name] of [
    [JOHN, 'John Doe'],
    [JANE, 'Jane'],
  ] as const)
    await world.emulator.phone(phone, { name });
  await world.link('my-bot-1', BOT);
  const media = {
    kind: 'image',
    media: mediaExamples('').image.media.split(',', 2)[1],
    mimetype: 'image/png',
  };
  await world.emulator.request('POST', `/phones/${JOHN}/messages`, { to: BOT, ...media });
  await world.receiver.event('message');
  return world;
}

describe('every guide', () => {
  it.each([README, ...GUIDES].map((each) => [each.file, each] as const))(
    '%s: its links lead somewhere',
    (_file, each) => {
      for (const link of each.links()) {
        const [file = '', anchor] = link.split('#', 2);
        const path = file === '' ? each.file : join(dirname(each.file), file);
        expect({ link, exists: existsSync(join(ROOT, path)) }).toEqual({ link, exists: true });
        if (anchor) expect(new Guide(path).anchors()).toContain(anchor);
      }
    },
  );

  it('is in the list of the README', () => {
    for (const { file } of GUIDES) expect(README.links()).toContain(file);
  });

  it('has no example that nobody executes', () => {
    const known = /^(sh|sh start|json|json webhook|js [\w-]+\.mjs|js ecosystem\.config\.cjs|yaml|nginx)$/;
    for (const each of GUIDES.filter(({ file }) => !ELSEWHERE.has(file)))
      for (const { line, language, label } of each.blocks)
        expect(`${each.file}:${line} ${`${language} ${label}`.trim()}`).toMatch(
          new RegExp(`^${each.file}:${line} ${known.source.slice(1)}`),
        );
  });

  it('starts what there is: scripts, files and variables', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const variables = new Set(Object.keys(new Environment()).concat(optionalVariables()));
    const starting = [README, ...GUIDES].flatMap(({ blocks }) =>
      blocks.filter(({ label }) => label === START),
    );
    for (const { text } of starting) {
      for (const [, script] of text.matchAll(/npm (?:run )?(\w+)/g))
        expect(['ci', ...Object.keys(scripts)]).toContain(script);
      for (const [, name] of text.matchAll(/\b([A-Z][A-Z_]+)=/g)) expect([...variables]).toContain(name);
      if (text.includes('docker compose')) expect(existsSync(join(ROOT, 'docker-compose.yml'))).toBe(true);
      if (text.includes('docker build')) expect(existsSync(join(ROOT, 'Dockerfile'))).toBe(true);
    }
    expect(starting.length).toBeGreaterThan(5);
  });

  it('lists every endpoint', () => {
    const { text } = guide('endpoints');
    const shapes = [...text.matchAll(/`((?:…|\/)[^`]*)`/g)].map(([, path = '']) =>
      path.replace('…', '/instances/:instanceId').replace(/^\/api\/v1/, ''),
    );
    const { paths } = JSON.parse(readFileSync(join(ROOT, 'openapi.json'), 'utf8'));
    const missing = Object.keys(paths)
      .map((path) => path.replace('/api/v1', '').replaceAll(/\{(\w+)\}/g, ':$1'))
      .filter((path) => !path.startsWith('/webhooks/') && !shapes.some((shape) => covers(shape, path)));
    expect(missing).toEqual([]);
  });
});

/** Whether a path is one of a line such as `/messages/{image,video}`. */
function covers(shape: string, path: string): boolean {
  const pattern = shape
    .replaceAll(/[.*+?^$()|[\]\\]/g, String.raw`\$&`)
    .replaceAll(/\{([^}]*)\}/g, (_, words: string) => `(?:${words.replaceAll(',', '|')})`);
  return new RegExp(`^${pattern}$`).test(path);
}

/** Variables without a default are no properties of a fresh environment. */
function optionalVariables(): string[] {
  const text = readFileSync(join(ROOT, '.env.example'), 'utf8');
  return [...text.matchAll(/^#?\s?([A-Z][A-Z_]+)=/gm)].flatMap(([, name]) => name ?? []);
}

describe('followed step by step', () => {
  it('getting started leads from nothing to a conversation', async () => {
    const world = await World.start();
    try {
      await walk('getting-started', world);
      const texts = (await world.emulator.inbox(JOHN)).map(({ text }) => text);
      expect(texts).toEqual(['Hello from API!']);
    } finally {
      await world.stop();
    }
  }, 60_000);

  describe('with an instance that is linked', () => {
    let world: World;

    beforeAll(async () => {
      world = await inhabited();
    });

    afterAll(async () => {
      await world.stop();
    });

    it('sending does what it says', async () => {
      await walk('sending', world);
      const seen = (await world.emulator.inbox(JOHN)).map(({ type, text }) => text ?? type);
      expect(seen).toEqual(expect.arrayContaining(['Hello from API!', 'location', 'contact', 'poll']));
    }, 60_000);

    it('media is sent and fetched', async () => {
      await walk('media', world);
      const received = readFileSync(join(directory, 'received')).toString('base64');
      expect(`data:image/png;base64,${received}`).toBe(mediaExamples('').image.media);
      const kinds = (await world.emulator.inbox(JOHN)).map(({ type }) => type);
      expect(kinds.filter((kind) => kind === 'document')).toHaveLength(2);
    }, 60_000);

    it('groups are made, changed and left', async () => {
      await walk('groups', world);
      const text = (await world.emulator.inbox(JOHN)).find((each) => each.text === 'Hello all');
      expect(text?.to).toMatch(/@g\.us$/);
    }, 60_000);

    it('errors come as they are shown', async () => {
      await walk('errors', world);
    }, 60_000);

    it('a backup has the database', async () => {
      await walk('deployment', world);
    }, 60_000);
  });
});

describe('the receiver of the guide', () => {
  let world: World;
  let port: number;
  let told = '';
  let receiver: ReturnType<typeof spawn>;

  beforeAll(async () => {
    world = await inhabited({ API_WEBHOOK_SECRET_PREVIOUS: OLD_SECRET });
    port = await freePort();
    const file = join(directory, 'receiver.mjs');
    writeFileSync(file, guide('receiving').block('receiver.mjs').text);
    const env = { PATH: process.env['PATH'], PORT: String(port), API_WEBHOOK_SECRET: WEBHOOK_SECRET };
    receiver = spawn(process.execPath, [file], { env });
    receiver.stdout?.setEncoding('utf8').on('data', (text: string) => (told += text));
    await eventually(
      () => post('{}', {}).catch(() => undefined),
      (status) => status === 401,
      'the receiver to listen',
    );
  });

  afterAll(async () => {
    receiver.kill();
    await world.stop();
  });

  async function post(body: string, headers: Record<string, string>): Promise<number> {
    const response = await fetch(`http://127.0.0.1:${port}/webhook`, { method: 'POST', body, headers });
    return response.status;
  }

  function headersOf({ headers }: Arrival): Record<string, string> {
    const ours = Object.entries(headers).filter(([name]) => /^(x-miaw|webhook)-/.test(name));
    return Object.fromEntries(ours.map(([name, value]) => [name, String(value)]));
  }

  /** One of the server's own requests, and its headers. */
  async function genuine(): Promise<{ raw: string; headers: Record<string, string> }> {
    const { client } = world.api;
    const path = { instanceId: 'my-bot-1' };
    const body = { webhookUrl: world.receiver.url, webhookEvents: null };
    await updateWebhook({ client, throwOnError: true, path, body });
    const id = await world.emulator.send(JOHN, { to: BOT, text: 'Who verifies this?' });
    const arrival = await world.hears(id);
    return { raw: arrival.raw, headers: headersOf(arrival) };
  }

  it('is told what happens by the server that the guide sets up', async () => {
    await walk('receiving', world, { 'localhost:4000': `127.0.0.1:${port}` });
    const id = await world.emulator.send(JOHN, { to: BOT, text: 'Hello!' });
    await eventually(
      async () => told,
      (text) => text.includes('message my-bot-1') && text.includes(id),
      'the receiver to print the message',
    );
  }, 60_000);

  it('accepts what is genuine, once, and nothing that was changed or is old', async () => {
    const { raw, headers } = await genuine();
    expect(await post(raw, headers)).toBe(200);
    await eventually(
      async () => told,
      (text) => text.includes('Who verifies this?'),
      'the event',
    );
    expect(await post(raw, headers)).toBe(200);
    expect(told.split('Who verifies this?')).toHaveLength(2);
    expect(await post(raw.replace('Who', 'Why'), headers)).toBe(401);
    expect(await post(raw, { ...headers, 'x-miaw-signature': 'sha256=00' })).toBe(401);
    const old = String(Date.now() - 6 * 60 * 1000);
    expect(await post(raw, { ...headers, 'x-miaw-timestamp': old })).toBe(401);
    expect(await post(raw, { ...headers, 'x-miaw-timestamp': 'soon' })).toBe(401);
    expect(told.split('Who verifies this?')).toHaveLength(2);
  });

  it('may be built on Standard Webhooks, and know either secret while it changes', async () => {
    const { raw, headers } = await genuine();
    const file = join(directory, 'standard.mjs');
    writeFileSync(file, guide('receiving').block('standard.mjs').text);
    const verified = async (secret: string, body: string): Promise<string> => {
      const call = `import { verified } from ${JSON.stringify(file)};
        try { console.log(verified(${JSON.stringify(body)}, ${JSON.stringify(headers)}).event); }
        catch (error) { console.log(error.name); }`;
      const env = { PATH: process.env['PATH'], API_WEBHOOK_SECRET: secret };
      const node = spawn(process.execPath, ['--input-type=module', '-e', call], { env });
      let output = '';
      node.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
      await new Promise((resolve) => node.on('close', resolve));
      return output.trim();
    };
    expect(await verified(WEBHOOK_SECRET, raw)).toBe('message');
    expect(await verified(OLD_SECRET, raw)).toBe('message');
    expect(await verified('another-secret', raw)).toBe('WebhookVerificationError');
    expect(await verified(WEBHOOK_SECRET, raw.replace('Who', 'Why'))).toBe('WebhookVerificationError');
  });

  it('is shown an event as the document has it', () => {
    const raw = guide('receiving').block('webhook').text;
    const event = record(JSON.parse(raw));
    const headers = Object.fromEntries(
      ['instance', 'event', 'signature', 'timestamp', 'delivery', 'attempt']
        .map((name) => `x-miaw-${name}`)
        .concat(['webhook-id', 'webhook-timestamp', 'webhook-signature'])
        .map((name) => [name, 'x']),
    );
    expect(Document.read().webhookFaults({ event: String(event['event']), raw, headers })).toEqual([]);
  });
});

describe('deployments of the guide', () => {
  const defaults = new Environment();

  it('PM2 runs one server, which is up, and has the time to end', async () => {
    const { text } = guide('deployment').block('ecosystem.config.cjs');
    const file = join(directory, 'ecosystem.config.cjs');
    writeFileSync(file, text);
    process.env['API_KEY'] = API_KEY;
    process.env['API_WEBHOOK_SECRET'] = WEBHOOK_SECRET;
    const { apps } = createRequire(import.meta.url)(file);
    expect(apps).toMatchObject([{ exec_mode: 'fork', instances: 1, node_args: '--enable-source-maps' }]);
    const [app] = apps;
    expect(app.kill_timeout).toBeGreaterThan(defaults.SHUTDOWN_TIMEOUT_MS);
    expect(
      Object.keys(app.env).filter((name) => !(name in defaults || optionalVariables().includes(name))),
    ).toEqual([]);
    const port = await freePort();
    const sessions = mkdtempSync(join(tmpdir(), 'miaw-pm2-'));
    const env = {
      ...app.env,
      API_PORT: String(port),
      SESSION_PATH: sessions,
      PATH: process.env['PATH'],
      LOG_LEVEL: 'silent',
    };
    const server = spawn(process.execPath, [app.node_args, join(ROOT, app.script)], { cwd: directory, env });
    const ended = new Promise((resolve) => server.on('close', resolve));
    await eventually(
      () =>
        fetch(`http://127.0.0.1:${port}/health`).then(
          ({ status }) => status,
          () => 0,
        ),
      (status) => status === 200,
      'the server to be up',
    );
    server.kill('SIGTERM');
    expect(await ended).toBe(0);
    rmSync(sessions, { recursive: true });
  }, 60_000);

  it('Kubernetes has one replica, a volume, the secrets, and probes that the server answers', () => {
    const yaml = guide('deployment').blocks.find(({ language }) => language === 'yaml')?.text ?? '';
    const [claim, deployment, service] = loadAll(yaml).map((each) => record(each));
    const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
    const port = Number(/EXPOSE (\d+)/.exec(dockerfile)?.[1]);
    const volume = /VOLUME (\S+)/.exec(dockerfile)?.[1];
    const probe = { httpGet: { path: '/health', port } };
    expect(deployment).toMatchObject({
      kind: 'Deployment',
      spec: {
        replicas: 1,
        strategy: { type: 'Recreate' },
        template: {
          spec: {
            containers: [
              {
                ports: [{ containerPort: port }],
                env: [{ name: 'API_KEY' }, { name: 'API_WEBHOOK_SECRET' }],
                volumeMounts: [{ name: 'sessions', mountPath: volume }],
                readinessProbe: probe,
                livenessProbe: probe,
              },
            ],
            volumes: [{ name: 'sessions', persistentVolumeClaim: { claimName: 'miaw-sessions' } }],
          },
        },
      },
    });
    const { template } = record(record(deployment)['spec']);
    const seconds = Number(record(record(template)['spec'])['terminationGracePeriodSeconds']);
    expect(seconds * 1000).toBeGreaterThan(defaults.SHUTDOWN_TIMEOUT_MS);
    expect(claim).toMatchObject({
      metadata: { name: 'miaw-sessions' },
      spec: { accessModes: ['ReadWriteOnce'] },
    });
    expect(service).toMatchObject({ spec: { selector: { app: 'miaw-api' }, ports: [{ targetPort: port }] } });
  });

  it('the proxy lets large files and slow sends through', () => {
    const nginx = guide('deployment').blocks.find(({ language }) => language === 'nginx')?.text ?? '';
    const directive = (name: string): string =>
      new RegExp(`^\\s*${name} ([^;]+);`, 'm').exec(nginx)?.[1] ?? '';
    expect(directive('proxy_pass')).toBe(`http://127.0.0.1:${defaults.API_PORT}`);
    expect(Number.parseInt(directive('client_max_body_size'), 10) * 1_048_576).toBeGreaterThan(
      defaults.MEDIA_MAX_BYTES,
    );
    const slowest =
      defaults.SEND_TIMEOUT_MS + defaults.MEDIA_FETCH_TIMEOUT_MS + defaults.MEDIA_UPLOAD_TIMEOUT_MS;
    expect(Number.parseInt(directive('proxy_read_timeout'), 10) * 1000).toBeGreaterThan(slowest);
    expect((nginx.match(/\{/g) ?? []).length).toBe((nginx.match(/\}/g) ?? []).length);
  });
});
