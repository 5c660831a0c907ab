import { AsyncLocalStorage } from 'node:async_hooks';
import {
  DisconnectReason,
  generateMessageIDV2,
  type GroupMetadata,
  proto,
  type WASocket,
} from '@whiskeysockets/baileys';
import type { Clock, Logger } from '#libs/observability';
import type { InstanceRow, MessageDraft, MessageRow } from '#libs/storage';
import { isGroup, phoneJid } from '../addresses.js';
import type { Progress } from '../codec/receipt.js';
import type { Self } from '../codec/envelope.js';
import { statusCodeOf } from '../close-codes.js';
import type { Connection } from '../connection.js';
import { Expired, within } from '../deadline.js';
import { notConnected, refused, WhatsAppFault } from '../faults.js';
import type { Journal } from '../journal.js';
import type { KeptMessages } from '../kept-messages.js';
import { libraryLogger } from '../library-logger.js';
import { MediaUploads, type UploadSettings } from '../media/media-uploads.js';
import { compose } from './composition.js';
import { prepareGroup, preparePerson } from './recipients.js';
import { Lanes } from './lanes.js';
import type { Letter } from './letter.js';
import { outgoingRow } from './outgoing-row.js';
import { wireAttributes } from './wire-attributes.js';

export interface SendResult {
  /** Of the message, or of the one that was changed. */
  messageId: string;
  /** Of the change itself: `message_status` events about it carry this id. */
  operationId?: string;
  /** Epoch ms. */
  timestamp: number;
  /** `sent`: WhatsApp's server has it. `pending`: written, not acknowledged yet. */
  status: 'sent' | 'pending';
}

export interface OutboxSettings extends UploadSettings {
  /** From the call until the message must be on the wire, besides what an upload takes. */
  sendTimeoutMs: number;
  /** From there until `pending` is answered. */
  ackTimeoutMs: number;
}

/** One message on its way out. */
interface Operation {
  id: string;
  letter: Letter;
  /** Canonical. */
  chat: string;
  at: number;
  /** From `relayed` on it may have reached the wire. */
  stage: 'waiting' | 'relayed';
  /** The caller has been told that it did not go out. */
  expired: boolean;
  fault?: WhatsAppFault;
  acknowledged?: Promise<Progress>;
}

/** How long an unacknowledged message is worth sending again after a reconnect. */
const RESEND_WITHIN_MS = 24 * 60 * 60 * 1000;

/**
 * Messages of one instance on their way out.
 *
 * Messages to one chat go one after the other; chats do not wait for each other. Everything that may take long
 * (device lists, keys) is asked for before the message is Baileys' business, because from there on it holds the
 * account's lock. The message is a row before it is sent, under an id of ours.
 */
export class Outbox {
  private readonly lanes = new Lanes();
  private readonly acks = new Map<string, (progress: Progress) => void>();
  /** Groups that a message is about to go to. */
  private readonly groups = new Map<string, GroupMetadata>();
  private readonly operations = new AsyncLocalStorage<Operation>();

  constructor(
    private readonly instance: Pick<InstanceRow, 'uid'>,
    private readonly journal: Journal,
    private readonly messages: Pick<KeptMessages, 'chatOf'>,
    private readonly current: () => {
      connection: Connection | undefined;
      self: Self | undefined;
      status: string;
    },
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly settings: OutboxSettings,
  ) {}

  /** Puts ourselves in the place of Baileys' `sendMessage`, which miaw-core's sends end in. */
  adopt(socket: WASocket): void {
    const logger = libraryLogger(this.logger);
    const { uploadTimeoutMs } = this.settings;
    const { upload } = new MediaUploads(socket, this.current, this.clock, this.logger, this.settings);
    socket.sendMessage = async (_jid, content, options = {}) => {
      const operation = this.operations.getStore();
      if (!operation) throw new Error('a message that did not come through the outbox');
      const { id: messageId, letter, chat } = operation;
      try {
        const settings = { logger, messageId, upload, uploadTimeoutMs };
        const whole = await compose(socket, letter, content, options, settings);
        const { message } = whole;
        const relay = async (): Promise<void> => {
          // Who is in the group may be another matter after a long upload.
          if (letter.upload && isGroup(letter.jid)) await this.prepare(socket, letter.jid);
          if (message) await this.relay(socket, operation, message);
        };
        // What was uploaded first takes its place in the chat only now: others did not have to wait for it.
        await (letter.upload ? this.lanes.run(chat, relay) : relay());
        return whole;
      } catch (error) {
        // miaw-core makes a sentence of what is thrown.
        if (error instanceof WhatsAppFault) operation.fault = error;
        throw error;
      }
    };
  }

