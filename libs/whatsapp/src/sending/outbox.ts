import { Expired, Lanes } from '#libs/observability';
import {
  DisconnectReason,
  generateMessageIDV2,
  type GroupMetadata,
  proto,
  type WASocket,
} from '@whiskeysockets/baileys';
import type { ChatJid, MessageRow, NewMessage, WireJid } from '#libs/storage';
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
  /** Id of the message, or of the message that was changed. */
  messageId: string;
  /** Id of the change itself, which `message_status` events about it carry. */
  operationId?: string;
  /** Epoch ms. */
  timestamp: number;
  /** `sent`: WhatsApp's server has the message. `pending`: it was sent but is not acknowledged yet. */
  status: 'sent' | 'pending';
}

export interface OutboxSettings extends UploadSettings {
  /** Time from the call until the message must be sent, without the time of an upload. */
  sendTimeoutMs: number;
  /** Time from then until the answer is `pending`. */
  ackTimeoutMs: number;
}

/** A message that is being sent. */
interface Transit {
  id: string;
  letter: Letter;
  chat: ChatJid;
  /** Epoch ms. */
  at: number;
  /** Whether the message may have been sent. */
  relayed: boolean;
  /** Whether the caller was told that the message was not sent. */
  expired: boolean;
  /** Settles with the answer of WhatsApp's server. */
  acknowledged?: Promise<Progress>;
}

/** A message that is ready to be sent, and the socket for which it was made. */
interface Composed {
  socket: WASocket;
  message: proto.IMessage;
}

/** How long an unacknowledged message is sent again after a reconnect, ms. */
const RESEND_WITHIN_MS = 24 * 60 * 60 * 1000;

/**
 * Sends the messages of one instance: prepare, compose, take the lane, store the row, relay, wait for the ack.
 *
 * Messages to one chat are sent one after the other; chats do not wait for each other. Everything that can take long (device
 * lists, keys) is fetched before Baileys gets the message, because Baileys then holds the account's lock. The message is
 * stored with our own id before it is sent.
 */
export class Outbox {
  private readonly lanes = new Lanes();
  private readonly acks = new Map<string, (progress: Progress) => void>();
  /** Metadata of groups to which a message is about to be sent. */
  private readonly groups = new Map<string, GroupMetadata>();
  private uploads: MediaUploads | undefined;

  constructor(
    private readonly context: InstanceContext,
    private readonly settings: OutboxSettings,
  ) {}

  /** Gives Baileys the metadata of a group, which was fetched a moment before. */
  readonly groupMetadata = async (jid: string): Promise<GroupMetadata | undefined> => this.groups.get(jid);

  /** To be called with the answers of WhatsApp's server about messages. */
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

  /** Sends unacknowledged messages again with their ids, as WhatsApp's own apps do. */
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

  /** Uploads a file before its message takes a place in the chat, so that other messages do not wait for it. */
  private async dispatch(transit: Transit): Promise<void> {
    const { letter, chat } = transit;
    const uploaded = letter.upload ? await this.compose(transit) : undefined;
    await this.lanes.run(chat, async () => {
      const composed = uploaded ?? (await this.compose(transit));
      // Devices and members can change during a long upload.
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

  /** Fetches what a message to `jid` needs, see `preparation.ts`. */
  private async prepare(jid: WireJid): Promise<void> {
    const { uplink } = this.context;
    if (isGroup(jid)) this.groups.set(jid, await prepareGroup(uplink, jid));
    else await preparePerson(uplink, jid);
  }

  /** Returns the uploads of a connection, each of which has its own media servers. */
  private uploadsOver(socket: WASocket): MediaUploads {
    if (this.uploads?.socket !== socket) this.uploads = new MediaUploads(socket, this.context, this.settings);
    return this.uploads;
  }

  private async relay(transit: Transit, { socket, message }: Composed): Promise<void> {
    const { uplink, storage, uid } = this.context;
    const { self } = uplink;
    // The connection may have been replaced while the file was uploaded.
    if (!self || !uplink.carries(socket)) throw notConnected(uplink.status);
    const sender = phoneJid(self.phone);
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
   * Undoes a failed send if nothing was sent: Baileys failed before it wrote, or because the socket was already closed.
   * After any other failure of an ended connection the message may have been sent; it stays and is sent again.
   */
  private async takeBack(transit: Transit, row: NewMessage, cause: unknown): Promise<WhatsAppFault> {
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

/** Makes a message id as Baileys does. @param user JID of the account, if known */
export function newMessageId(user?: string): string {
  return generateMessageIDV2(user);
}

/** The ids by which a caller finds the message: its id or, for a change, the id of the changed message and its own. */
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
