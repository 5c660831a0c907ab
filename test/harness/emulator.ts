import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ControlClient } from './control-client.js';
import { freePort, Program } from './process.js';
import { comes, eventually } from './waiting.js';

/** A message in a person's phone. */
export interface PhoneMessage {
  id: string;
  from: string;
  /** Set in chats that are addressed by LID. */
  fromLid?: string;
  to: string;
  fromMe: boolean;
  text?: string;
  type: string;
  location?: { latitude: number; longitude: number; name?: string; address?: string };
  contacts?: { name: string; phone?: string; vcard?: string }[];
  poll?: {
    name: string;
    options: string[];
    selectableCount: number;
    votes: { from: string; options: string[] }[];
  };
  event?: {
    name: string;
    startsAt: number;
    endsAt?: number;
    joinLink?: string;
    cancelled?: boolean;
    answers: { from: string; answer: string; guests: number }[];
  };
  product?: { id: string; title: string; seller: string; [trait: string]: unknown };
  /** Deleted for this account alone. */
  deletedForMe?: boolean;
  forwarded?: boolean;
  read: boolean;
  /** Seconds after which it disappears. */
  ephemeral?: number;
  pinned?: { by: string; until: number };
  kept?: { by: string };
  edited: boolean;
  deleted: boolean;
  reactions: { from: string; emoji: string }[];
  quoted?: { id: string; text?: string };
  mentions?: string[];
  caption?: string;
  album?: { images: number; videos: number };
  albumId?: string;
  media?: PhoneFile;
}

/** A file as a person's phone shows it. */
export interface PhoneFile {
  mimetype: string;
  fileName?: string;
  sizeBytes: number;
  /** Of the plaintext, in hex. */
  sha256: string;
  /** Why the phone does not have it. */
  error?: string;
  [trait: string]: unknown;
}

/** What a person says about a file besides its bytes; see docs/emulator.md. */
export interface PhoneFileTraits {
  kind: 'image' | 'video' | 'audio' | 'document' | 'sticker';
  [trait: string]: unknown;
}

/** The emulator in a process of its own, spoken to over its control API. */
export class Emulator extends ControlClient {
  private constructor(
    private readonly program: Program,
    url: string,
    private readonly stateDir: string,
  ) {
    super(url);
  }

  static async start(): Promise<Emulator> {
    const stateDir = mkdtempSync(join(tmpdir(), 'miaw-emulator-'));
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    const env = { EMULATOR_PORT: String(port), EMULATOR_STATE: stateDir };
    const program = new Program('emulator/main.js', env, `${url}/health`);
    await program.start();
    return new Emulator(program, url, stateDir);
  }

  /** Ends it and starts it again with what it had kept. */
  async restart(): Promise<void> {
    await this.program.stop();
    await this.program.start();
  }

  async stopProcess(): Promise<void> {
    await this.program.stop();
  }

  async startProcess(): Promise<void> {
    await this.program.start();
  }

  /**
   * @param tolerated kinds of complaints that are known
   * @throws when a stanza came that the emulator does not know, or a phone complained of something else
   */
  async stop(tolerated: ReadonlySet<string> = new Set()): Promise<void> {
    const unhandled = await this.get('/unhandled');
    const { complaints } = await this.get('/complaints');
    await this.program.stop();
    rmSync(this.stateDir, { recursive: true, force: true });
    if (unhandled.count !== 0) throw new Error(`the emulator did not know: ${JSON.stringify(unhandled)}`);
    const unexpected = complaints.filter(({ kind }: { kind: string }) => !tolerated.has(kind));
    if (unexpected.length > 0) throw new Error(`phones complain: ${JSON.stringify(unexpected)}`);
  }

  /** Changes how the server behaves; see docs/emulator.md. */
  async behaves(settings: object): Promise<void> {
    await this.request('PATCH', '/settings', settings);
  }

