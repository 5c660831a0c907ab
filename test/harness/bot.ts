import {
  connectInstance,
  createInstance,
  deleteInstance,
  disconnectInstance,
  forwardMessage,
  getInstanceStatus,
  getMessageMedia,
  type Message,
  restartInstance,
  sendAudio,
  type SendContactData,
  sendContact,
  sendDocument,
  sendImage,
  type SendLocationData,
  sendLocation,
  sendPoll,
  type SendPollData,
  type SendOrScheduleResult,
  sendSticker,
  sendText,
  type SendTextData,
  sendVideo,
} from '../../packages/client/src/generated/index.js';
import type { InstanceClient } from '../../packages/client/src/index.js';
import { type Outcome, outcomeOf } from './outcome.js';
import type { Arrival } from './receiver.js';
import { eventually } from './waiting.js';
import type { World } from './world.js';
import { written } from './written.js';

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

/** What a request to send is answered with. */
export type Sending = Promise<Outcome<SendOrScheduleResult>>;

/**
 * An instance as a program uses it through the API. Calls about the connection throw if they are refused; calls about
 * messages resolve with the answer, success or not.
 */
export class Bot {
  constructor(
    protected readonly world: World,
    readonly instanceId: string,
    /** Digits; empty if the instance is never linked. */
    readonly phone = '',
  ) {}

  /** Creates it, with the world's receiver for its webhooks. */
  async create(): Promise<void> {
    const body = { instanceId: this.instanceId, webhookUrl: this.world.receiver.url };
    await createInstance({ client: this.world.api.client, throwOnError: true, body });
  }

  /** Creates it and links it to its phone. */
  async link(): Promise<void> {
    await this.create();
    await this.pair();
  }

  /** Connects it, scans the QR code of its webhook, and waits until it is ready. */
  async pair(): Promise<void> {
    const from = this.world.receiver.mark;
    await this.connect();
    const qr = await this.event('qr', undefined, { from });
    await this.world.emulator.scan(this.phone, String(qr.data['qr']));
    await this.event('ready', undefined, { from });
  }

  /** Waits until its phone has told its name, without which WhatsApp shows no presence. */
  async isNamed(): Promise<void> {
    await eventually(
      () => this.state(),
      ({ name }) => name !== undefined,
      `the name of ${this.instanceId}`,
    );
  }

  async connect() {
    const { data } = await connectInstance({ ...this.call(), throwOnError: true });
    return data.data;
  }

  async disconnect() {
    const { data } = await disconnectInstance({ ...this.call(), throwOnError: true });
    return data.data;
  }

  async restart() {
    const { data } = await restartInstance({ ...this.call(), throwOnError: true });
    return data.data;
  }

  /** Deletes the instance; resolves with the HTTP status. */
  async delete(logout?: 'true'): Promise<number | undefined> {
    const { response } = await deleteInstance({ ...this.call(), query: { logout } });
    return response?.status;
  }

  /** The connection as the API reports it. */
  async state() {
    const { data } = await getInstanceStatus({ ...this.call(), throwOnError: true });
    return data.data;
  }

  /** Waits until it has a status. */
  async reaches(status: string): Promise<void> {
    await eventually(
      () => this.state().catch(() => undefined),
      (now) => now?.status === status,
      `${this.instanceId} to be ${status}`,
    );
  }

  async text(to: string, text: string, more: Partial<SendTextData['body']> = {}) {
    return outcomeOf(sendText({ ...this.call(), body: { to, text, ...more } }));
  }

  /** Sends a file by URL, data: URI or base64. */
  async media(kind: MediaKind, body: MediaFields & { media: string }): Sending {
    return outcomeOf(SENDERS[kind]({ ...this.call(), body }));
  }

  /** Sends a file by multipart: flags as words, a list as several parts. */
  async form(kind: MediaKind, fields: MediaFields, { bytes, name, type }: FormFile): Sending {
    const form = new FormData();
    for (const [field, value] of Object.entries(fields))
      for (const each of [value].flat()) form.append(field, String(each));
    const whole = Buffer.isBuffer(bytes) ? new Uint8Array(bytes) : bytes;
    form.append('media', new Blob([whole], { type }), name);
    const path = `/api/v1/instances/${this.instanceId}/messages/${kind}`;
    const response = await this.world.api.raw(path, { method: 'POST', body: form });
    const { data, error } = Object(await response.json());
    return { code: response.status, data, error };
  }

