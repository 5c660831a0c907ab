import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { type Client, createClient, createConfig } from '../../packages/client/src/generated/client/index.js';
import { dropDatabase, variablesFor } from './database.js';
import { Balanced, type Runnable } from './balanced.js';
import { Heartbeat } from './heartbeat.js';
import { freePort, Program, ROOT } from './process.js';
import { PATIENCE_MS } from './waiting.js';

export const API_KEY = 'api-key-of-the-suite';
export const WEBHOOK_SECRET = 'webhook-secret-of-the-suite';
const PRELOADS = join(ROOT, 'test', 'preloads');

/** Preloads that change what a module of the server or of a library exports: the bundle shows none. */
const UNBUNDLED = new Set(['impatient.js', 'storage-faults.js']);

/** How many servers stand for one, behind a balancer; more than one needs `DATABASE=postgres`. */
const NODES = Number(process.env['NODES'] ?? 1);

async function balanced(port: number, programOn: (port: number, n: number) => Program): Promise<Balanced> {
  const nodes = [];
  for (let n = 0; n < NODES; n += 1) {
    const own = await freePort();
    nodes.push({ program: programOn(own, n), port: own });
  }
  return new Balanced(nodes, port);
}

/** The product, built, in a process of its own, and the generated client that speaks to it. */
export class ApiServer {
  private constructor(
    private readonly program: Runnable,
    readonly url: string,
    /** SESSION_PATH */
    readonly directory: string,
    /** For the generated functions: `sendText({ client, … })`. */
    readonly client: Client,
    readonly heartbeat: Heartbeat,
  ) {}

  /**
   * Starts it on a free port with a directory of its own and, on PostgreSQL, a database of its own.
   * @param env more variables
   * @param preload a module of test/preloads that the product loads first: its file name
   */
  static async start(env: Record<string, string> = {}, preload?: string): Promise<ApiServer> {
    const server = await ApiServer.prepare(env, preload);
    await server.start();
    return server;
  }

  static async prepare(env: Record<string, string> = {}, preload?: string): Promise<ApiServer> {
    const directory = env['SESSION_PATH'] ?? mkdtempSync(join(tmpdir(), 'miaw-api-'));
    const heartbeat = new Heartbeat(join(mkdtempSync(join(tmpdir(), 'miaw-heartbeat-')), 'holds'));
    const variables = await variablesFor(directory);
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const programOn = (own: number, path: string, preloads: readonly string[]): Program =>
      new Program(
        preload && UNBUNDLED.has(preload) ? 'apps/api/src/main.js' : 'server/main.js',
        {
          API_PORT: String(own),
          API_HOST: '127.0.0.1',
          API_KEY,
          API_WEBHOOK_SECRET: WEBHOOK_SECRET,
          NODE_ENV: 'test',
          LOG_LEVEL: 'debug',
          RECONNECT_DELAY_MS: '200',
          RECONNECT_MAX_DELAY_MS: '2000',
          // On a busy machine a send must not become `pending`.
          SEND_ACK_TIMEOUT_MS: '30000',
          HEARTBEAT_FILE: heartbeat.file,
          ...variables,
          ...env,
          SESSION_PATH: path,
        },
        `http://127.0.0.1:${own}/health`,
        ['heartbeat.js', ...(preload ? [preload] : []), ...preloads].flatMap((name) => [
          '--import',
          resolve(PRELOADS, name),
        ]),
      );
    const program =
      NODES === 1 || env['DATABASE_URL'] !== undefined
        ? programOn(port, directory, [])
        : await balanced(port, (own, n) =>
            programOn(own, n === 0 ? directory : join(directory, `.node${n}`), ['one-request.js']),
          );
    // What it tells of the memory begins with collections of all garbage.
    if (preload?.endsWith('vitals.js')) heartbeat.allow(3_000, 'vitals.js collects garbage');
    const client = createClient(createConfig({ baseUrl: url, headers: { 'X-API-Key': API_KEY } }));
    return new ApiServer(program, url, directory, client, heartbeat);
  }

  get pid(): number | undefined {
    return this.program.pid;
  }

  get running(): boolean {
    return this.program.running;
  }

  async start(): Promise<void> {
    await this.program.start();
  }

  /** Starts it with other variables, from now on. */
  async startWith(env: Record<string, string>): Promise<void> {
    this.program.change(env);
    await this.start();
  }

  launch(): void {
    this.program.launch();
  }

  /** The lines of its log from its next start, as they come. */
  hear(): readonly string[] {
    return this.program.hear();
  }

  /** SIGTERM; resolves with the exit code. */
  async halt(): Promise<number | null> {
    return this.program.stop();
  }

  /** SIGKILL. */
  async kill(): Promise<void> {
    await this.program.kill();
  }

  /** Ends it and removes its directory. @throws if its event loop was held for too long */
  async stop(): Promise<void> {
    await this.program.stop();
    await dropDatabase(this.directory);
    rmSync(this.directory, { recursive: true, force: true });
    try {
      this.heartbeat.check();
    } finally {
      rmSync(dirname(this.heartbeat.file), { recursive: true, force: true });
    }
  }

  /** A request that no well-behaved client makes. */
  async raw(path: string, init: RequestInit = {}): Promise<Response> {
    return fetch(`${this.url}${path}`, {
      signal: AbortSignal.timeout(PATIENCE_MS),
      ...init,
      headers: { 'X-API-Key': API_KEY, ...init.headers },
    });
  }
}
