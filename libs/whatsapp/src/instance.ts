import { proto } from '@whiskeysockets/baileys';
import type { MiawMessage } from 'miaw-core';
import type { Clock, Logger } from '#libs/observability';
import type { InstanceRow, MessageRow } from '#libs/storage';
import { Connection } from './connection.js';
import { WhatsAppFault } from './faults.js';
import type { Journal } from './journal.js';
import { InstanceState } from './instance-state.js';
import { Outbox, type OutboxSettings } from './outbox.js';
import { Recorder } from './recorder.js';
import { Supervisor, type SupervisorSettings } from './supervisor.js';
import type { Versions } from './versions.js';

export interface InstanceSettings extends SupervisorSettings, Omit<OutboxSettings, 'queryTimeoutMs'> {}

/** The work of Baileys' query timer and ours must not end in the same instant. */
const QUERY_MARGIN_MS = 1_000;

/** One WhatsApp account as we serve it: its supervisor, what it receives and what it sends. */
export class Instance {
  readonly supervisor: Supervisor;
  readonly outbox: Outbox;
  private readonly recorder: Recorder;

  constructor(
    private readonly row: InstanceRow,
    private readonly journal: Journal,
    versions: Versions,
    clock: Clock,
    logger: Logger,
    settings: InstanceSettings & { webSocketUrl?: string },
  ) {
    const log = logger.child({ instanceId: row.instance_id });
    // Two queries, for devices and for keys, have to fit into the time of a send.
    const queryTimeoutMs = Math.max(1_000, Math.floor(settings.sendTimeoutMs / 2) - QUERY_MARGIN_MS);
    this.recorder = new Recorder(journal, row, () => this.supervisor.self, clock, log);
    this.outbox = new Outbox(
      row,
      journal,
      () => ({
        connection: this.supervisor.live,
        self: this.supervisor.self,
        status: this.supervisor.state.status,
      }),
      clock,
      log,
      { ...settings, queryTimeoutMs },
    );
    this.supervisor = new Supervisor(
      new InstanceState(row, journal, clock, log),
      async (listener) =>
        new Connection(row, journal, this.recorder, listener, clock, log, {
          version: await versions.current(),
          webSocketUrl: settings.webSocketUrl,
          qrTimeoutMs: settings.qrTimeoutMs,
          queryTimeoutMs: queryTimeoutMs + QUERY_MARGIN_MS,
        }),
      versions,
      clock,
      log,
      settings,
      {
        socket: (socket) => this.outbox.adopt(socket),
        open: () => {
          this.recorder.wake();
          this.outbox.resume().catch((error: unknown) => log.error({ err: error }, 'sending again failed'));
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

  /** Works through what was received before the process ended, then connects if that is wanted. */
  async start(): Promise<void> {
    this.recorder.wake();
    await this.recorder.idle();
    await this.supervisor.start();
  }

  async stop(): Promise<void> {
    await this.supervisor.stop();
    await this.recorder.idle();
  }

  /**
   * A message to be quoted in a chat: one of that chat, or the only one with that id.
   * @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT
   */
  async quotable(jid: string, id: string): Promise<MiawMessage> {
    const rows = await this.journal.messages.byId(this.journal.database.read, this.uid, id);
    const candidates = rows.filter((row) => row.content !== null);
    const [row, ...others] = candidates.filter((each) => each.remote_jid === jid || each.chat === jid);
    const [only, ...more] = row ? [row, ...others] : candidates;
    if (!only) {
      throw new WhatsAppFault('MESSAGE_NOT_FOUND', 'no message with the id of quotedMessageId is known', {
        fields: [{ field: 'quotedMessageId', reason: 'is not known' }],
      });
    }
    if (more.length > 0)
      throw new WhatsAppFault('CONFLICT', 'several messages have the id of quotedMessageId');
    return toMiaw(only);
  }
}

/** A kept message in the shape that miaw-core takes for quoting. */
function toMiaw(row: MessageRow): MiawMessage {
  return {
    id: row.id,
    from: row.remote_jid,
    timestamp: Math.floor(row.at / 1000),
    isGroup: row.participant !== '',
    fromMe: row.from_me === 1,
    type: 'text',
    raw: {
      key: {
        remoteJid: row.remote_jid,
        id: row.id,
        fromMe: row.from_me === 1,
        participant: row.participant || undefined,
      },
      message: row.content ? proto.Message.decode(row.content) : undefined,
    },
  };
}
