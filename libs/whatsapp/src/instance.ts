import { Agent } from 'node:https';
import type { WASocket } from '@whiskeysockets/baileys';
import type { Clock, Logger } from '#libs/observability';
import type { InstanceRow, ScheduledDraft, ScheduledRow } from '#libs/storage';
import { AddressBook } from './address-book.js';
import { parsePerson, parseRecipient } from './addresses.js';
import { Connection } from './connection.js';
import { within } from './deadline.js';
import { notConnected, refusedBy, WhatsAppFault } from './faults.js';
import type { Journal } from './journal.js';
import { InstanceState } from './instance-state.js';
import { KeptMessages, toMiaw } from './kept-messages.js';
import { MediaDownloads, type MediaSettings } from './media/media-downloads.js';
import { refusalCodeOf } from './query.js';
import { Recorder } from './recorder.js';
import { resumePresence } from './resume-presence.js';
import { letterOf } from './sending/draft.js';
import type { Letter } from './sending/letter.js';
import { type Address, forwardLetter } from './sending/letters.js';
import { newMessageId, Outbox, type OutboxSettings } from './sending/outbox.js';
import { type KeptDraft, type Scheduled, scheduledOf, type Waiting } from './sending/schedule.js';
import { forwardable } from './sending/permissions.js';
import { ScheduledFiles } from './sending/scheduled-files.js';
import { Scheduler } from './sending/scheduler.js';
import { Supervisor, type SupervisorSettings } from './supervisor.js';
import type { Versions } from './versions.js';

export interface InstanceSettings
  extends SupervisorSettings, Omit<OutboxSettings, 'queryTimeoutMs' | 'uploadAgent'> {
  media: MediaSettings;
  /** Messages a minute of instances that have no rate of their own; 0: any number. */
  sendRatePerMinute: number;
  /** For how long messages are kept. */
  messageRetentionDays: number;
}

/** By how much the pauses of a pace differ, so that it looks like nobody's clock. */
const JITTER = 0.25;

/** The work of Baileys' query timer and ours must not end in the same instant. */
const QUERY_MARGIN_MS = 1_000;

/** One WhatsApp account as we serve it: its supervisor, what it receives and what it sends. */
export class Instance {
  readonly supervisor: Supervisor;
  readonly outbox: Outbox;
  readonly messages: KeptMessages;
  readonly downloads: MediaDownloads;
  readonly addressBook: AddressBook;
  readonly scheduler: Scheduler;
  private readonly files: ScheduledFiles;
  private readonly recorder: Recorder;
  /** How long WhatsApp may take to answer one query. */
  readonly queryTimeoutMs: number;
  /** Messages a minute where the instance has no rate of its own. */
  private readonly usualRate: number;
  /** The instance's own, null for none. */
  private ownRate: number | null;
  private readonly log: Logger;

  constructor(
    private readonly row: InstanceRow,
    readonly journal: Journal,
    versions: Versions,
    private readonly clock: Clock,
    logger: Logger,
    settings: InstanceSettings & {
      webSocketUrl?: string;
      /** The instance's own directory. */
      home: string;
    },
  ) {
    const log = logger.child({ instanceId: row.instance_id });
    this.log = log;
    // Two queries, for devices and for keys, have to fit into the time of a send.
    const queryTimeoutMs = Math.max(1_000, Math.floor(settings.sendTimeoutMs / 2) - QUERY_MARGIN_MS);
    this.queryTimeoutMs = queryTimeoutMs;
    this.usualRate = settings.sendRatePerMinute;
    this.ownRate = row.send_rate;
    const { ca } = settings.media;
    const uploadAgent = ca === undefined ? undefined : new Agent({ ca });
    this.messages = new KeptMessages(row, journal);
    this.addressBook = new AddressBook(journal, row, log);
    this.recorder = new Recorder(
      journal,
      row,
      () => this.supervisor.self,
      clock,
      log,
      settings.messageRetentionDays,
    );
    this.outbox = new Outbox(
      row,
      journal,
      this.messages,
      () => ({
        connection: this.supervisor.live,
        self: this.supervisor.self,
        status: this.supervisor.state.status,
      }),
      clock,
      log,
      { ...settings, queryTimeoutMs, uploadAgent },
    );
    this.files = new ScheduledFiles(settings.home);
    this.scheduler = new Scheduler(row, journal, this.files, this, clock, log);
    const current = () => ({ socket: this.supervisor.live?.socket, status: this.supervisor.state.status });
    this.downloads = new MediaDownloads(journal, current, clock, log, settings.media);
    this.supervisor = new Supervisor(
      new InstanceState(row, journal, clock, log),
      async (listener, pairingPhone) =>
        new Connection(row, journal, this.recorder, listener, clock, log, {
          version: await versions.current(),
          webSocketUrl: settings.webSocketUrl,
          groupMetadata: this.outbox.groupMetadata,
          uploadAgent,
          qrTimeoutMs: settings.qrTimeoutMs,
          pairingPhone,
          queryTimeoutMs: queryTimeoutMs + QUERY_MARGIN_MS,
        }),
      versions,
      clock,
      log,
      settings,
      {
        socket: (socket) => {
          this.outbox.adopt(socket);
          this.addressBook.attach(socket);
        },
        open: () => {
          this.recorder.wake();
          this.scheduler.wake();
          this.outbox.resume().catch((error: unknown) => log.error({ err: error }, 'sending again failed'));
          this.resumePresence().catch((error: unknown) =>
            log.warn({ err: error }, 'presence could not be taken up again'),
          );
        },
        ack: (progress) => this.outbox.settle(progress),
      },
    );
  }

  get id(): string {
    return this.row.instance_id;
  }

  get uid(): string {
    return this.row.uid;
  }

