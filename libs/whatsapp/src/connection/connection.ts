import {
  type BinaryNode,
  type ConnectionState,
  type GroupMetadata,
  DisconnectReason,
  proto,
  type WAMessageKey,
  type WASocket,
  type WAVersion,
} from '@whiskeysockets/baileys';
import { MiawClient } from 'miaw-core';
import type { Clock, Logger } from '#libs/observability';
import type { ProxyReason } from '#libs/outbound';
import {
  type InboxEntry,
  type InstanceRow,
  type Lid,
  type Phone,
  STATUS_CHAT,
  type Storage,
} from '#libs/storage';
import { canonicalOf } from '../people/lid-map.js';
import { lidOf, phoneOf } from '../wire/jids.js';
import { banSecondsOf, closeCodeOf } from './close-codes.js';
import type { Progress } from '../codec/receipt.js';
import { ConnectionScope } from '../baileys/connection-scope.js';
import { keepContactTokens } from '../baileys/contact-tokens.js';
import { libraryLogger } from '../baileys/library-logger.js';
import type { WayOut } from '../context/way-out.js';
import type { Ignored } from '../context/ignored.js';
import { BROWSER } from './device.js';
import { OfflineQueue } from './offline-queue.js';
import { PasskeyCeremony, type PasskeyStop } from './passkey/ceremony.js';
import type { PasskeyView } from './passkey/steps.js';
import { PeerDigestion } from './peer-digestion.js';
import { QrCodes } from './qr-codes.js';
import { Reception, type ReceptionLink } from './reception.js';
import { turns } from './turns.js';
import { hookClient, shut, terminate } from '../baileys/private-names.js';
import type { InboxWorker } from '../receiving/inbox-worker.js';
import type { AppStateKeyById } from '../codec/app-state.js';
import { SessionStore } from '../baileys/session-store.js';
import { DecryptionJournal } from '../baileys/decryption-journal.js';

/** The account that a connection is logged in to. */
export interface Account {
  phone: Phone;
  lid?: Lid;
  name?: string;
}

/** Why a connection ended. */
export interface Closing {
  /** WhatsApp's close code, see close-codes.ts. */
  code?: number;
  /** How long a temporary ban lasts, if WhatsApp said so. */
  banSeconds?: number;
  /** Set if the cause is on our side. */
  fault?: Error;
  /** Set if the proxy made no connection. */
  proxy?: ProxyReason;
  /** Set if a link by passkey stopped. */
  passkey?: PasskeyStop;
}

export interface ConnectionListener {
  /** @param lifeMs how long the code is valid */
  onQr(qr: string, lifeMs: number): void;
  /** A pairing code is ready, which links the device when it is entered on the phone. */
  onPairingCode(code: string): void;
  /** WhatsApp asks for a passkey, or the link by passkey has gone a step further. */
  onPasskey(view: PasskeyView): void;
  onOpen(account: Account): void;
  /** The profile name of the account changed, on whichever device. */
  onNamed(name: string): void;
  /** Called once, and not after `close()`. */
  onClosed(closing: Closing): void;
}

/** Receivers of what a connection delivers, independent of decisions about the connection itself. */
export interface ConnectionSinks {
  /** The socket was made, and nothing has been read from it yet. `alive`: whether the connection has not ended. */
  onSocket(socket: WASocket, appStateKey: AppStateKeyById, alive: () => boolean): void;
  /** Resolves when everything that was read of these collections is stored. @throws if it cannot be stored */
  appStateStored(collections: readonly string[]): Promise<void>;
  /** @returns whether a message that the server refused is sent once more: the refusal is not recorded then */
  sendsAgain(refusal: Progress): Promise<boolean>;
  /** The server accepted or refused own messages. */
  onAck(progress: Progress): void;
  /** @returns whether a receipt is answered, and acknowledged, so that Baileys must not do it */
  answers(socket: WASocket, receipt: BinaryNode): boolean;
}

