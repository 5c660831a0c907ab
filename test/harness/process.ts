import { createInterface } from 'node:readline';
import { type ChildProcess, spawn } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { once } from 'node:events';
import { basename, dirname, isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

export const ROOT = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** Everything that the product printed during the suite; the teardown searches it for secrets. */
export const OUTPUT = join(ROOT, 'test', '.output');

const STARTUP_MS = 120_000;
const POLL_MS = 50;

/** Below the ports that systems hand out by themselves (Linux: from 32768), so that no connection takes one of ours. */
const PORTS = { first: 10_000, last: 30_000 };
/** Where this process looks next. Suites run in processes of their own, so each begins somewhere else. */
let nextPort = PORTS.first + Math.floor(Math.random() * (PORTS.last - PORTS.first));

/** The last lines that servers of this suite have logged, for failures that nobody can repeat. */
export function lastLogged(lines = 25): string {
  const file = outputOf('server/main.js');
  if (!existsSync(file)) return '';
  return readFileSync(file, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
}

function outputOf(entry: string): string {
  const name = isAbsolute(entry) ? basename(entry) : entry.replaceAll('/', '-');
  return join(OUTPUT, `${name}-${process.pid}.log`);
}

/** A port of the loopback that is free and that this process has not given away lately. */
export async function freePort(): Promise<number> {
  for (;;) {
    const port = nextPort;
    nextPort = port < PORTS.last ? port + 1 : PORTS.first;
    if (await isFree(port)) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** A program of ours in a process of its own, with its output on file. */
export class Program {
  private child: ChildProcess | undefined;

  constructor(
    /** Path below dist, or an absolute one. */
    private readonly entry: string,
    private readonly env: Record<string, string>,
    /** Answers 200 when the program is up. */
    private readonly probe: string,
    /** Arguments for node, before the program. */
    private readonly nodeArguments: readonly string[] = [],
  ) {}

  private lines: string[] | undefined;

  get running(): boolean {
    return this.child !== undefined && this.child.exitCode === null && this.child.signalCode === null;
  }

  get pid(): number | undefined {
    return this.child?.pid;
  }

  /** Variables for its next starts, besides those that it has. */
  change(env: Record<string, string>): void {
    Object.assign(this.env, env);
  }

  /**
   * Keeps what the program will write on standard output, from its next start.
   * @param lines where, if not in a list of its own
   * @returns its lines, as they come
   */
  hear(lines: string[] = []): string[] {
    this.lines ??= lines;
    return this.lines;
  }

  /** @throws when it does not come up, or ends before */
  async start(): Promise<void> {
    this.launch();
    const deadline = Date.now() + STARTUP_MS;
    while (!(await answers(this.probe))) {
      if (!this.running) throw new Error(`${this.entry} ended with code ${this.child?.exitCode}`);
      if (Date.now() > deadline) throw new Error(`${this.entry} is not up after ${STARTUP_MS} ms`);
      await new Promise((done) => setTimeout(done, POLL_MS));
    }
  }

  /** Starts it without waiting. */
  launch(): void {
    mkdirSync(OUTPUT, { recursive: true });
    const log = createWriteStream(outputOf(this.entry), { flags: 'a' });
    const child = spawn(process.execPath, [...this.nodeArguments, resolve(ROOT, 'dist', this.entry)], {
      cwd: ROOT,
      env: { ...inherited(), ...this.env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    child.stdout?.pipe(log, { end: false });
    child.stderr?.pipe(log, { end: false });
    if (this.lines && child.stdout)
      createInterface(child.stdout).on('line', (line) => this.lines?.push(line));
    child.once('close', () => log.end());
    this.child = child;
  }

  /** Asks it to end, and resolves with its exit code. */
  async stop(): Promise<number | null> {
    return this.end('SIGTERM');
  }

  /** Ends it without a warning, as a crash would. */
  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  /** Resolves with the exit code once it has ended. */
  async ended(): Promise<number | null> {
    const { child } = this;
    if (!child) return null;
    if (this.running) await once(child, 'exit');
    return child.exitCode;
  }

  private async end(signal: NodeJS.Signals): Promise<number | null> {
    if (this.running) this.child?.kill(signal);
    return this.ended();
  }
}

/** What a program gets of our own environment: where things are, and how coverage is kept. */
function inherited(): Record<string, string> {
  const kept: Record<string, string> = {};
  for (const name of ['PATH', 'HOME', 'TMPDIR', 'NODE_V8_COVERAGE']) {
    const value = process.env[name];
    if (value !== undefined) kept[name] = value;
  }
  return kept;
}

async function answers(url: string): Promise<boolean> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(1_000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}
