import { fileURLToPath } from 'node:url';
import type { Fault } from './faults.js';
import { request } from './http.js';
import type { PhoneMessage } from './phone-message.js';
import { Program } from './program.js';
import { started, stopped } from './stopping.js';

const ENTRY = fileURLToPath(new URL('../emulator/main.js', import.meta.url));

/** How to start an emulator. */
export interface EmulatorOptions {
  /** Of an emulator that runs: it is used, and not stopped. Without it, one is started. */
  url?: string;
  /** Default 0: any free port. */
  port?: number;
  /** Directory that keeps everything over a restart. Without it, nothing is kept. */
  data?: string;
}

/** Settings of a phone; docs/emulator.md of miaw-api explains them. */
export interface PhoneSettings {
  name?: string;
  [setting: string]: unknown;
}

/** WhatsApp on this machine: its server, and the phones of people. */
export class Emulator {
  private constructor(
    /** Of its control API, without a slash at the end: `WHATSAPP_EMULATOR_URL` of a server. */
    readonly url: string,
    private readonly program: Program | undefined,
  ) {}

  static async start({ url, port = 0, data }: EmulatorOptions): Promise<Emulator> {
    if (url) {
      const address = url.replace(/\/$/, '');
      await request(address, 'GET', '/health');
      return new Emulator(address, undefined);
    }
    const program = await Program.start({
      name: 'the emulator',
      arguments: [ENTRY, '--port', String(port), ...(data === undefined ? [] : ['--data', data])],
      env: {},
      up: /WhatsApp emulator on (\S+)/,
    });
    const emulator = new Emulator(program.url, program);
    started(emulator);
    return emulator;
  }

  /** Changes the settings of somebody's phone. None needs to be announced before it is used. */
  async phone(phone: string, settings: PhoneSettings = {}): Promise<void> {
    await this.request('POST', '/phones', { phone, ...settings });
  }

  /** Everything that has reached somebody's phone so far, in order of arrival. */
  async messagesOf(phone: string): Promise<PhoneMessage[]> {
    const messages: PhoneMessage[] = JSON.parse(await this.text('GET', `/phones/${phone}/messages`));
    return messages;
  }

  /** Somebody's phone scans a QR code, and so links a device. */
  async scan(phone: string, qr: string): Promise<void> {
    await this.request('POST', `/phones/${phone}/scan`, { qr });
  }

  /**
   * Makes something go wrong.
   * @returns its id, unless it has struck already and nothing is left to happen; and how many connections it has struck
   */
  async fault(fault: Fault): Promise<{ id: string | null; struck: number }> {
    const added: { id: string | null; struck: number } = JSON.parse(
      await this.text('POST', '/faults', fault),
    );
    return added;
  }

  /** Ends all faults. With `release`, the messages that they hold are delivered; otherwise they are lost. */
  async clearFaults({ release = false } = {}): Promise<void> {
    await this.request('DELETE', `/faults?release=${release}`);
  }

  /** What reached the emulator without being supported: none of it, when a test ends. */
  async unhandled(): Promise<unknown[]> {
    const { stanzas }: { stanzas: unknown[] } = JSON.parse(await this.text('GET', '/unhandled'));
    return stanzas;
  }

  /**
   * Any other call of the control API; see docs/emulator.md of miaw-api.
   * @throws RequestRefused if the answer is not a success
   */
  async request(method: string, path: string, body?: object): Promise<unknown> {
    return JSON.parse(await this.text(method, path, body));
  }

  private async text(method: string, path: string, body?: object): Promise<string> {
    return request(this.url, method, path, body);
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
 * Starts the emulator in a process of its own, or uses one that runs.
 * @throws Error if it cannot be started or does not answer
 */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return Emulator.start(options);
}
