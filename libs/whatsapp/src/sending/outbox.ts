import { Expired, Lanes } from '#libs/observability';
import {
  DisconnectReason,
  generateMessageIDV2,
  type GroupMetadata,
  proto,
  type WASocket,
} from '@whiskeysockets/baileys';
import type { MessageDraft, MessageRow } from '#libs/storage';
import { isGroup, phoneJid } from '../wire/jids.js';
import type { Progress } from '../codec/receipt.js';
import { statusCodeOf } from '../connection/close-codes.js';
import { notConnected, refused, WhatsAppFault } from '../faults.js';
import type { InstanceContext } from '../context/instance-context.js';
import { canonicalChat } from '../people/lid-map.js';
import { libraryLogger } from '../baileys/library-logger.js';
import { MediaUploads, type UploadSettings } from '../media/media-uploads.js';
import { compose } from './composition.js';
import { dictate } from './dictation.js';
import { prepareGroup, preparePerson } from './preparation.js';
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
interface Transit {
  id: string;
  letter: Letter;
  /** Canonical. */
  chat: string;
  /** Epoch ms. */
  at: number;
  /** From then on it may have reached the wire. */
  relayed: boolean;
  /** The caller has been told that it did not go out. */
  expired: boolean;
  /** Settles with what WhatsApp's server says of it. */
  acknowledged?: Promise<Progress>;
}

/** A message that is ready for the wire, and the socket that it was made for. */
interface Composed {
  socket: WASocket;
  message: proto.IMessage;
}

/** How long an unacknowledged message is worth sending again after a reconnect. */
const RESEND_WITHIN_MS = 24 * 60 * 60 * 1000;