  /** A person of whom something is to be known before they are first written to. */
  async phone(
    phone: string,
    more: { name?: string; addressing?: 'pn' | 'lid'; autoReceipt?: boolean; silentDevices?: number[] } = {},
  ) {
    await this.request('POST', '/phones', { phone, ...more });
  }

  async scan(phone: string, qr: string): Promise<void> {
    await this.request('POST', `/phones/${phone}/scan`, { qr });
  }

  /** A person sends something. Resolves with the message's id. */
  async send(
    phone: string,
    message: { to: string; text: string; id?: string; quoted?: string; mentions?: string[] },
  ): Promise<string> {
    const { messageId } = await this.request('POST', `/phones/${phone}/messages`, message);
    return String(messageId);
  }

  /** A person sends a file. Resolves with the message's id. */
  async sendMedia(phone: string, to: string, bytes: Buffer | Blob, traits: PhoneFileTraits): Promise<string> {
    const file = Buffer.isBuffer(bytes) ? new Blob([new Uint8Array(bytes)]) : bytes;
    const handedIn = await fetch(`${this.url}/phones/${phone}/media`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/octet-stream' },
      body: file,
    });
    if (!handedIn.ok) throw new Error(`a file was answered with ${handedIn.status}`);
    const { mediaId } = Object(await handedIn.json());
    const message = { to, ...traits, mediaId };
    const { messageId } = await this.request('POST', `/phones/${phone}/messages`, message);
    return String(messageId);
  }

  /** The file of a message on a person's phone, as it comes. @throws when the phone does not have it */
  async openMedia(phone: string, messageId: string): Promise<Response> {
    const response = await fetch(`${this.url}/phones/${phone}/messages/${messageId}/media`);
    if (!response.ok) throw new Error(`the phone answered ${response.status}: ${await response.text()}`);
    return response;
  }

  /** The bytes of `openMedia`. */
  async mediaOf(phone: string, messageId: string): Promise<Buffer> {
    return Buffer.from(await (await this.openMedia(phone, messageId)).arrayBuffer());
  }

  /** Has the media server lose a message's file, once the phone has it. */
  async expire(phone: string, messageId: string): Promise<void> {
    await this.inbox(phone);
    await this.act(phone, messageId, 'expire');
  }

  /** What people do with a message: edit, delete, reaction, read. */
  async act(phone: string, messageId: string, deed: string, body: object = {}): Promise<void> {
    await this.request('POST', `/phones/${phone}/messages/${messageId}/${deed}`, body);
  }

  /** The JID of a person that does not tell the phone. */
  async lidOf(phone: string): Promise<string> {
    return String((await this.get(`/phones/${phone}`)).lid);
  }

  async inbox(phone: string): Promise<PhoneMessage[]> {
    return this.get(`/phones/${phone}/messages`);
  }

  /** Waits until a message is on a person's phone. */
  async arrives(phone: string, messageId: unknown): Promise<PhoneMessage> {
    return comes(`${String(messageId)} in the inbox of ${phone}`, async () =>
      (await this.inbox(phone)).find(({ id }) => id === messageId),
    );
  }

  async fault(fault: { kind: string; [option: string]: unknown }): Promise<string> {
    const { id } = await this.request('POST', '/faults', fault);
    return String(id);
  }

  /** Waits until a fault that lasts has happened. */
  async struck(fault: string): Promise<void> {
    await eventually(
      () => this.get('/faults'),
      (faults: { id: string; happened: number }[]) =>
        faults.some(({ id, happened }) => id === fault && happened > 0),
      'the fault to strike',
    );
  }

  async clearFaults(): Promise<void> {
    await this.request('DELETE', '/faults');
  }

  /** Ends all faults; what they kept back goes on now. */
  async releaseFaults(): Promise<void> {
    await this.request('DELETE', '/faults?release=true');
  }

  /** Everything that happened on a person's phone, in order. */
  async events(phone: string): Promise<{ kind: string; [detail: string]: unknown }[]> {
    return this.get(`/phones/${phone}/events`);
  }
}