  async location(body: SendLocationData['body']) {
    return outcomeOf(sendLocation({ ...this.call(), body }));
  }

  async contacts(body: SendContactData['body']) {
    return outcomeOf(sendContact({ ...this.call(), body }));
  }

  async poll(body: SendPollData['body']) {
    return outcomeOf(sendPoll({ ...this.call(), body }));
  }

  async edit(messageId: string, text: string, chatId?: string) {
    return this.written(({ messages }) => messages.editMessage(messageId, { text, chatId }));
  }

  async remove(messageId: string, query: { scope?: 'everyone' | 'me'; chatId?: string } = {}) {
    return this.written(({ messages }) => messages.deleteMessage(messageId, query));
  }

  async react(messageId: string, emoji: string, chatId?: string) {
    return this.written(({ messages }) => messages.reactToMessage(messageId, { emoji, chatId }));
  }

  async forward(messageId: string, to: string | string[], chatId?: string) {
    return outcomeOf(forwardMessage({ ...this.call(messageId), body: { to, chatId } }));
  }

  async read(messageId: string, chatId?: string) {
    return this.written(({ messages }) => messages.readMessage(messageId, { chatId }));
  }

  async message(messageId: string, chatId?: string) {
    return this.written(({ messages }) => messages.getMessage(messageId, { chatId }));
  }

  /** Downloads the file of a message; `bytes` where there is one, `error` where not. */
  /** @param query which of its files */
  async file(messageId: string, query: { index?: number } = {}) {
    const { response, data, error } = await getMessageMedia({
      ...this.call(messageId),
      query,
      parseAs: 'arrayBuffer',
    });
    const bytes = data instanceof ArrayBuffer ? Buffer.from(data) : undefined;
    return { code: response?.status, headers: response?.headers, bytes, error: error?.error };
  }

  async chats(query: { limit?: number; cursor?: string } = {}) {
    return this.written(({ chats }) => chats.listChats(query));
  }

  async messages(jid: string, query: { limit?: number; cursor?: string } = {}) {
    return this.written(({ chats }) => chats.listMessages(jid, query));
  }

  /** The id of what was sent. @throws when it was not */
  async sent(sending: Promise<Outcome<{ messageId: string }>>): Promise<string> {
    const answer = await sending;
    if (answer.code !== 200) throw new Error(`not sent: ${JSON.stringify(answer)}`);
    return String(answer.data?.messageId);
  }

  /** A message as the API shows it. @throws when it does not know it */
  async knows(messageId: string, chatId?: string): Promise<Message> {
    const { data, error } = await this.message(messageId, chatId);
    if (!data) throw new Error(`${messageId} is not known: ${JSON.stringify(error)}`);
    return data;
  }

  /** The webhook of a message that somebody has sent to it. */
  async hears(messageId: string): Promise<Arrival> {
    return this.event('message', ({ data }) => data['id'] === messageId);
  }

  /** The next webhook of this instance that fits, present or to come. */
  async event(
    name: string,
    fits: (arrival: Arrival) => boolean = () => true,
    options: { from?: number } = {},
  ): Promise<Arrival> {
    const ours = (arrival: Arrival): boolean => arrival.instanceId === this.instanceId && fits(arrival);
    return this.world.receiver.event(name, ours, options);
  }

  /** The webhook that reports a status of a message or a change. */
  async status(id: unknown, status: string): Promise<Arrival> {
    return this.event('message_status', ({ data }) => data['messageId'] === id && data['status'] === status);
  }

  /** All statuses reported for a message so far. */
  statuses(id: unknown): string[] {
    return this.world.receiver
      .named('message_status')
      .filter(({ instanceId, data }) => instanceId === this.instanceId && data['messageId'] === id)
      .map(({ data }) => String(data['status']));
  }

  /** Cuts its connection, and waits until it is back. */
  async reconnects(): Promise<void> {
    const from = this.world.receiver.mark;
    await this.world.emulator.fault({ kind: 'drop', phone: this.phone });
    await this.event('ready', undefined, { from });
  }

  /** A call by the client that programs use. */
  private async written<T>(call: (bot: InstanceClient) => PromiseLike<T>): Promise<Outcome<T>> {
    return written(this.world.api, (miaw) => call(miaw.instance(this.instanceId)));
  }

  protected call(messageId = '') {
    return { client: this.world.api.client, path: { instanceId: this.instanceId, messageId } };
  }
}
