import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort, Program } from '../harness/process.js';
import { type Vitals, VITALS_PRELOAD, vitalsAt } from './vitals.js';

const PROGRAM = fileURLToPath(new URL('bare.js', import.meta.url));
const PATIENCE_MS = 240_000;

/** miaw-core and axios by themselves, in a process of their own: see `bare.js`. */
export class Bare {
  private constructor(
    private readonly program: Program,
    private readonly url: string,
    readonly directory: string,
    readonly vitals: Vitals,
  ) {}

  /** @param emulatorUrl not needed for posts alone */
  static async start(emulatorUrl = ''): Promise<Bare> {
    const directory = mkdtempSync(join(tmpdir(), 'bare-'));
    const [port, vitalsPort] = [await freePort(), await freePort()];
    const url = `http://127.0.0.1:${port}`;
    const env = {
      BARE_PORT: String(port),
      BARE_DIRECTORY: directory,
      EMULATOR_URL: emulatorUrl,
      VITALS_PORT: String(vitalsPort),
    };
    const program = new Program(PROGRAM, env, `${url}/`, ['--import', VITALS_PRELOAD]);
    await program.start();
    return new Bare(program, url, directory, vitalsAt(vitalsPort));
  }

  async stop(): Promise<void> {
    await this.program.kill();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** Links a client to a phone, and waits until it is ready. */
  async connect(client: { instanceId: string; phone: string; stores?: boolean; webhookUrl?: string }) {
    await this.order('connect', client);
  }

  /** Sends texts one after the other, to several people at a time. Resolves with how long it took, ms. */
  async send(instanceId: string, to: readonly string[], count: number): Promise<number> {
    return Number((await this.order('send', { instanceId, to, count })).ms);
  }

  /** Posts a body again and again. Resolves with how long it took, ms. */
  async post(url: string, body: object, count: number, concurrency: number): Promise<number> {
    return Number((await this.order('post', { url, body, count, concurrency })).ms);
  }

  /** How many messages a client has heard. */
  async received(instanceId: string): Promise<number> {
    return Number((await this.order('received', { instanceId })).count);
  }

  async dispose(instanceId: string): Promise<void> {
    await this.order('dispose', { instanceId });
  }

  // oxlint-disable-next-line typescript/no-explicit-any -- JSON of a program of ours
  private async order(name: string, body: object): Promise<any> {
    const response = await fetch(`${this.url}/${name}`, {
      method: 'POST',
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(PATIENCE_MS),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${name}: ${text}`);
    return JSON.parse(text);
  }
}
