import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WA_CERT_DETAILS } from '@whiskeysockets/baileys';
import { WhatsAppEmulator } from '#libs/emulator';
import { sealConsole } from '#libs/observability';
import { ControlClient } from '../harness/control-client.js';
import { TestCompanion } from './test-companion.js';

// libsignal prints whole sessions.
sealConsole();

/** An emulator with the clients of one test file, and everything that has to be put away after it. */
export class Stage {
  private readonly companions: TestCompanion[] = [];

  private constructor(
    readonly directory: string,
    private running: WhatsAppEmulator,
  ) {}

  static async open(): Promise<Stage> {
    const directory = mkdtempSync(join(tmpdir(), 'emulator-'));
    const stage = new Stage(directory, await WhatsAppEmulator.start({ stateDir: join(directory, 'state') }));
    stage.trust();
    return stage;
  }

  get emulator(): WhatsAppEmulator {
    return this.running;
  }

  get control(): ControlClient {
    return new ControlClient(this.running.url);
  }

  /** The JID of a person that does not tell the phone. */
  async lidOf(phone: string): Promise<string> {
    return String((await this.control.get(`/phones/${phone}`)).lid);
  }

  /** Stops the emulator and starts it again on the same port and state. */
  async restart(): Promise<void> {
    const port = Number(new URL(this.running.url).port);
    await this.running.stop();
    this.running = await WhatsAppEmulator.start({ port, stateDir: join(this.directory, 'state') });
    this.trust();
  }

  /** A client of that phone, linked and logged in. */
  async pair(phone: string, name = 'first'): Promise<TestCompanion> {
    const companion = await this.stranger(phone, name);
    await companion.open();
    return companion;
  }

  /** A client that has not connected yet. */
  async stranger(phone: string, name = 'first'): Promise<TestCompanion> {
    const companion = await TestCompanion.create({
      control: this.control,
      webSocketUrl: this.running.webSocketUrl,
      phone,
      directory: join(this.directory, `${phone}-${name}`),
    });
    this.companions.push(companion);
    return companion;
  }

  async close(): Promise<void> {
    for (const companion of this.companions) await companion.close();
    await this.running.stop();
    rmSync(this.directory, { recursive: true, force: true });
  }

  private trust(): void {
    WA_CERT_DETAILS.PUBLIC_KEY = Buffer.from(this.running.noiseRootPublicKey);
  }
}
