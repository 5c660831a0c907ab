import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { Bot } from '../harness/bot.js';
import { Person } from '../harness/person.js';
import { ROOT } from '../harness/process.js';
import { API_KEY } from '../harness/server.js';
import { eventually } from '../harness/waiting.js';
import { useWorld } from '../harness/world.js';

const EXAMPLES = join(ROOT, 'examples');
const PEOPLE = ['15550001111', '15550002222', '15550003333'];
/** Is not on WhatsApp. */
const NOBODY = '15550009999';
const hasPython =
  spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 9))']).status === 0;

const world = useWorld();
const bot = new Bot(world, 'my-bot-1', '628111111111');
const people = PEOPLE.map((phone) => new Person(world, phone, bot));
const folder = mkdtempSync(join(tmpdir(), 'miaw-examples-'));
const children: ChildProcess[] = [];

beforeAll(async () => {
  await bot.link();
  for (const phone of PEOPLE) await world.emulator.phone(phone);
  await world.emulator.request('POST', '/phones', { phone: NOBODY, registered: false });
});

afterEach(async () => {
  for (const child of children.splice(0)) await ended(child, 'SIGKILL');
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function someone(index: number): Person {
  const person = people[index];
  if (!person) throw new Error('there is nobody');
  return person;
}

/** Ends a program. */
async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const close = once(child, 'close');
  child.kill(signal);
  await close;
}

/** Starts an example, with the client of this checkout. `output` is what it has printed so far. */
async function start(name: string, args: string[] = [], more: Record<string, string> = {}) {
  const python = name.endsWith('.py');
  const file = join(python ? EXAMPLES : folder, name);
  if (!python)
    await build({
      entryPoints: [join(EXAMPLES, name)],
      outfile: file,
      bundle: true,
      platform: 'node',
      format: 'esm',
      alias: { 'miaw-api-client': join(ROOT, 'packages', 'client', 'src', 'index.ts') },
    });
  const env = {
    ...process.env,
    PYTHONPATH: join(ROOT, 'clients', 'python'),
    PYTHONDONTWRITEBYTECODE: '1',
    MIAW_URL: world.api.url,
    MIAW_KEY: API_KEY,
    ...more,
  };
  const child = spawn(python ? 'python3' : process.execPath, [file, ...args], { cwd: folder, env });
  children.push(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (bytes: Buffer) => (output += bytes));
  return { child, output: () => output };
}

type Started = Awaited<ReturnType<typeof start>>;

async function prints({ output }: Started, text: string): Promise<void> {
  await eventually(
    async () => output(),
    (all) => all.includes(text),
    `${text} to be printed`,
  );
}

/** How often a text has arrived. */
async function count(person: Person, text: string): Promise<number> {
  return (await person.texts()).filter((each) => each === text).length;
}

/** Writes until it is answered: until it follows the events, a program does not see what is written. */
async function answered(person: Person, text: string, answer: string): Promise<number> {
  let written = 0;
  await eventually(
    async () => {
      await person.writes(text);
      written += 1;
      return count(person, answer);
    },
    (answers) => answers > 0,
    `an answer to ${text}`,
  );
  return written;
}

describe('the ping bot', () => {
  for (const name of ['ping.mjs', 'ping.py']) {
    const run = name.endsWith('.py') && !hasPython ? it.skip : it;
    const note = run === it ? '' : ' (skipped: there is no Python 3.9)';

    run(`answers once, and nothing else: ${name}${note}`, async () => {
      const person = someone(name === 'ping.mjs' ? 0 : 1);
      await start(name);
      const pings = await answered(person, 'Ping', 'pong');
      await person.writes('Hello!');
      await person.writes('ping');
      await eventually(
        async () => (await person.phoneMessages()).findLast(({ fromMe }) => !fromMe)?.quoted?.text,
        (text) => text === 'ping',
        'the last answer',
      );
      expect(await count(person, 'pong')).toBeLessThanOrEqual(pings + 1);
    });
  }
});

describe('the help desk', () => {
  const HOURS = 'We are open from Monday to Friday, 9 to 17.';
  const SOON = 'Thank you! Somebody will answer you soon.';

  it('answers usual questions, keeps quiet after a person wrote, and goes on where it was', async () => {
    const anna = someone(0);
    const ben = someone(1);
    const first = await start('help-desk.mjs');
    await answered(anna, 'When are you open?', HOURS);
    await ben.writes('I want bread');
    await ben.writes('Much bread');
    await eventually(
      () => count(ben, SOON),
      (answers) => answers > 0,
      'the greeting',
    );
    await world.emulator.send(bot.phone, { to: ben.phone, text: 'Hi, this is Carla' });
    await bot.event('message_sent', ({ data }) => data['text'] === 'Hi, this is Carla');
    await ben.writes('Where are you?');
    await ended(first.child, 'SIGKILL');
    await anna.writes('And where are you?');
    const second = await start('help-desk.mjs');
    await eventually(
      async () => ({
        answers: await count(anna, 'You find us at 12 Bakery Street.'),
        output: second.output(),
      }),
      ({ answers }) => answers === 1,
      'the place',
    );
    expect(await ben.texts()).toEqual(expect.not.arrayContaining(['You find us at 12 Bakery Street.']));
    expect(await count(ben, SOON)).toBe(1);
  });
});

describe('the campaign', () => {
  const textFor = (name: string) => `Hello ${name}, our spring bread is here!`;

  it('is stopped, goes on, and reaches everybody once', async () => {
    const names = ['Anna', 'Ben', 'Cleo'];
    const lines = [...PEOPLE.map((phone, index) => `${phone}, ${names[index]}`), `${NOBODY}, Nobody`];
    writeFileSync(join(folder, 'customers.csv'), `${lines.join('\n')}\n`);
    const args = ['spring', 'customers.csv'];
    const stopped = await start('campaign.mjs', args, { PER_MINUTE: '0.1' });
    await prints(stopped, `${PEOPLE[0]} sent`);
    await ended(stopped.child, 'SIGINT');
    expect(stopped.output()).toBe(`${PEOPLE[0]} sent\nstopped\n`);
    // As if it had ended before it could note the number.
    writeFileSync(join(folder, 'spring.done'), '');
    const whole = await start('campaign.mjs', args, { PER_MINUTE: '600000' });
    await once(whole.child, 'close');
    const results = [...PEOPLE.map((phone) => `${phone} sent`), `${NOBODY} not on WhatsApp`, 'finished'];
    expect(whole.output()).toBe(`${results.join('\n')}\n`);
    const again = await start('campaign.mjs', args, { PER_MINUTE: '600000' });
    await once(again.child, 'close');
    expect(again.output()).toBe('finished\n');
    for (const [index, name] of names.entries()) {
      await eventually(
        () => count(someone(index), textFor(name)),
        (texts) => texts > 0,
        `the text for ${name}`,
      );
      expect(await count(someone(index), textFor(name))).toBe(1);
    }
  });
});

describe('the list of examples', () => {
  it('names all of them', () => {
    const text = readFileSync(join(EXAMPLES, 'README.md'), 'utf8');
    const named = [...text.matchAll(/^\| \[(.+?)\]/gm)].map(([, name]) => String(name));
    const files = readdirSync(EXAMPLES).filter((name) => name !== 'README.md');
    expect(named.toSorted()).toEqual(files.toSorted());
  });
});

describe('/mcp', () => {
  it('does not exist unless it is enabled', async () => {
    expect(
      (
        await world.api.raw('/mcp', {
          method: 'POST',
          body: '{}',
          headers: { 'Content-Type': 'application/json' },
        })
      ).status,
    ).toBe(404);
  });
});
