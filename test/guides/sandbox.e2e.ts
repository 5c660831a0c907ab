import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../harness/process.js';
import { eventually } from '../harness/waiting.js';

describe('the sandbox', () => {
  let child: ChildProcess;
  let output = '';

  beforeAll(() => {
    child = spawn(process.execPath, [join(ROOT, 'dist/programs/sandbox.js')], {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const collect = (chunk: Buffer): void => {
      output += chunk.toString('utf8');
    };
    child.stdout?.on('data', collect);
    child.stderr?.on('data', collect);
  });

  afterAll(() => {
    child.kill('SIGKILL');
  });

  /** Waits until the sandbox has printed something. */
  async function prints(what: string | RegExp): Promise<void> {
    await eventually(
      async () => output,
      (text) => (typeof what === 'string' ? text.includes(what) : what.test(text)),
      `the sandbox to print ${String(what)}`,
    );
  }

  it('plays a conversation that really happens, and says how to go on', async () => {
    await prints('Ctrl-C ends the sandbox');
    expect(output).toMatch(/Casey +> Where is my parcel\?/);
    expect(output).toMatch(/Acme Support +> It arrives today\. {2}✓✓/);
    expect(output).toMatch(/POST \/instances → 201\n/);
    expect(output).toMatch(/← webhook message_status read\n/);
    expect(output).not.toContain('refused');
    expect(output).not.toMatch(/→ [45]\d\d/);
    // A conversation, and no JSON but in the commands that can be given.
    const [story = ''] = output.split('keeps running');
    expect(story).not.toContain('{');
    for (const line of story.split('\n')) expect(line.length).toBeLessThan(100);
  });

  it('leads to a console that knows the emulator', async () => {
    const [, console, key] = /console +(http:\S+)\/console\/#phones.*\nkey +(\S+)/.exec(output) ?? [];
    const headers = { Authorization: `Bearer ${key}` };
    const answer = await fetch(`${console}/console/session`, { method: 'POST', headers });
    expect(await answer.json()).toMatchObject({ data: { keyName: 'root', emulator: true } });
    const [, emulator] = /emulator +(http:\S+)/.exec(output) ?? [];
    const page = await fetch(`${emulator}/`);
    expect(await page.text()).toContain('<title>Phones</title>');
  });

  it('its commands work as they stand, again and again', async () => {
    const key = /export API_KEY=(\S+)/.exec(output)?.[1];
    const commands = output.split('\n').filter((line) => line.trim().startsWith('curl '));
    expect(commands.length).toBe(5);
    for (const line of [...commands, ...commands]) {
      const before = await state(String(key));
      const command = spawn('sh', ['-c', `${line} -f`], {
        env: { PATH: process.env['PATH'], API_KEY: key },
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      const answer: Buffer[] = [];
      command.stdout.on('data', (chunk: Buffer) => answer.push(chunk));
      const [code] = await once(command, 'close');
      const text = Buffer.concat(answer).toString('utf8');
      expect({ line, code, text }).toEqual({ line, code: 0, text });
      // Before the next command, there is another connection than the one that it breaks.
      if (line.includes('/faults')) await connectedAgain(String(key), before.connectedAt);
    }
    await prints('> Hi, is this Acme?');
  });

  async function state(key: string): Promise<{ status?: string; connectedAt?: string }> {
    const [, server] = /console +(http:\S+)\/console/.exec(output) ?? [];
    const answer = await fetch(`${server}/api/v1/instances/bot/status`, { headers: { 'X-API-Key': key } });
    return Object(Object(await answer.json()).data);
  }

  async function connectedAgain(key: string, before?: string): Promise<void> {
    await eventually(
      () => state(key),
      ({ status, connectedAt }) => status === 'connected' && connectedAt !== before,
      'the bot to be connected again',
    );
  }

  it('ends cleanly with Ctrl-C', async () => {
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    const url = /console +(http:\S+)\/console/.exec(output)?.[1] ?? '';
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
  });
});