  /** What Baileys is to know of a group that a message goes to, which was asked for a moment ago. */
  readonly groupMetadata = async (jid: string): Promise<GroupMetadata | undefined> => this.groups.get(jid);

  /** Tells whoever waits for it what became of a message. */
  settle(progress: Progress): void {
    for (const id of progress.ids) this.acks.get(id)?.(progress);
  }

  /** Whether anything can be sent at present. */
  get isReady(): boolean {
    return this.current().connection?.socket?.user !== undefined;
  }

  /**
   * The socket that is logged in.
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED when nothing can be sent at present
   */
  socket(): WASocket {
    const { connection, status } = this.current();
    const socket = connection?.socket;
    if (!socket?.user) throw notConnected(status);
    return socket;
  }

  /**
   * Sends one message.
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED, CONTACT_NOT_FOUND, UPSTREAM_TIMEOUT, WHATSAPP_ERROR
   */
  async send(letter: Letter): Promise<SendResult> {
    const { user } = this.socket();
    const operation: Operation = {
      id: letter.id ?? newMessageId(user?.id),
      letter,
      chat: await this.messages.chatOf(letter.jid),
      at: this.clock.now(),
      stage: 'waiting',
      expired: false,
    };
    const { sendTimeoutMs, uploadTimeoutMs } = this.settings;
    const work = letter.upload
      ? this.perform(operation)
      : this.lanes.run(operation.chat, () => this.perform(operation));
    try {
      await within(this.clock, sendTimeoutMs + (letter.upload ? uploadTimeoutMs : 0), work);
    } catch (error) {
      if (!(error instanceof Expired)) throw error;
      operation.expired = true;
      work.catch(() => undefined);
      throw timedOut(operation.stage === 'relayed' ? 'unknown' : 'not_sent', operation);
    }
    return this.answer(operation);
  }

  /** Sends again what WhatsApp has not acknowledged, under the same ids: its clients do the same. */
  async resume(): Promise<void> {
    const since = this.clock.now() - RESEND_WITHIN_MS;
    const rows = await this.journal.messages.unacknowledged(this.instance.uid, since);
    await Promise.all(rows.map((row) => this.lanes.run(row.chat, () => this.sendAgain(row))));
  }

  private async sendAgain(row: MessageRow): Promise<void> {
    const socket = this.current().connection?.socket;
    if (!socket || !row.content) return;
    const now = await this.journal.messages.find(row);
    if (now?.status !== 'pending') return;
    try {
      await this.prepare(socket, row.remote_jid);
      const message = proto.Message.decode(row.content);
      const attributes = wireAttributes(row.remote_jid, message);
      await socket.relayMessage(row.remote_jid, message, { messageId: row.id, ...attributes });
    } catch (error) {
      this.logger.warn(
        { err: error, messageId: row.id },
        'an unacknowledged message could not be sent again',
      );
    }
  }

  private async perform(operation: Operation): Promise<void> {
    const { connection, status } = this.current();
    const { letter } = operation;
    const socket = connection?.socket;
    if (operation.expired) throw timedOut('not_sent');
    if (!connection || !socket) throw notConnected(status);
    await this.prepare(socket, letter.jid);
    const sent = await this.operations.run(operation, () => letter.perform(connection.miaw));
    if (operation.fault) throw operation.fault;
    if (sent.success) return;
    if (!this.current().connection) throw notConnected(this.current().status);
    throw new WhatsAppFault('WHATSAPP_ERROR', 'the message could not be built', { outcome: 'not_sent' });
  }

  /** Sees to it that what the message needs is at hand, see `recipients.ts`. */
  private async prepare(socket: WASocket, jid: string): Promise<void> {
    if (isGroup(jid)) this.groups.set(jid, await this.answered(prepareGroup(socket, jid)));
    else await preparePerson(socket, jid, (query) => this.answered(query));
  }

