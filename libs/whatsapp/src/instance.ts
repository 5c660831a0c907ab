import { Agent } from 'node:https';
import type { WASocket } from '@whiskeysockets/baileys';
import type { Clock, Logger } from '#libs/observability';
import type { InstanceRow } from '#libs/storage';
import { AddressBook } from './address-book.js';
import { Connection } from './connection.js';
import { within } from './deadline.js';
import { notConnected, refusedBy, WhatsAppFault } from './faults.js';
import type { Journal } from './journal.js';
import { InstanceState } from './instance-state.js';
import { KeptMessages } from './kept-messages.js';
import { MediaDownloads, type MediaSettings } from './media/media-downloads.js';
import { refusalCodeOf } from './query.js';
import { Recorder } from './recorder.js';
import { resumePresence } from './resume-presence.js';
import { Outbox, type OutboxSettings } from './sending/outbox.js';
import { Supervisor, type SupervisorSettings } from './supervisor.js';
import type { Versions } from './versions.js';

export interface InstanceSettings
  extends SupervisorSettings, Omit<OutboxSettings, 'queryTimeoutMs' | 'uploadAgent'> {
  media: MediaSettings;
  /** For how long messages are kept. */
  messageRetentionDays: number;
}

/** The work of Baileys' query timer and ours must not end in the same instant. */
const QUERY_MARGIN_MS = 1_000;

/** One WhatsApp account as we serve it: its supervisor, what it receives and what it sends. */
export class Instance {
  readonly supervisor: Supervisor;
  readonly outbox: Outbox;
  readonly messages: KeptMessages;
  readonly downloads: MediaDownloads;
  readonly addressBook: AddressBook;
  private readonly recorder: Recorder;
  /** How long WhatsApp may take to answer one query. */
  readonly queryTimeoutMs: number;
  private readonly log: Logger;

  constructor(
    private readonly row: InstanceRow,
    readonly journal: Journal,
    versions: Versions,
    private readonly clock: Clock,
    logger: Logger,
    settings: InstanceSettings & { webSocketUrl?: string },
  ) {
    const log = logger.child({ instanceId: row.instance_id });
    this.log = log;
    // Two queries, for devices and for keys, have to fit into the time of a send.
    const queryTimeoutMs = Math.max(1_000, Math.floor(settings.sendTimeoutMs / 2) - QUERY_MARGIN_MS);
    this.queryTimeoutMs = queryTimeoutMs;
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
    await this.supervisor.start();
  }

  async stop(): Promise<void> {
    await this.supervisor.stop();
    await this.recorder.past.end();
    await this.addressBook.settled();
    await this.recorder.idle();
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