/**
 * Messages of one instance on their way out: prepare, compose, take the lane, row, relay, wait for the ack.
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
  private uploads: MediaUploads | undefined;

  constructor(
    private readonly context: InstanceContext,
    private readonly settings: OutboxSettings,
  ) {}

  /** What Baileys is to know of a group that a message goes to, which was asked for a moment ago. */
  readonly groupMetadata = async (jid: string): Promise<GroupMetadata | undefined> => this.groups.get(jid);

  /** Takes in what WhatsApp's server says of messages. */
  settle(progress: Progress): void {
    for (const id of progress.ids) this.acks.get(id)?.(progress);
  }

  /**
   * Sends one message.
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED, CONTACT_NOT_FOUND, UPSTREAM_TIMEOUT, WHATSAPP_ERROR
   */
  async send(letter: Letter): Promise<SendResult> {
    const { clock, uplink } = this.context;
    const { user } = uplink.socket();
    const transit: Transit = {
      id: letter.id ?? newMessageId(user?.id),
      letter,
      chat: await canonicalChat(this.context, letter.jid),
      at: clock.now(),
      relayed: false,
      expired: false,
    };
    const { sendTimeoutMs, uploadTimeoutMs } = this.settings;
    try {
      const timeoutMs = sendTimeoutMs + (letter.upload ? uploadTimeoutMs : 0);
      await clock.within(timeoutMs, this.dispatch(transit));
    } catch (error) {
      if (!(error instanceof Expired)) throw error;
      transit.expired = true;
      throw timedOut(transit.relayed ? 'unknown' : 'not_sent', transit);
    }
    return this.answer(transit);
  }

  /** Sends again what WhatsApp has not acknowledged, under the same ids: its clients do the same. */
  async resume(): Promise<void> {
    const { storage, uid, clock } = this.context;
    const rows = await storage.messages.unacknowledged(uid, clock.now() - RESEND_WITHIN_MS);
    await Promise.all(rows.map((row) => this.lanes.run(row.chat, () => this.sendAgain(row))));
  }

  private async sendAgain(row: MessageRow): Promise<void> {
    const { uplink, storage, log } = this.context;
    if (!uplink.isUp || !row.content) return;
    const now = await storage.messages.find(row);
    if (now?.status !== 'pending') return;
    try {
      await this.prepare(row.remote_jid);
      const message = proto.Message.decode(row.content);
      const attributes = wireAttributes(row.remote_jid, message);
      await uplink.socket().relayMessage(row.remote_jid, message, { messageId: row.id, ...attributes });
    } catch (error) {
      log.warn({ err: error, messageId: row.id }, 'an unacknowledged message could not be sent again');
    }
  }

  /** A file is uploaded before its message takes a place in the chat: others do not wait for it. */
  private async dispatch(transit: Transit): Promise<void> {
    const { letter, chat } = transit;
    const uploaded = letter.upload ? await this.compose(transit) : undefined;
    await this.lanes.run(chat, async () => {
      const composed = uploaded ?? (await this.compose(transit));
      // Devices and members may be others after a long upload.
      if (uploaded) await this.prepare(letter.jid);
      await this.relay(transit, composed);
    });
  }

  private async compose({ id, letter, expired }: Transit): Promise<Composed> {
    if (expired) throw timedOut('not_sent');
    const { uplink, log } = this.context;
    const { socket, miaw } = uplink.link();
    await this.prepare(letter.jid);
    const { content, options } = await dictate(miaw, letter);
    const message = await compose(socket, letter, content, options, {
      logger: libraryLogger(log),
      messageId: id,
      upload: this.uploadsOver(socket).upload,
      uploadTimeoutMs: this.settings.uploadTimeoutMs,
    });
    return { socket, message };
  }

  /** Sees to it that what a message to `jid` needs is at hand, see `preparation.ts`. */
  private async prepare(jid: string): Promise<void> {
    const { uplink } = this.context;
    if (isGroup(jid)) this.groups.set(jid, await prepareGroup(uplink, jid));
    else await preparePerson(uplink, jid);
  }

  /** Where a media server is, is known per connection. */
  private uploadsOver(socket: WASocket): MediaUploads {
    if (this.uploads?.socket !== socket) this.uploads = new MediaUploads(socket, this.context, this.settings);
    return this.uploads;
  }

  private async relay(transit: Transit, { socket, message }: Composed): Promise<void> {
    const { uplink, storage, uid } = this.context;
    // While a file was uploaded, another connection may have taken its place.
    if (!uplink.carries(socket)) throw notConnected(uplink.status);
    const sender = phoneJid(uplink.self?.phone ?? '');
    const { id, chat, at } = transit;
    const { jid, origin } = transit.letter;
    const row = outgoingRow({ instance: uid, chat, sender, id }, jid, message, at, origin);
    await storage.database.write((write) => storage.messages.insert(write, row));
    transit.acknowledged = this.acknowledgement(id);
    try {
      if (transit.expired) throw new Expired();
      transit.relayed = true;
      await socket.relayMessage(jid, message, { messageId: id, ...wireAttributes(jid, message) });
    } catch (error) {
      throw await this.takeBack(transit, row, error);
    } finally {
      this.groups.delete(jid);
    }
  }

  private async acknowledgement(id: string): Promise<Progress> {
    return new Promise((resolve) => {
      this.acks.set(id, (progress) => {
        this.acks.delete(id);
        resolve(progress);
      });
    });
  }

  /**
   * Baileys fails before it writes, or because the socket was closed already: then nothing went out. Any other
   * failure of a connection that is gone may have come after; the message stays, to be sent again.
   */
  private async takeBack(transit: Transit, row: MessageDraft, cause: unknown): Promise<WhatsAppFault> {
    const { uplink, storage, log } = this.context;
    this.acks.delete(row.id);
    log.debug({ err: cause, messageId: row.id }, 'a message was not sent');
    const gone = !uplink.isUp;
    if (gone && statusCodeOf(cause) !== DisconnectReason.connectionClosed)
      return timedOut('unknown', transit);
    await storage.database.write((write) => storage.messages.remove(write, row));
    if (cause instanceof Expired) return timedOut('not_sent');
    if (gone) return notConnected(uplink.status);
    return new WhatsAppFault('UPSTREAM_TIMEOUT', "the recipient's keys could not be fetched", {
      outcome: 'not_sent',
    });
  }

  private async answer(transit: Transit): Promise<SendResult> {
    const { id, at, acknowledged } = transit;
    const result = { ...identityOf(transit), timestamp: at };
    if (!acknowledged) return { ...result, status: 'pending' };
    let progress: Progress;
    try {
      progress = await this.context.clock.within(this.settings.ackTimeoutMs, acknowledged);
    } catch (error) {
      if (!(error instanceof Expired)) throw error;
      this.acks.delete(id);
      return { ...result, status: 'pending' };
    }
    if (progress.error === undefined) return { ...result, status: 'sent' };
    throw refused(progress.error, identityOf(transit));
  }
}

/** An id as Baileys makes them. @param user JID of the account, where it is known */
export function newMessageId(user?: string): string {
  return generateMessageIDV2(user);
}

/** By which ids a caller finds the message again: its own, or that of the message it changes and its own. */
function identityOf({ id, letter: { about } }: Transit): { messageId: string; operationId?: string } {
  return about === undefined ? { messageId: id } : { messageId: about, operationId: id };
}

function timedOut(outcome: 'not_sent'): WhatsAppFault;
function timedOut(outcome: 'not_sent' | 'unknown', transit: Transit): WhatsAppFault;
function timedOut(outcome: 'not_sent' | 'unknown', transit?: Transit): WhatsAppFault {
  return new WhatsAppFault('UPSTREAM_TIMEOUT', 'WhatsApp did not answer in time', {
    outcome,
    ...(transit && outcome === 'unknown' ? identityOf(transit) : {}),
  });
}
