import {
  type AuthenticationState,
  type BaileysEventMap,
  type ConnectionState,
  makeWASocket,
  type proto,
  useMultiFileAuthState,
  type WACallEvent,
  type WAMessage,
  type WAMessageUpdate,
  type WASocket,
} from '@whiskeysockets/baileys';
import { pino } from 'pino';
import { type ControlClient } from '../harness/control-client.js';
import { comes } from '../harness/waiting.js';

function closeCode({ lastDisconnect }: Partial<ConnectionState>): number | undefined {
  const error: unknown = lastDisconnect?.error;
  if (typeof error !== 'object' || error === null || !('output' in error)) return undefined;
  const { output } = error;
  if (typeof output !== 'object' || output === null || !('statusCode' in output)) return undefined;
  return typeof output.statusCode === 'number' ? output.statusCode : undefined;
}

/** The text of a message, whatever form it has. */
export function textOf(message: proto.IMessage | null | undefined): string | undefined {
  return message?.conversation ?? message?.extendedTextMessage?.text ?? undefined;
}

interface Setup {
  control: ControlClient;
  webSocketUrl: string;
  phone: string;
  directory: string;
}

/** A plain Baileys client that pairs with an emulated phone and remembers what it hears. */
export class TestCompanion {
  readonly messages: { type: string; message: WAMessage }[] = [];
  readonly updates: WAMessageUpdate[] = [];
  readonly presences: { id: string; state: string | undefined }[] = [];
  readonly histories: BaileysEventMap['messaging-history.set'][] = [];
  readonly calls: WACallEvent[] = [];
  readonly groups: BaileysEventMap['groups.upsert'] = [];
  readonly groupUpdates: BaileysEventMap['groups.update'] = [];
  readonly memberUpdates: BaileysEventMap['group-participants.update'][] = [];
  readonly joinRequests: BaileysEventMap['group.join-request'][] = [];
  readonly groupReceipts: BaileysEventMap['message-receipt.update'] = [];
  readonly closes: (number | undefined)[] = [];
  qrCount = 0;
  opens = 0;
  number = 0;
  /** Whether its phone scans every QR code at once. */
  scans = true;
  /** How long it shows one QR code, in milliseconds; undefined is Baileys' own time. */
  qrTimeout: number | undefined;
  private readonly outgoing = new Map<string, proto.IMessage>();
  private live: WASocket | undefined;

  private constructor(
    private readonly setup: Setup,
    private readonly auth: { state: AuthenticationState; saveCreds: () => Promise<void> },
  ) {}

  /** Makes a client that has not connected yet. */
  static async create(setup: Setup): Promise<TestCompanion> {
    return new TestCompanion(setup, await useMultiFileAuthState(setup.directory));
  }

  /** Makes a client, links it to its phone and waits until it is logged in. */
  static async pair(setup: Setup): Promise<TestCompanion> {
    const companion = await TestCompanion.create(setup);
    await companion.open();
    return companion;
  }

  get socket(): WASocket {
    if (!this.live) throw new Error('not connected');
    return this.live;
  }

  get jid(): string {
    return this.socket.user?.id ?? '';
  }

  /** Connects, scanning and restarting as it comes, and waits for the login. */
  async open(): Promise<void> {
    const before = this.opens;
    this.connect();
    await comes(`${this.setup.phone} to log in`, () => this.opens > before);
  }

  /** Connects without waiting. */
  connect(): void {
    const socket = makeWASocket({
      auth: this.auth.state,
      waWebSocketUrl: this.setup.webSocketUrl,
      logger: pino({ level: 'silent' }),
      getMessage: ({ id }) => Promise.resolve(id ? this.outgoing.get(id) : undefined),
      retryRequestDelayMs: 10,
      qrTimeout: this.qrTimeout,
      defaultQueryTimeoutMs: 8000,
    });
    this.live = socket;
    socket.ev.on('creds.update', () => void this.auth.saveCreds());
    socket.ev.on('connection.update', (update) => this.changed(update));
    socket.ev.on('messages.upsert', ({ messages, type }) => {
      for (const message of messages) this.messages.push({ type, message });
    });
    socket.ev.on('messages.update', (updates) => void this.updates.push(...updates));
    socket.ev.on('messaging-history.set', (part) => void this.histories.push(part));
    socket.ev.on('call', (calls) => void this.calls.push(...calls));
    socket.ev.on('groups.upsert', (groups) => void this.groups.push(...groups));
    socket.ev.on('groups.update', (updates) => void this.groupUpdates.push(...updates));
    socket.ev.on('group-participants.update', (update) => void this.memberUpdates.push(update));
    socket.ev.on('group.join-request', (request) => void this.joinRequests.push(request));
    socket.ev.on('message-receipt.update', (receipts) => void this.groupReceipts.push(...receipts));
    socket.ev.on('presence.update', ({ id, presences }) => {
      for (const presence of Object.values(presences))
        this.presences.push({ id, state: presence.lastKnownPresence });
    });
  }

  /** Leaves without logging out. */
  async close(): Promise<void> {
    await this.live?.end(undefined);
    this.live = undefined;
  }

  /** @returns the id of the message */
  async send(to: string, content: Parameters<WASocket['sendMessage']>[1]): Promise<string> {
    const sent = await this.socket.sendMessage(to, content);
    if (!sent?.key.id) throw new Error('nothing was sent');
    if (sent.message) this.outgoing.set(sent.key.id, sent.message);
    return sent.key.id;
  }

  /** Waits for a message that it has received with that text. */
  async hears(text: string): Promise<WAMessage> {
    const found = await comes(`"${text}"`, () =>
      this.messages.find(({ message }) => textOf(message.message) === text),
    );
    return found.message;
  }

  /**
   * Waits until a message that it has sent has that status (3 delivered, 4 read). Baileys folds an update into
   * the message itself when both wait in its buffer.
   * @returns the chat under which the client has heard of it
   */
  async status(id: string, wanted: proto.WebMessageInfo.Status): Promise<string | null | undefined> {
    return comes(`status ${wanted} of ${id}`, () => {
      const update = this.updates.find(({ key, update: { status } }) => key.id === id && status === wanted);
      const sent = this.messages.find(({ message }) => message.key.id === id && message.status === wanted);
      return update?.key.remoteJid ?? sent?.message.key.remoteJid ?? undefined;
    });
  }

  /**
   * Who has confirmed a message that it has sent to a group. Baileys folds receipts into the message itself when
   * both wait in its buffer.
   */
  receiptsOf(id: string): proto.IUserReceipt[] {
    const told = this.groupReceipts.filter(({ key }) => key.id === id).map(({ receipt }) => receipt);
    const folded = this.messages.filter(({ message }) => message.key.id === id);
    return [...told, ...folded.flatMap(({ message }) => message.userReceipt ?? [])];
  }

  /** Waits until the connection closes for the n-th time. */
  async closedWith(times = 1): Promise<number | undefined> {
    await comes(`${times} closes`, () => this.closes.length >= times);
    return this.closes[times - 1];
  }

  private changed(update: Partial<ConnectionState>): void {
    if (update.qr) {
      this.qrCount++;
      if (this.scans) void this.scan(update.qr);
    }
    if (update.connection === 'open') this.opens++;
    if (update.connection !== 'close') return;
    const code = closeCode(update);
    if (code === 515 && this.opens === 0) this.connect();
    else this.closes.push(code);
  }

  private async scan(qr: string): Promise<void> {
    const { status, body } = await this.setup.control.raw('POST', `/phones/${this.setup.phone}/scan`, { qr });
    if (status === 200) this.number = body.companion;
  }
}
