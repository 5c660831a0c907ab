import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Bot } from '../harness/bot.js';
import { bytesOf, EXAMPLE_FILES } from '../harness/example-files.js';
import { Guide } from '../harness/guide.js';
import { Person } from '../harness/person.js';
import { freePort, ROOT } from '../harness/process.js';
import { API_KEY, WEBHOOK_SECRET } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const run = promisify(execFile);
const CLIENT = join(ROOT, 'clients', 'python');
const PERSON = '6281234567890';
const TESTER = '15550001111';

/** From which Python on the client runs. */
const isThere = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;
const suite = isThere ? describe : describe.skip;

suite(`the client for Python${isThere ? '' : ' (skipped: there is no Python 3.9)'}`, () => {
  const world = useWorld({ SEND_TIMEOUT_MS: '4000' });
  const bot = new Bot(world, 'my-bot-1', '628111111111');
  const person = new Person(world, PERSON, bot);
  const guide = new Guide('clients/python/README.md');
  const folder = mkdtempSync(join(tmpdir(), 'miaw-python-'));

  beforeAll(async () => {
    await bot.link();
    await world.emulator.phone(PERSON);
    await world.emulator.phone(TESTER);
    writeFileSync(join(folder, 'logo.png'), bytesOf(EXAMPLE_FILES.image));
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  function environment(more: Record<string, string> = {}) {
    return {
      ...process.env,
      PYTHONPATH: CLIENT,
      PYTHONDONTWRITEBYTECODE: '1',
      MIAW_URL: world.api.url,
      MIAW_KEY: API_KEY,
      WEBHOOK_SECRET,
      ...more,
    };
  }

  /** Starts an example of the README. `output` is what it has printed so far. */
  function started(name: string, more?: Record<string, string>) {
    writeFileSync(join(folder, name), guide.take(name).text);
    const child = spawn('python3', [name], { cwd: folder, env: environment(more) });
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (bytes: Buffer) => (output += bytes));
    return { child, output: () => output };
  }

  /** Runs an example to its end. @returns its lines */
  async function ran(name: string): Promise<string[]> {
    const { child, output } = started(name);
    const [code] = await once(child, 'close');
    if (code !== 0) throw new Error(output());
    return output().trim().split('\n');
  }

  it('sends, and reads lists, as its README says', async () => {
    expect(await ran('send.py')).toEqual([expect.stringMatching(/^\w+ sent$/)]);
    expect(await ran('upload.py')).toEqual([`image/png ${bytesOf(EXAMPLE_FILES.image).length}`]);
    expect(await ran('lists.py')).toEqual([`${PERSON}@s.whatsapp.net`, '2']);
    expect(await ran('headers.py')).toEqual(['message']);
    expect(await ran('errors.py')).toEqual(['INSTANCE_NOT_FOUND']);
  });

  it('answers as events come', async () => {
    const { child, output } = started('follow.py');
    const ended = once(child, 'close');
    await person.writes('ping');
    expect({ code: (await ended)[0], output: output() }).toEqual({ code: 0, output: '' });
    await eventually(
      () => person.texts(),
      (texts) => texts.includes('pong'),
      'the answer',
    );
  });

  it('receives webhooks, and refuses what is not signed', async () => {
    const port = await freePort();
    const { child, output } = started('receiver.py', { PORT: String(port) });
    const url = `http://127.0.0.1:${port}`;
    const unsigned = () =>
      fetch(url, { method: 'POST', body: '{}' }).then(
        ({ status }) => status,
        () => 0,
      );
    await eventually(unsigned, (status) => status === 401, 'the receiver to listen');
    const headers = { 'Content-Type': 'application/json' };
    const body = JSON.stringify({ name: 'python', url, events: ['message'], secret: WEBHOOK_SECRET });
    await world.api.raw('/api/v1/instances/my-bot-1/webhooks', { method: 'POST', headers, body });
    await person.writes('Good morning');
    await eventually(
      async () => output(),
      (text) => text.includes('Good morning'),
      'the message',
    );
    const ended = once(child, 'close');
    child.kill();
    await ended;
    await world.api.raw('/api/v1/instances/my-bot-1/webhooks/python', { method: 'DELETE' });
  });

  it('has a README whose examples have all been executed', () => {
    expect(guide.left()).toEqual([expect.stringMatching(/README\.md:\d+ sh$/)]);
  });

  it('passes its own tests', async () => {
    const env = environment({
      MIAW_INSTANCE: 'my-bot-1',
      MIAW_PHONE: bot.phone,
      EMULATOR_URL: world.emulator.url,
      PERSON: TESTER,
    });
    const { stderr } = await run(
      'python3',
      ['-W', 'error', '-m', 'unittest', 'discover', '-t', '.', '-s', 'tests'],
      {
        cwd: CLIENT,
        env,
      },
    );
    expect(stderr).toMatch(/Ran \d+ tests[^]*\nOK\n$/);
  });
});