export interface ConnectionSettings {
  version: WAVersion;
  webSocketUrl?: string;
  qrTimeoutMs?: number;
  /** Phone number of the account (digits), to link by a pairing code in place of QR codes. */
  pairingPhone?: Phone;
  /** Time after which a query of Baileys counts as unanswered. */
  queryTimeoutMs: number;
  /** What is known about a group without a query to WhatsApp. */
  groupMetadata: (jid: string) => Promise<GroupMetadata | undefined>;
  /** How the connection goes out. */
  wayOut: WayOut;
}

/** How long the peer may take to answer our closing handshake. */
const CLOSING_MS = 1_000;

/** One attempt to connect: one MiawClient, which is used only once. */
export class Connection {
  private readonly client: MiawClient;
  private readonly scope: ConnectionScope;
  private readonly signal: DecryptionJournal;
  private socketOrNone: WASocket | undefined;
  private offlineQueue: OfflineQueue | undefined;
  private codes: QrCodes | undefined;
  private ceremony: PasskeyCeremony | undefined;
  private readonly peers: PeerDigestion;
  private readonly reception: Reception;
  private readonly sessions: SessionStore;
  private readonly pairingPhone: Phone | undefined;
  private readonly qrTimeoutMs: number | undefined;
  private askedForCode = false;
  /** Why the proxy did not connect to WhatsApp. */
  private proxyFailure: ProxyReason | undefined;
  private ended = false;

  constructor(
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly storage: Storage,
    private readonly inboxWorker: InboxWorker,
    private readonly listener: ConnectionListener,
    private readonly sinks: ConnectionSinks,
    private readonly clock: Clock,
    private readonly logger: Logger,
    ignored: Ignored,
    settings: ConnectionSettings,
  ) {
    this.pairingPhone = settings.pairingPhone;
    this.qrTimeoutMs = settings.qrTimeoutMs;
    this.signal = new DecryptionJournal(storage.inbox, instance.uid, clock, {
      record: (write, entry) => inboxWorker.recordAtOnce(write, entry),
      written: (open) => this.onReceived(open),
      failed: (error) => this.isOver(error),
      unreadablePost: (node) => this.reception.askAgain(node, 'message/status/other'),
      unreadablePeer: (node) => this.reception.askAgain(node, 'message/peer/undecrypted'),
      undecrypted: (stanza) =>
        inboxWorker.missing.expect(stanza).catch((error: unknown) => this.onWriteFailed(error)),
    });
    this.peers = new PeerDigestion(
      storage,
      instance.uid,
      this.signal,
      clock,
      logger,
      (node) => this.reception.queue(node),
      (error) => this.onWriteFailed(error),
    );
    this.reception = new Reception(
      inboxWorker,
      storage.database,
      this.signal,
      this.receptionLink(),
      ignored,
      logger,
    );
    this.sessions = new SessionStore(
      storage.sessions,
      instance.uid,
      this.signal,
      inboxWorker.identities,
      (error) => this.onWriteFailed(error),
      () => !this.ended,
      (collections) => sinks.appStateStored(collections),
    );
    const proxied = settings.wayOut.link(({ reason }) => (this.proxyFailure = reason));
    this.scope = new ConnectionScope({
      waWebSocketUrl: settings.webSocketUrl,
      defaultQueryTimeoutMs: settings.queryTimeoutMs,
      // Our store has already retried; further attempts would only delay the account's other messages.
      transactionOpts: { maxCommitRetries: 1, delayBetweenTriesMs: 0 },
      makeSignalRepository: this.signal.makeSignalRepository,
      getMessage: (key) => this.sentMessage(key),
      cachedGroupMetadata: settings.groupMetadata,
      options: settings.wayOut.fetching,
    });
    this.client = new MiawClient({
      instanceId: instance.instance_id,
      logger: libraryLogger(logger),
      autoReconnect: false,
      syncFullHistory: true,
      browser: BROWSER,
      agent: proxied?.agent,
      fetchAgent: settings.wayOut.uploadAgent,
    });
    hookClient(this.client, {
      auth: this.sessions.handler,
      version: settings.version,
      onSocket: (socket) => this.attach(socket),
      onSaveFailed: (error) => this.onWriteFailed(error),
    });
    this.client.on('error', (fault) => this.end({ fault }));
  }

