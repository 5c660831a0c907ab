import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from '../harness/process.js';
import { eventually } from '../harness/waiting.js';

describe('the sandbox', () => {
  let child: ChildProcess;
  let output = '';

  beforeAll(() => {
    child = spawn(process.execPath, [join(ROOT, 'dist/apps/sandbox/src/main.js')], {
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

  it('plays a conversation that really happens, and says how to go on', async () => {
    await eventually(
      async () => output,
      (text) => text.includes('Ctrl-C ends the sandbox'),
      'the end of the story',
    );
    expect(output).toContain('webhook customer message');
    expect(output).toContain('Where is my parcel?');
    expect(output).toMatch(/webhook bot message_status .*"status":"delivered"/);
    expect(output).not.toContain('wrong signature');
    expect(output).not.toMatch(/-> [45]\d\d /);
  });

  it('its curl lines work as they stand', async () => {
    const line = output.split('\n').find((each) => each.includes('Anything else?'));
    const key = /export API_KEY=(\S+)/.exec(output)?.[1];
    const command = spawn('sh', ['-c', line ?? 'false'], {
      env: { PATH: process.env['PATH'], API_KEY: key },
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const answer: Buffer[] = [];
    command.stdout.on('data', (chunk: Buffer) => answer.push(chunk));
    await once(command, 'close');
    expect(JSON.parse(Buffer.concat(answer).toString('utf8'))).toMatchObject({
      success: true,
      data: { status: 'sent' },
    });
    await eventually(
      async () => output,
      (text) => /webhook customer message .*Anything else\?/.test(text),
      'the message on the webhook',
    );
  });

  it('ends cleanly with Ctrl-C', async () => {
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    expect(code).toBe(0);
    const url = /server\s+(http:\S+)/.exec(output)?.[1] ?? '';
    await expect(fetch(`${url}/health`)).rejects.toThrow('fetch failed');
  });
});
