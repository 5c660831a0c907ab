import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { ROOT } from './process.js';
import { PATIENCE_MS } from './waiting.js';

/** One start of the server, with exactly the variables that are given; what it prints is at hand. */
export class Launch {
  output = '';
  private readonly child: ChildProcess;

  constructor(env: Record<string, string>, workingDirectory: string) {
    this.child = spawn(process.execPath, [join(ROOT, 'dist/server/main.js')], {
      cwd: workingDirectory,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    for (const stream of [this.child.stdout, this.child.stderr]) {
      stream?.on('data', (chunk: Buffer) => {
        this.output += chunk.toString('utf8');
      });
    }
  }

  /** Resolves with its address once it listens. @throws when it ends instead */
  async url(): Promise<string> {
    for (;;) {
      const found = /"url":"(http:[^"]+)"/.exec(this.output)?.[1];
      if (found !== undefined) return found;
      if (this.child.exitCode !== null)
        throw new Error(`it ended with ${this.child.exitCode}: ${this.output}`);
      const signal = AbortSignal.timeout(PATIENCE_MS);
      await Promise.race([
        this.child.stdout && once(this.child.stdout, 'data', { signal }),
        once(this.child, 'close', { signal }),
      ]);
    }
  }

  /** Resolves with its exit code once it has ended and all that it printed is here. */
  async ended(): Promise<number | null> {
    const { child } = this;
    const open = child.exitCode === null && child.signalCode === null;
    if (open) await once(child, 'close', { signal: AbortSignal.timeout(PATIENCE_MS) });
    return child.exitCode;
  }

  /** Asks it to end. */
  async end(signal: NodeJS.Signals): Promise<number | null> {
    this.child.kill(signal);
    return this.ended();
  }
}