  /** Epoch ms. */
  now(): number {
    return this.clock.now();
  }

  /** Works through what was received before the process ended, then connects if that is wanted. */
  async start(): Promise<void> {
    this.recorder.wake();
    await this.recorder.idle();
    await this.scheduler.start();
    await this.supervisor.start();
  }

  async stop(): Promise<void> {
    // What is on its way ends with the connection.
    const scheduled = this.scheduler.stop();
    await this.supervisor.stop();
    await scheduled;
    await this.recorder.past.end();
    await this.addressBook.settled();
    await this.recorder.idle();
  }

  /** Whom to and about what. @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT */
  async address(jid: string, mentions?: readonly string[], quotedMessageId?: string): Promise<Address> {
    const quoted =
      quotedMessageId === undefined ? undefined : await this.messages.quotable(jid, quotedMessageId);
    return { jid, mentions, quoted: quoted && toMiaw(quoted) };
  }

  /** Keeps messages until their time has come, all or none. A file of one is taken over. */
  async schedule(waiting: readonly Waiting[]): Promise<Scheduled[]> {
    if (waiting.length === 0) return [];
    const rows = await Promise.all(waiting.map((each) => this.scheduledRow(each)));
    const { database, scheduled } = this.journal;
    await database.write(async (write) => {
      for (const row of rows) await scheduled.insert(write, row);
    });
    this.scheduler.wake();
    return rows.map(scheduledOf);
  }

  private async scheduledRow({ outgoing, draft, when }: Waiting): Promise<ScheduledDraft> {
    const id = newMessageId();
    const isFile = draft.kind === 'media';
    const kept: KeptDraft = {
      outgoing,
      draft: isFile
        ? { ...draft, media: { ...draft.media, path: await this.files.keep(id, draft.media.path) } }
        : draft,
    };
    return {
      instance: this.uid,
      id,
      kind: isFile ? draft.media.kind : draft.kind,
      recipient: outgoing.to,
      draft: JSON.stringify(kept),
      send_at: when.sendAt,
      send_by: when.sendBy,
      state: 'scheduled',
      error: null,
      client_reference: outgoing.clientReference ?? null,
      request: outgoing.request ?? null,
      created_at: this.now(),
      settled_at: null,
      paced: when.paced ? 1 : 0,
    };
  }

  /** Messages a minute at the most; 0: any number. */
  get sendRatePerMinute(): number {
    return this.ownRate ?? this.usualRate;
  }

  /** @param rate null: as the server has it */
  async setPace(rate: number | null): Promise<void> {
    const { database, instances } = this.journal;
    await database.write((write) => instances.update(write, this.uid, { send_rate: rate, next_slot: 0 }));
    this.ownRate = rate;
  }

  /** The next time that the pace of the instance allows; undefined when it has none. */
  async slot(): Promise<number | undefined> {
    const rate = this.sendRatePerMinute;
    if (rate === 0) return undefined;
    const { database, instances } = this.journal;
    const stretch = 1 - JITTER + 2 * JITTER * Math.random();
    const pauseMs = Math.round((60_000 / rate) * stretch);
    return database.write((write) => instances.takeSlot(write, this.uid, this.now(), pauseMs));
  }

  /** Sends what was kept. @throws WhatsAppFault */
  async send({ id, draft: text, request, client_reference }: ScheduledRow): Promise<void> {
    const { outgoing, draft }: KeptDraft = JSON.parse(text ?? '');
    const mentions = outgoing.mentions?.map((each) => parsePerson(each, 'mentions'));
    const jid = parseRecipient(outgoing.to, 'to');
    const address = await this.address(jid, mentions, outgoing.quotedMessageId);
    const origin = { request: request ?? undefined, clientReference: client_reference ?? undefined };
    await this.outbox.send({ ...(await this.letter(address, draft)), id, origin });
  }

  /** @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT when what is to be forwarded cannot be, or not any more */
  private async letter(address: Address, draft: KeptDraft['draft']): Promise<Letter> {
    if (draft.kind !== 'forward') return letterOf(address, draft);
    const row = await this.messages.find(draft.messageId, draft.chatId);
    return forwardLetter(address.jid, row, forwardable(row));
  }

  /** Whether anything can be sent at present. */
  isReady(): boolean {
    return this.outbox.isReady;
  }

  /** Whether a message with that id has left, or may have. */
  async hasLeft(id: string): Promise<boolean> {
    const rows = await this.journal.messages.byId(this.journal.database.read, this.uid, id);
    return rows.some(({ from_me }) => from_me === 1);
  }

  async chatOf(recipient: string): Promise<string> {
    return this.messages.chatOf(parseRecipient(recipient, 'to'));
  }

  private async resumePresence(): Promise<void> {
    const subscriptions = await this.journal.presences.list(this.uid);
    await this.onSocket((socket) => resumePresence(socket, this.supervisor.state.row, subscriptions));
  }

  /** Has something done on the connection that may take as long as one query. @throws WhatsAppFault */
  async onSocket<T>(work: (socket: WASocket) => Promise<T>): Promise<T> {
    const socket = this.outbox.socket();
    try {
      return await within(this.clock, this.queryTimeoutMs, work(socket));
    } catch (error) {
      if (error instanceof WhatsAppFault) throw error;
      const refusal = refusalCodeOf(error);
      if (refusal !== undefined) throw refusedBy(refusal, { cause: error });
      if (!this.supervisor.live?.socket) throw notConnected(this.supervisor.state.status);
      this.log.debug({ err: error }, 'a request was not answered');
      throw new WhatsAppFault('UPSTREAM_TIMEOUT', 'WhatsApp did not answer in time', { outcome: 'unknown' });
    }
  }
}
