import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { Socket } from 'node:net';

/** What a program gets of our own environment. Variables for another server must not reach this one. */
const INHERITED = ['PATH', 'HOME', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'NODE_V8_COVERAGE'];
const STARTUP_MS = 60_000;
/** Of its output, for errors. */
const KEPT_CHARACTERS = 4_000;

/** What runs, each with the directory that goes with it. */
const children = new Map<ChildProcess, string | undefined>();
process.once('exit', () => {
  for (const [child, directory] of children) {
    child.kill('SIGKILL');
    remove(directory);
  }
});

interface Start {
  /** What it is called in errors. */
  name: string;
  arguments: readonly string[];
  env: Record<string, string>;
  /** Its working directory, which is removed when it ends. */
  directory?: string;
  /** Finds its URL in what it writes when it is up. */
  up: RegExp;
}

/** A program of Node in a process of its own, which does not keep the process of the test. */
export class Program {
  private constructor(
    private readonly child: ChildProcess,
    readonly url: string,
  ) {}

  /** @throws Error with the end of its output if it ends, or is not up within a minute */
  static async start({ name, arguments: args, env, directory, up }: Start): Promise<Program> {
    const child = spawn(process.execPath, args, {
      cwd: directory,
      env: { ...inherited(), ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    children.set(child, directory);
    child.once('exit', () => {
      children.delete(child);
      remove(directory);
    });
    child.unref();
    let output = '';
    let timer: NodeJS.Timeout | undefined;
    try {
      const url = await new Promise<string>((resolve, reject) => {
        const fail = (words: string) => reject(new Error(`${name} ${words}\n${output}`));
        // It also keeps the process of the test until the program is up.
        timer = setTimeout(() => fail(`was not up within ${STARTUP_MS / 1_000} s`), STARTUP_MS);
        for (const stream of [child.stdout, child.stderr]) {
          if (stream instanceof Socket) stream.unref();
          stream?.setEncoding('utf8').on('data', (text: string) => {
            output = (output + text).slice(-KEPT_CHARACTERS);
            const found = up.exec(output)?.[1];
            if (found !== undefined) resolve(found);
          });
        }
        child.once('error', (error) => fail(`could not be started: ${error.message}`));
        child.once('close', (code) => fail(`ended with code ${code}`));
      });
      return new Program(child, url);
    } catch (error) {
      child.kill('SIGKILL');
      throw error;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Ends it, and waits until it has. */
  async stop(): Promise<void> {
    const { child } = this;
    if (child.exitCode !== null || child.signalCode !== null) return;
    // Its directory is removed by then: that listener came first.
    child.ref();
    const ended = once(child, 'exit');
    child.kill('SIGTERM');
    await ended;
  }
}

function remove(directory: string | undefined): void {
  if (directory !== undefined) rmSync(directory, { recursive: true, force: true, maxRetries: 3 });
}

function inherited(): Record<string, string> {
  return Object.fromEntries(
    INHERITED.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