  /** Resolves when the socket exists. What happens to it is reported to the listener. */
  async open(): Promise<void> {
    await this.scope.run(() => this.client.connect());
  }

  /** The socket, for operations that miaw-core lacks. Undefined before `open` and after the end. */
  get socket(): WASocket | undefined {
    return this.ended ? undefined : this.socketOrNone;
  }

  get miaw(): MiawClient {
    return this.client;
  }

  /** The link by passkey, if WhatsApp asks for one on this connection. */
  get passkey(): PasskeyCeremony | undefined {
    return this.ended ? undefined : this.ceremony;
  }

  /** Closes without a call to the listener. Resolves when the socket has closed. */
  async close(): Promise<void> {
    this.ended = true;
    await this.release();
  }

  /** Unlinks the device at WhatsApp. The session is useless afterwards. */
  async logout(): Promise<void> {
    await this.socketOrNone?.logout();
  }

  private attach(socket: WASocket): void {
    this.socketOrNone = socket;
    turns.share(socket.ws);
    keepContactTokens(socket);
    this.hastenClosing(socket);
    this.offlineQueue = new OfflineQueue(socket, this.clock, this.logger, () =>
      this.end({ code: DisconnectReason.connectionLost }),
    );
    this.prepareLinking(socket);
    this.sinks.onSocket(
      socket,
      (id) => this.sessions.appStateKey(id),
      () => !this.ended,
    );
    socket.ev.on('connection.update', (update) => this.onUpdate(update));
    socket.ev.on('creds.update', ({ me }) => {
      if (me?.name && !this.ended) this.listener.onNamed(me.name);
    });
    this.reception.attach(socket);
  }

  private receptionLink(): ReceptionLink {
    const current = () => this.socket;
    return {
      get socket() {
        return current();
      },
      takes: (node) => this.takesForLinking(node),
      handled: (node) => this.offlineQueue?.handled(node),
      onWriteFailed: (error) => this.onWriteFailed(error),
      onNotAsked: (error) => this.fail(error, 'a message could not be asked for again'),
      sendsAgain: (refusal) => this.sinks.sendsAgain(refusal),
      onAck: (progress) => this.sinks.onAck(progress),
      answers: (receipt) => this.socket !== undefined && this.sinks.answers(this.socket, receipt),
    };
  }

  private takesForLinking(node: BinaryNode): boolean {
    if (!this.passkey?.takes(node)) return false;
    this.codes?.stop();
    return true;
  }

  /** Shortens the closing handshake. Baileys reports the end only after it, and ws waits 30 s for it on a dead connection. */
  private hastenClosing({ ws }: WASocket): void {
    const close = ws.close.bind(ws);
    ws.close = async () => {
      const alarm = this.clock.after(CLOSING_MS, () => this.socketOrNone && terminate(this.socketOrNone));
      await close().finally(() => alarm.cancel());
    };
  }

  private onUpdate(update: Partial<ConnectionState>): void {
    if (this.ended) return;
    // Baileys reports `open`, too, when the connection ends in the midst of its login, and `close` only afterwards.
    if (update.connection === 'open' && this.socketOrNone?.ws.isOpen) this.onOpen();
    if (update.connection !== 'close') return;
    const proxy = this.proxyFailure;
    if (proxy !== undefined) {
      this.end({ proxy });
      return;
    }
    const error = update.lastDisconnect?.error;
    this.end({ code: closeCodeOf(error), banSeconds: banSecondsOf(error) });
  }

  private prepareLinking(socket: WASocket): void {
    this.codes = new QrCodes(socket, this.clock, this.logger, this.qrTimeoutMs, {
      onQr: (qr, lifeMs) => this.onRef(socket, qr, lifeMs),
      onSpent: () => this.end({ code: DisconnectReason.timedOut }),
    });
    const save = () => this.sessions.save(socket.authState.creds);
    const listener = {
      onPasskey: (view: PasskeyView) => this.listener.onPasskey(view),
      onStopped: (passkey: PasskeyStop) => this.end({ passkey }),
    };
    this.ceremony = new PasskeyCeremony(socket, save, listener, this.clock, this.logger);
  }

