import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { composeServices } from '../harness/compose.js';
import { record } from '../harness/envelope.js';
import { freePort, ROOT } from '../harness/process.js';
import { eventually } from '../harness/waiting.js';

const dockerfile = readFileSync(join(ROOT, 'Dockerfile'), 'utf8');
const SCRIPT = 'entrypoint.sh';
const services = composeServices();

/** The variables that the image sets. */
function imageVariables(): Record<string, string> {
  const line = /^ENV (NODE_ENV=.*)$/m.exec(dockerfile)?.[1] ?? '';
  return Object.fromEntries(line.split(' ').map((each) => each.split('=')));
}

/** A folder as the image has it: what was built, the libraries, and the script that starts it. */
class Image {
  readonly directory = mkdtempSync(join(tmpdir(), 'miaw-image-'));
  private readonly running: ChildProcess[] = [];

  constructor() {
    cpSync(join(ROOT, 'deploy', 'docker', SCRIPT), join(this.directory, SCRIPT));
    cpSync(join(ROOT, 'package.json'), join(this.directory, 'package.json'));
    for (const name of ['dist', 'node_modules']) symlinkSync(join(ROOT, name), join(this.directory, name));
  }

  /** Runs a command of the image with its variables, but on loopback. */
  run(words: readonly string[], env: Record<string, string>): { child: ChildProcess; output: () => string } {
    const child = spawn(join(this.directory, SCRIPT), words, {
      cwd: this.directory,
      env: { PATH: process.env['PATH'], ...imageVariables(), ...env },
    });
    this.running.push(child);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.on('data', (chunk: Buffer) => (output += chunk.toString('utf8')));
    return { child, output: () => output };
  }

  remove(): void {
    for (const child of this.running) child.kill('SIGKILL');
    rmSync(this.directory, { recursive: true, force: true });
  }
}

const LOOPBACK = { API_HOST: '127.0.0.1', EMULATOR_HOST: '127.0.0.1' };
let image: Image;
beforeAll(() => {
  image = new Image();
});
afterAll(() => image.remove());

/** Ends a program as Docker does. @returns its exit code */
async function stopped(child: ChildProcess): Promise<unknown> {
  const ended = once(child, 'close');
  child.kill('SIGTERM');
  return (await ended)[0];
}

async function answers(url: string): Promise<void> {
  await eventually(
    () =>
      fetch(url).then(
        ({ status }) => status,
        () => 0,
      ),
    (status) => status === 200,
    `${url} to answer`,
  );
}

