import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as turn } from 'node:timers/promises';
import { record } from './envelope.js';
import { ROOT } from './process.js';
import { PATIENCE_MS } from './waiting.js';

/** One run of `npm run backup` or `npm run restore`, as the script of package.json has it. */
export class BackupCommand {
  stdout = '';
  stderr = '';
  private readonly child: ChildProcess;

  /**
   * @param args the name of the command, and its arguments
   * @param env variables, and no others
   * @param largestFileKib size of the largest file that the system lets it write
   */
  constructor(args: readonly string[], env: Record<string, string>, largestFileKib?: number) {
    const node = [process.execPath, join(ROOT, 'dist/programs/backup.js'), ...args];
    const limited = ['bash', '-c', `trap '' XFSZ; ulimit -f ${largestFileKib}; exec "$@"`, 'bash', ...node];
    const [program = '', ...rest] = largestFileKib === undefined ? node : limited;
    this.child = spawn(program, rest, {
      cwd: tmpdir(),
      env: { PATH: process.env['PATH'] ?? '', ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child.stdout?.on('data', (chunk: Buffer) => (this.stdout += chunk.toString('utf8')));
    this.child.stderr?.on('data', (chunk: Buffer) => (this.stderr += chunk.toString('utf8')));
  }

  /** Runs a command to its end. */
  static async run(
    args: readonly string[],
    env: Record<string, string>,
    largestFileKib?: number,
  ): Promise<{ code: number | null; result: Record<string, unknown>; stderr: string }> {
    const command = new BackupCommand(args, env, largestFileKib);
    const code = await command.ended();
    const { stdout, stderr } = command;
    return { code, result: stdout === '' ? {} : record(JSON.parse(stdout)), stderr };
  }

  /** Waits until it says that it does something. @returns whether it did before it ended */
  async says(text: string): Promise<boolean> {
    const deadline = Date.now() + PATIENCE_MS;
    while (!this.stderr.includes(text)) {
      if (this.hasEnded || Date.now() > deadline) return false;
      await turn(1);
    }
    return true;
  }

  /** Has it stand still, with everything that it holds, until {@link goOn}. */
  standStill(): void {
    this.child.kill('SIGSTOP');
  }

  goOn(): void {
    this.child.kill('SIGCONT');
  }

  async kill(): Promise<void> {
    this.child.kill('SIGKILL');
    await this.ended();
  }

  async ended(): Promise<number | null> {
    const { child } = this;
    if (!this.hasEnded) await once(child, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) });
    return child.exitCode;
  }

  private get hasEnded(): boolean {
    return this.child.exitCode !== null || this.child.signalCode !== null;
  }
}