  /** WhatsApp is ready to link a device. miaw-core would request a pairing code too early, before anyone listens. */
  private onRef(socket: WASocket, qr: string, lifeMs: number): void {
    const { pairingPhone } = this;
    if (pairingPhone === undefined) {
      this.listener.onQr(qr, lifeMs);
      return;
    }
    if (this.askedForCode) return;
    this.askedForCode = true;
    socket.requestPairingCode(pairingPhone).then(
      (code) => !this.ended && this.listener.onPairingCode(code),
      (error: unknown) =>
        this.end({ fault: error instanceof Error ? error : new Error('WhatsApp sent no pairing code') }),
    );
  }

  private onOpen(): void {
    const user = this.socketOrNone?.user;
    const phone = phoneOf(user?.id);
    if (phone === undefined) {
      this.end({ fault: new Error('WhatsApp reported no phone number at login') });
      return;
    }
    this.listener.onOpen({ phone, lid: lidOf(user?.lid), name: user?.name });
    this.peers.resume();
  }

  private end(closing: Closing): void {
    if (this.ended) return;
    this.ended = true;
    this.release().catch((error: unknown) =>
      this.logger.warn({ err: error }, 'a socket did not close cleanly'),
    );
    this.listener.onClosed(closing);
  }

  private async release(): Promise<void> {
    this.peers.stop();
    this.offlineQueue?.stop();
    this.codes?.stop();
    this.ceremony?.stop();
    const socket = this.socketOrNone;
    await this.client.dispose();
    this.scope.close();
    if (socket) failQueries(socket);
    if (!socket || socket.ws.isClosed) return;
    const closed = new Promise<void>((resolve) => socket.ws.once('close', () => resolve()));
    await this.clock.atMost(CLOSING_MS, closed);
    terminate(socket);
  }

  private onReceived(open: readonly InboxEntry[]): void {
    this.inboxWorker.wake();
    if (open.some(({ kind }) => kind === 'peer')) this.peers.watch();
  }

  /** Whether an error says that nothing can be stored or read. Nothing leaves after that. */
  private isOver(error: unknown): boolean {
    if (this.ended && this.socketOrNone) shut(this.socketOrNone);
    else if (this.storage.database.isOutage(error)) this.onWriteFailed(error);
    return this.ended;
  }

  /** Nothing may be acknowledged that is not on disk. */
  private onWriteFailed(error: unknown): void {
    this.fail(error, 'a database write failed');
  }

  /** Closes the socket before the failure is thrown, so that nothing more is acknowledged. */
  private fail(error: unknown, what: string): void {
    if (this.ended) return;
    this.logger.error({ err: error }, `${what}: closing the connection`);
    if (this.socketOrNone) shut(this.socketOrNone);
    this.end({ fault: error instanceof Error ? error : new Error(what) });
  }

  /** The content of a sent message, for retries: Baileys' own memory of sent messages ends with the socket. */
  private async sentMessage(key: WAMessageKey): Promise<proto.IMessage | undefined> {
    if (!key.id) return undefined;
    const { database, lidMap, messages } = this.storage;
    const chat = await canonicalOf(lidMap, database.read, this.instance.uid, key.remoteJid ?? '');
    // Posts have an audience, which StatusRetries knows.
    if (chat === STATUS_CHAT) return undefined;
    // Whoever knows the id of a message to others may ask for it as well.
    const rows = await messages.byId(database.read, this.instance.uid, key.id, chat);
    const content = rows.find((row) => row.from_me === 1 && row.deleted_at === null)?.content;
    return content ? proto.Message.decode(content) : undefined;
  }
}

/**
 * Fails the queries that were under way when a connection ended. Unless TCP ended first, Baileys removes the listeners
 * that would fail them, and their callers would wait for the timeout.
 */
function failQueries({ ws }: WASocket): void {
  const { connectionClosed } = DisconnectReason;
  const closed = Object.assign(new Error('connection closed'), { output: { statusCode: connectionClosed } });
  if (ws.listenerCount('error') > 0) ws.emit('error', closed);
}
