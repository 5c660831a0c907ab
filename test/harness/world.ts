import {
  connectInstance,
  createInstance,
  getInstanceStatus,
  getMessageMedia,
  sendAudio,
  sendDocument,
  sendImage,
  sendSticker,
  sendText,
  sendVideo,
} from '../client/generated/index.js';
import { Emulator, type PhoneMessage } from './emulator.js';
import { type Arrival, Receiver } from './receiver.js';
import { ApiServer } from './server.js';
import { eventually } from './waiting.js';

const SENDERS = {
  image: sendImage,
  video: sendVideo,
  audio: sendAudio,
  document: sendDocument,
  sticker: sendSticker,
} as const;

export type MediaKind = keyof typeof SENDERS;

/** What goes with a file that is sent. */
export interface MediaFields {
  to: string;
  caption?: string;
  mimetype?: string;
  fileName?: string;
  viewOnce?: boolean;
  gifPlayback?: boolean;
  ptv?: boolean;
  ptt?: boolean;
  quotedMessageId?: string;
  mentions?: string[];
}

/** A file as a browser's form hands it in. */
export interface FormFile {
  bytes: Buffer | Blob;
  name: string;
  type?: string;
}

/** Longest wait for a request that brings or fetches a file. */
const MEDIA_PATIENCE_MS = 60_000;

/** More variables for the server: at once, or what gives them when it starts. */
export type Environment =
  Record<string, string> | (() => Record<string, string> | Promise<Record<string, string>>);

/** An emulator, a server that talks to it, and somebody who receives its webhooks. */
export class World {
  readonly receiver = new Receiver();
  private started: { emulator: Emulator; api: ApiServer } | undefined;

  /** @param preload a module of test/preloads that the server loads first: its file name */
  constructor(
    private readonly env: Environment = {},
    private readonly preload?: string,
  ) {}

  static async start(env?: Environment, preload?: string): Promise<World> {
    const world = new World(env, preload);
    await world.start();
    return world;
  }

  get emulator(): Emulator {
    return this.running.emulator;
  }

  get api(): ApiServer {
    return this.running.api;
  }

  async start(): Promise<void> {
    const env = typeof this.env === 'function' ? await this.env() : this.env;
    const [emulator] = await Promise.all([Emulator.start(), this.receiver.listen()]);
    try {
      const api = await ApiServer.start({ WHATSAPP_EMULATOR_URL: emulator.url, ...env }, this.preload);
      this.started = { emulator, api };
    } catch (error) {
      await Promise.all([emulator.stop(), this.receiver.stop()]);
      throw error;
    }
  }

  async stop(): Promise<void> {
    const { started } = this;
    await started?.api.stop();
    await this.receiver.stop();
    await started?.emulator.stop();
  }

  /** Creates an instance whose webhooks come to us. */
  async create(instanceId: string): Promise<void> {
    const { client } = this.api;
    await createInstance({
      client,
      throwOnError: true,
      body: { instanceId, webhookUrl: this.receiver.url },
    });
  }

  /** Creates an instance and links it to a phone, over HTTP alone. */
  async link(instanceId: string, phone: string): Promise<void> {
    await this.create(instanceId);
    await this.pair(instanceId, phone);
  }

  /** Connects an instance, scans the QR code of its webhook, and waits until it is ready. */
  async pair(instanceId: string, phone: string): Promise<void> {
    const { client } = this.api;
    const from = this.receiver.mark;
    await connectInstance({ client, throwOnError: true, path: { instanceId } });
    const qr = await this.receiver.event('qr', (arrival) => arrival.instanceId === instanceId, { from });
    await this.emulator.scan(phone, String(qr.data['qr']));
    await this.receiver.event('ready', (arrival) => arrival.instanceId === instanceId, { from });
  }

  async status(instanceId: string) {
    const { data } = await getInstanceStatus({
      client: this.api.client,
      throwOnError: true,
      path: { instanceId },
    });
    return data.data;
  }

  /** Waits until the instance has a status. */
  async reaches(instanceId: string, status: string, ms = 20_000): Promise<void> {
    await eventually(
      () => this.status(instanceId).catch(() => undefined),
      (now) => now?.status === status,
      `${instanceId} to be ${status}`,
      ms,
    );
  }

  /** Sends a text; resolves with status code and body, whatever they are. */
  async text(
    instanceId: string,
    body: { to: string; text: string; quotedMessageId?: string; mentions?: string[] },
  ) {
    const { response, data, error } = await sendText({ client: this.api.client, path: { instanceId }, body });
    return { code: response?.status, data: data?.data, error };
  }

  /** Sends a file by URL, data: URI or base64; resolves with status code and body, whatever they are. */
  async media(instanceId: string, kind: MediaKind, body: MediaFields & { media: string }) {
    const { response, data, error } = await SENDERS[kind]({
      client: this.api.client,
      path: { instanceId },
      body,
    });
    return { code: response?.status, data: data?.data, error };
  }

  /** The same by multipart: flags as words, a list as several parts. */
  async form(instanceId: string, kind: MediaKind, fields: MediaFields, { bytes, name, type }: FormFile) {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields))
      for (const each of [value].flat()) form.append(field, String(each));
    const whole = Buffer.isBuffer(bytes) ? new Uint8Array(bytes) : bytes;
    form.append('media', new Blob([whole], { type }), name);
    const path = `/api/v1/instances/${instanceId}/messages/${kind}`;
    const response = await this.api.raw(path, {
      method: 'POST',
      body: form,
      signal: AbortSignal.timeout(MEDIA_PATIENCE_MS),
    });
    const answer = Object(await response.json());
    return { code: response.status, data: answer.data, error: response.ok ? undefined : answer };
  }

  /** Downloads the file of a message; `bytes` where there is one, `error` where not. */
  async file(instanceId: string, messageId: string) {
    const { response, data, error } = await getMessageMedia({
      client: this.api.client,
      path: { instanceId, messageId },
      parseAs: 'arrayBuffer',
    });
    const bytes = data instanceof ArrayBuffer ? Buffer.from(data) : undefined;
    return { code: response?.status, headers: response?.headers, bytes, error };
  }

  /** The webhook of a message that somebody has sent to an instance. */
  async hears(messageId: string): Promise<Arrival> {
    return this.receiver.event('message', ({ data }) => data['id'] === messageId);
  }

  /** Waits until a message of an instance is on a person's phone. */
  async arrives(person: string, messageId: unknown): Promise<PhoneMessage> {
    let found: PhoneMessage | undefined;
    await eventually(
      () => this.emulator.inbox(person),
      (inbox) => (found = inbox.find(({ id }) => id === messageId)) !== undefined,
      `${String(messageId)} in the inbox of ${person}`,
    );
    if (!found) throw new Error('it has gone again');
    return found;
  }

  /** The status of a message that an instance has sent, once it is told. */
  async told(messageId: unknown, status: string): Promise<Arrival> {
    return this.receiver.event(
      'message_status',
      ({ data }) => data['messageId'] === messageId && data['status'] === status,
    );
  }

  private get running() {
    if (!this.started) throw new Error('the world has not started yet');
    return this.started;
  }
}

/** A world for the file or the `describe` that calls this: up before its tests, and gone after them. */
export function useWorld(env?: Environment, preload?: string): World {
  const world = new World(env, preload);
  beforeAll(async () => world.start());
  afterAll(async () => world.stop());
  return world;
}
