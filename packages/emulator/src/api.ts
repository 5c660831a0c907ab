import { randomBytes } from 'node:crypto';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Bot, digits, type PairOptions } from './bot.js';
import type { Emulator } from './emulator.js';
import { request, RequestRefused } from './http.js';
import { serverProgram } from './installed.js';
import { Program } from './program.js';
import { started, stopped } from './stopping.js';
import { within } from './waiting.js';

/** How to start a server, or which to use. */
export interface ApiOptions {
  /** The WhatsApp that the server connects to. */
  emulator: Emulator;
  /** The folder of miaw-api. Without it, the package that is installed for the working directory. */
  from?: string;
  /** Further variables for the server, such as `LOG_LEVEL`. */
  env?: Record<string, string>;
  /** Of a server that runs, with `WHATSAPP_EMULATOR_URL` set to the emulator: it is used, and not stopped. */
  url?: string;
  /** Of the server at `url`. */
  apiKey?: string;
  /** `API_WEBHOOK_SECRET` of the server at `url`. */
  webhookSecret?: string;
}

const LINKING_MS = 60_000;
const CONFLICT = 409;
const NOT_FOUND = 404;

/** A server of miaw-api that talks to an emulator. */
export class Api {
  private constructor(
    readonly emulator: Emulator,
    /** Without a slash at the end: http://127.0.0.1:3000. */
    readonly url: string,
    /** The root key. */
    readonly apiKey: string,
    /** With which it signs webhooks. */
    readonly webhookSecret: string,
    private readonly program?: Program,
  ) {}

  static async start({ emulator, from, env, url, ...keys }: ApiOptions): Promise<Api> {
    const { apiKey = secret(), webhookSecret = secret() } = keys;
    if (url) {
      if (keys.apiKey === undefined) throw new Error('startApi() needs the apiKey of the server at url');
      return new Api(emulator, url.replace(/\/$/, ''), apiKey, webhookSecret);
    }
    const entry = serverProgram(from);
    const directory = mkdtempSync(join(tmpdir(), 'miaw-api-'));
    const program = await Program.start({
      name: 'the server',
      arguments: [entry],
      // Without the .env of the project that is tested.
      directory,
      env: {
        NODE_ENV: 'test',
        API_HOST: '127.0.0.1',
        API_PORT: '0',
        API_KEY: apiKey,
        API_WEBHOOK_SECRET: webhookSecret,
        SESSION_PATH: directory,
        WHATSAPP_EMULATOR_URL: emulator.url,
        LOG_FORMAT: 'json',
        // A test that breaks the connection does not wait as long as one would with WhatsApp.
        RECONNECT_DELAY_MS: '200',
        RECONNECT_MAX_DELAY_MS: '2000',
        ...env,
      },
      up: /"url":"(http:[^"]+)"/,
    });
    const api = new Api(emulator, program.url, apiKey, webhookSecret, program);
    started(api);
    return api;
  }

  /**
   * Creates an instance and links it to a phone, which scans its QR code.
   * @param phone any number
   * @throws Error if it is not connected within a minute
   */
  async pair(instanceId: string, phone: string, { name, settings }: PairOptions = {}): Promise<Bot> {
    const bot = new Bot(this.emulator, instanceId, digits(phone));
    if (name !== undefined) await this.emulator.phone(bot.phone, { name });
    await this.request('POST', '/instances', { instanceId, ...settings }).catch(unless(CONFLICT));
    await this.request('POST', `/instances/${instanceId}/connect`).catch(unless(CONFLICT));
    let scanned = '';
    let status = '';
    const connected = await within(LINKING_MS, async () => {
      status = String(field(await this.request('GET', `/instances/${instanceId}/status`), 'status'));
      if (status === 'connected') return true;
      const qr = await this.request('GET', `/instances/${instanceId}/qr`).catch(unless(NOT_FOUND, CONFLICT));
      const code = field(qr, 'qr');
      if (typeof code !== 'string' || code === scanned) return undefined;
      await this.emulator.scan(bot.phone, code);
      scanned = code;
      return undefined;
    });
    if (connected) return bot;
    throw new Error(`${instanceId} is ${status} instead of connected after ${LINKING_MS / 1_000} s`);
  }

  /**
   * Any other call of the API. For more than a few, use a client such as miaw-api-client, with `url` and `apiKey`.
   * @param path behind `/api/v1`, such as `/instances`
   * @returns `data` of the answer
   * @throws RequestRefused if the answer is not a success
   */
  async request(method: string, path: string, body?: object): Promise<unknown> {
    const headers = { Authorization: `Bearer ${this.apiKey}` };
    const answer: { data?: unknown } = JSON.parse(
      await request(`${this.url}/api/v1`, method, path, body, headers),
    );
    return answer.data;
  }

  async stop(): Promise<void> {
    stopped(this);
    await this.program?.stop();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

/**
 * Starts a server in a process of its own, on a free port and with a directory that is removed when it stops; or uses one
 * that runs.
 * @throws Error that says what to do if there is no server
 */
export async function startApi(options: ApiOptions): Promise<Api> {
  return Api.start(options);
}

function secret(): string {
  return randomBytes(16).toString('hex');
}

/** Takes certain refusals for no answer. */
function unless(...statuses: number[]): (error: unknown) => undefined {
  return (error) => {
    if (error instanceof RequestRefused && statuses.includes(error.status)) return undefined;
    throw error;
  };
}

function field(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined;
}