describe('the image', () => {
  it('starts by the script that is tested here, and serves the API unless told otherwise', () => {
    expect(dockerfile).toContain(`COPY package.json deploy/docker/${SCRIPT} ./`);
    expect(dockerfile).toContain(`ENTRYPOINT ["/app/${SCRIPT}"]`);
    expect(dockerfile).not.toMatch(/^CMD/m);
  });

  it('is built from files that are there and let in', () => {
    const copied = [...dockerfile.matchAll(/^COPY (?!--from)(.+) \S+$/gm)].flatMap(([, files = '']) =>
      files.split(' '),
    );
    expect(copied).toContain(`deploy/docker/${SCRIPT}`);
    const letIn = readFileSync(join(ROOT, '.dockerignore'), 'utf8')
      .split('\n')
      .filter((line) => line.startsWith('!'))
      .map((line) => line.slice(1));
    expect(copied.filter((file) => !existsSync(join(ROOT, file)))).toEqual([]);
    expect(
      copied.filter((file) => !letIn.some((path) => file === path || file.startsWith(`${path}/`))),
    ).toEqual([]);
  });

  it('refuses a command that does not exist, and names those that do', () => {
    const { status, stderr } = spawnSync(join(image.directory, SCRIPT), ['../x'], { encoding: 'utf8' });
    expect({ status, stderr }).toEqual({
      status: 64,
      stderr: 'unknown command: ../x; there are api, emulator, mcp and sandbox\n',
    });
  });

  it('is in production, where the server needs secrets and trusts no emulator', async () => {
    const { child, output } = image.run([], { ...LOOPBACK, WHATSAPP_EMULATOR_URL: 'http://127.0.0.1:4700' });
    expect((await once(child, 'close'))[0]).toBe(1);
    for (const name of ['API_KEY', 'API_WEBHOOK_SECRET', 'WHATSAPP_EMULATOR_URL'])
      expect(output()).toContain(name);
  });

  it('plays an emulator, and a server for trying that uses it', async () => {
    const emulatorPort = await freePort();
    const emulator = image.run(['emulator'], { ...LOOPBACK, EMULATOR_PORT: String(emulatorPort) });
    const url = `http://127.0.0.1:${emulatorPort}`;
    await eventually(
      async () => emulator.output(),
      (text) => text.includes(`WhatsApp emulator on ${url}`),
      'the emulator',
    );
    const port = await freePort();
    const trial = Object.fromEntries(
      Object.entries(record(record(services['trial'])['environment'])).filter(
        ([name]) => !name.startsWith('API_'),
      ),
    );
    expect(trial).toEqual({ NODE_ENV: 'development', WHATSAPP_EMULATOR_URL: 'http://127.0.0.1:4700' });
    const api = image.run(['api'], {
      ...LOOPBACK,
      NODE_ENV: 'development',
      WHATSAPP_EMULATOR_URL: url,
      API_PORT: String(port),
      API_KEY: 'a-key-of-ours-alone',
      API_WEBHOOK_SECRET: 'a secret of ours',
      SESSION_PATH: join(image.directory, 'sessions'),
    });
    await answers(`http://127.0.0.1:${port}/readyz`);
    const instances = `http://127.0.0.1:${port}/api/v1/instances`;
    const headers = { Authorization: 'Bearer a-key-of-ours-alone', 'Content-Type': 'application/json' };
    await fetch(instances, { method: 'POST', headers, body: JSON.stringify({ instanceId: 'try' }) });
    const connect = await fetch(`${instances}/try/connect`, { method: 'POST', headers });
    const { data } = Object(await connect.json());
    await fetch(`${url}/phones/628111111111/scan`, {
      method: 'POST',
      headers,
      body: JSON.stringify({ qr: data.qr }),
    });
    await eventually(
      async () => Object(await (await fetch(`${instances}/try/status`, { headers })).json()).data.status,
      (status) => status === 'connected',
      'the account of the emulated phone to be linked',
    );
    expect(await stopped(api.child)).toBe(0);
    expect(await stopped(emulator.child)).toBe(0);
  });

  it('plays the sandbox, which shows its key', async () => {
    const { child, output } = image.run(['sandbox', '--verbose'], { ...LOOPBACK, MIAW_COMMAND: 'api' });
    await eventually(
      async () => output(),
      (text) => text.includes('Ctrl-C ends the sandbox'),
      'the end of the story',
    );
    expect(output()).toMatch(/export API_KEY=\w+/);
    expect(output()).not.toMatch(/→ [45]\d\d/);
    expect(output()).toContain('"messageId"');
    expect(await stopped(child)).toBe(0);
  });
});

describe('docker-compose.yml', () => {
  it.each(Object.keys(services))('grants %s what it needs, and no more', (name) => {
    expect(services[name]).toMatchObject({
      read_only: true,
      tmpfs: '/tmp',
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      pids_limit: expect.any(Number),
      mem_limit: expect.stringMatching(/^\$\{MEM_LIMIT:-\d+m\}$/),
      // Docker refuses more cores than the machine has.
      cpus: '${CPU_LIMIT:-1}',
    });
  });

  it('publishes nothing to other machines unless told to', () => {
    const ports = Object.values(services).flatMap((service) => [record(service)['ports'] ?? []].flat());
    expect(
      ports.map(String).filter((port) => !/^(127\.0\.0\.1|\$\{API_ADDRESS:-127\.0\.0\.1\}):/.test(port)),
    ).toEqual([]);
    expect(ports.length).toBe(3);
  });

  it('keeps the emulator out of an ordinary start, and its accounts off the volume of real ones', () => {
    expect(services['emulator']).toMatchObject({ profiles: ['emulator'], command: ['emulator'] });
    expect(services['trial']).toMatchObject({
      profiles: ['emulator'],
      // The server trusts an emulator on loopback alone.
      network_mode: 'service:emulator',
      volumes: ['trial:/app/sessions'],
    });
    expect(record(services['miaw-api'])['profiles']).toBeUndefined();
    expect(Object.keys(record(record(services['miaw-api'])['environment']))).not.toContain(
      'WHATSAPP_EMULATOR_URL',
    );
  });
});
