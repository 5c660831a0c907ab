import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import {
  createWriteStream,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Guide, replaced } from './guide.js';
import { OUTPUT, ROOT } from './process.js';
import { eventually } from './waiting.js';

const PATIENCE_MS = 30_000;

/** A command in a terminal of its own, which stays until it is ended. */
export class Terminal {
  output = '';
  private readonly child: ChildProcess;
  private readonly closed: Promise<unknown>;

  constructor(command: string, env: Record<string, string>, cwd: string) {
    mkdirSync(OUTPUT, { recursive: true });
    const log = createWriteStream(join(OUTPUT, `guides-${process.pid}.log`), { flags: 'a' });
    this.child = spawn('bash', ['-c', `set -euo pipefail\n${command}`], { cwd, env, detached: true });
    this.closed = once(this.child, 'close').finally(() => log.end());
    for (const stream of [this.child.stdout, this.child.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => {
        this.output += text;
        log.write(text);
      });
  }

  /** Waits until an address answers 200. @throws with what was printed when it does not, or the command has ended */
  async serves(url: string): Promise<void> {
    await eventually(
      async () => {
        if (this.child.exitCode !== null) throw new Error(`it has ended:\n${this.output}`);
        const response = await fetch(url).catch(() => undefined);
        return response?.status;
      },
      (status) => status === 200,
      `${url} to answer`,
      PATIENCE_MS,
    );
  }

  /** Waits until it has printed something. @throws when it does not */
  async prints(text: string): Promise<void> {
    await eventually(
      async () => this.output,
      (output) => output.includes(text),
      text,
      PATIENCE_MS,
    );
  }

  /** Ctrl-C, which everything that was started in the terminal gets. */
  async end(): Promise<void> {
    if (this.child.exitCode === null && this.child.pid !== undefined) process.kill(-this.child.pid, 'SIGINT');
    await this.closed;
  }
}

/**
 * The project as a reader has it, in a directory of its own: installed and built, so that `npm ci` and the build are
 * left out of commands; everything else is npm's, with the scripts of the project.
 */
export class Checkout {
  readonly directory = mkdtempSync(join(tmpdir(), 'miaw-checkout-'));

  constructor() {
    const about = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    for (const [name, script] of Object.entries<string>(about.scripts))
      about.scripts[name] = script.replace('node scripts/built.mjs && ', '');
    about.scripts.build = 'true';
    writeFileSync(join(this.directory, 'package.json'), JSON.stringify(about));
    for (const name of ['dist', 'node_modules', 'examples'])
      symlinkSync(join(ROOT, name), join(this.directory, name));
  }

  /** Runs what a guide starts under a heading, a terminal each. */
  start(
    guide: Guide,
    section: string,
    written: Readonly<Record<string, string>>,
    env: Readonly<Record<string, string>>,
  ): Terminal[] {
    return guide.starting(section).map(({ text }) => {
      const command = replaced(text, { 'npm ci && ': '', ...written });
      const all = { ...env, PATH: process.env['PATH'] ?? '', HOME: this.directory };
      return new Terminal(command, { ...all, npm_config_update_notifier: 'false' }, this.directory);
    });
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}

/**
 * Runs a block in bash with functions in the place of programs that are not on every machine.
 * @returns the words of each call of theirs, in order
 * @throws when the block fails
 */
export function callsOf({ text }: { text: string }, programs: readonly string[], cwd: string): string[][] {
  const tell = `node -e 'console.log(JSON.stringify(process.argv.slice(1)))' --`;
  const functions = programs.map((name) => `${name}() { ${tell} ${name} "$@"; }\n`).join('');
  const env = { PATH: process.env['PATH'] };
  const bash = spawnSync('bash', ['-c', `set -euo pipefail\n${functions}${text}`], {
    cwd,
    env,
    encoding: 'utf8',
  });
  if (bash.status !== 0) throw new Error(`${text}\nended with ${bash.status}: ${bash.stderr}`);
  return bash.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line));
}