  /** Baileys answers an unanswered query with nothing, or trips over that: either way there was no answer. */
  private async answered<T>(query: Promise<T>): Promise<T> {
    try {
      return await within(this.clock, this.settings.queryTimeoutMs, query);
    } catch (error) {
      if (!this.current().connection?.socket) throw notConnected(this.current().status);
      if (error instanceof WhatsAppFault) throw error;
      this.logger.debug({ err: error }, 'devices or keys could not be had');
      query.catch(() => undefined);
      throw timedOut('not_sent');
    }
  }

  private async relay(socket: WASocket, operation: Operation, message: proto.IMessage) {
    const { connection, status } = this.current();
    // While a file was uploaded, another connection may have taken its place.
    if (connection?.socket !== socket) throw notConnected(status);
    const sender = phoneJid(this.current().self?.phone ?? '');
    const { id, chat, at } = operation;
    const { jid, origin } = operation.letter;
    const row = outgoingRow({ instance: this.instance.uid, chat, sender, id }, jid, message, at, origin);
    await this.journal.database.write((write) => this.journal.messages.insert(write, row));
    operation.acknowledged = new Promise((resolve) => {
      this.acks.set(operation.id, (progress) => {
        this.acks.delete(operation.id);
        resolve(progress);
      });
    });
    try {
      if (operation.expired) throw new Expired();
      operation.stage = 'relayed';
      await socket.relayMessage(jid, message, { messageId: id, ...wireAttributes(jid, message) });
    } catch (error) {
      throw await this.takeBack(operation, row, error);
    } finally {
      this.groups.delete(jid);
    }
  }

  /**
   * Baileys fails before it writes, or because the socket was closed already: then nothing went out. Any other
   * failure of a connection that is gone may have come after; the message stays, to be sent again.
   */
  private async takeBack(operation: Operation, row: MessageDraft, cause: unknown): Promise<WhatsAppFault> {
    this.acks.delete(row.id);
    this.logger.debug({ err: cause, messageId: row.id }, 'a message was not sent');
    const gone = !this.current().connection?.socket;
    if (gone && statusCodeOf(cause) !== DisconnectReason.connectionClosed)
      return timedOut('unknown', operation);
    await this.journal.database.write((write) => this.journal.messages.remove(write, row));
    if (cause instanceof Expired) return timedOut('not_sent');
    if (gone) return notConnected(this.current().status);
    return new WhatsAppFault('UPSTREAM_TIMEOUT', "the recipient's keys could not be had", {
      outcome: 'not_sent',
    });
  }

  private async answer(operation: Operation): Promise<SendResult> {
    const { id, at, acknowledged } = operation;
    const result = { ...identityOf(operation), timestamp: at };
    if (!acknowledged) return { ...result, status: 'pending' };
    let progress: Progress;
    try {
      progress = await within(this.clock, this.settings.ackTimeoutMs, acknowledged);
    } catch (error) {
      if (!(error instanceof Expired)) throw error;
      this.acks.delete(id);
      return { ...result, status: 'pending' };
    }
    if (progress.error === undefined) return { ...result, status: 'sent' };
    throw refused(progress.error, identityOf(operation));
  }
}

/** An id as Baileys makes them. @param user JID of the account, where it is known */
export function newMessageId(user?: string): string {
  return generateMessageIDV2(user);
}

/** By which ids a caller finds the message again: its own, or that of the message it changes and its own. */
function identityOf({ id, letter: { about } }: Operation): { messageId: string; operationId?: string } {
  return about === undefined ? { messageId: id } : { messageId: about, operationId: id };
}

function timedOut(outcome: 'not_sent'): WhatsAppFault;
function timedOut(outcome: 'not_sent' | 'unknown', operation: Operation): WhatsAppFault;
function timedOut(outcome: 'not_sent' | 'unknown', operation?: Operation): WhatsAppFault {
  return new WhatsAppFault('UPSTREAM_TIMEOUT', 'WhatsApp did not answer in time', {
    outcome,
    ...(operation && outcome === 'unknown' ? identityOf(operation) : {}),
  });
}
