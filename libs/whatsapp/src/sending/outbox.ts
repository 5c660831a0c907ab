import {
  Background,
  currentTrace,
  Deadline,
  Expired,
  Lanes,
  measures,
  type SendOutcome,
  spanned,
  traceparentOf,
} from '#libs/observability';
import {
  DisconnectReason,
  generateMessageIDV2,
  type proto,
  type WAMediaUploadFunction,
  type WASocket,
} from '@whiskeysockets/baileys';
import { type ChatJid, CommitUnknown, DatabaseUnavailable, type NewMessage } from '#libs/storage';
import { isNewsletter, phoneJid } from '../wire/jids.js';
import { postRefused } from '../channels/queries.js';
import type { Progress } from '../codec/receipt.js';
import { statusCodeOf } from '../connection/close-codes.js';
import { notConnected, notStored, WhatsAppFault } from '../faults.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { Restrictions } from './restrictions.js';
import { accompanied, type Companion } from '../baileys/companion.js';
import { libraryLogger } from '../baileys/library-logger.js';
import { MediaUploads, type UploadSettings } from '../media/media-uploads.js';
import { compose } from './composition.js';
import type { Destinations } from './destinations.js';
import { dictate } from './dictation.js';
import type { Letter } from './letter.js';
import { outgoingRow } from './outgoing-row.js';
import { Resending } from './resending.js';
import { relay } from './relay.js';
import type { Typing } from './typing.js';
import type { Audience } from './status-audience.js';

export interface SendResult {
  /** Id of the message, or of the message that was changed. */
  messageId: string;
  /** Id of the change itself, which `message_status` events about it carry. */
  operationId?: string;
  /** Epoch ms. */
  timestamp: number;
  /** `sent`: WhatsApp's server has the message. `pending`: it was sent but is not acknowledged yet. */
  status: 'sent' | 'pending';
  /** Number of a post in its channel. */
  serverId?: number;
  /** How many people a status post is for, without the account itself. */
  recipients?: number;
}

export interface OutboxSettings extends UploadSettings {
  /** Time from the call until the message must be sent, without the time of an upload. */
  sendTimeoutMs: number;
  /** Time from then until the answer is `pending`. */
  ackTimeoutMs: number;
}

/** How much longer a message may take for each device that gets a key of its own, ms. */
const DEVICE_MS = 25;

/** A message that is being sent. */
interface Transit {
  id: string;
  letter: Letter;
  /** Epoch ms. */
  at: number;
  /** When it must have been sent. */
  deadline: Deadline;
  /** Whether the message may have been sent. */
  relayed: boolean;
  /** Whether the caller was told that the message was not sent. */
  expired: boolean;
  /** From its relay to the answer of WhatsApp's server, ms. */
  ackMs?: number;
  /** Whom it is for, if it is a status post. */
  audience?: Audience;
  /** Settles with the answer of WhatsApp's server. */
  acknowledged?: Promise<Progress>;
}

/** A message that is ready to be sent, and the socket for which it was made. */
interface Composed {
  socket: WASocket;
  message: proto.IMessage;
  /** Names the upload of its file, in channels. */
  mediaHandle?: string;
}

/**
 * Sends the messages of one instance: prepare, compose, take the lane, show typing, store the row, relay, wait for the ack.
 *
 * Messages to one chat are sent one after the other; chats do not wait for each other. Everything that can take long (device
 * lists, keys) is fetched before Baileys gets the message, because Baileys then holds the account's lock. The message is
 * stored with our own id before it is sent.
 */
export class Outbox {
  /** By chat. */
  private readonly lanes = new Lanes();
  /** By the recipient as the caller names it: on the way to the lane of the chat. */
  private readonly arrivals = new Lanes();
  private readonly acks = new Map<string, (progress: Progress) => void>();
  private readonly resending: Resending;
  private readonly sending = new Background();
  private uploads: MediaUploads | undefined;

  constructor(
    private readonly context: InstanceContext,
    private readonly destinations: Destinations,
    private readonly restrictions: Restrictions,
    private readonly typing: Typing,
    private readonly settings: OutboxSettings,
  ) {
    this.resending = new Resending(context, this.lanes, destinations);
  }

  /** To be called with the answers of WhatsApp's server about messages. */
  settle(progress: Progress): void {
    this.resending.settle(progress);
    for (const id of progress.ids) this.acks.get(id)?.(progress);
  }

  /**
   * Sends one message.
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED, CONTACT_NOT_FOUND, UPSTREAM_TIMEOUT, WHATSAPP_ERROR; NOT_READY if the database fails,
   *   with the id of the message unless it was certainly not sent
   */
  async send(letter: Letter): Promise<SendResult> {
    return this.sending.run(async () => this.sendNow(letter));
  }

  /** Resolves when nothing is being sent. */
  async idle(): Promise<void> {
    await this.sending.settled();
  }

  private async sendNow(letter: Letter): Promise<SendResult> {
    const attributes = { 'messaging.system': 'whatsapp', 'miaw.instance': this.context.instance_id };
    return spanned('send', { kind: 'client', attributes }, async (span) => {
      let transit: Transit | undefined;
      const note = (outcome: SendOutcome): void => {
        measures.send.note({ outcome, ackMs: transit?.ackMs });
        if (transit) span?.set({ 'messaging.message.id': transit.id });
        span?.set({ 'miaw.outcome': outcome });
      };
      try {
        transit = this.begin(letter);
        const result = await this.carryOut(transit);
        note(result.status);
        return result;
      } catch (thrown) {
        // `takeBack` says so of what may have been stored.
        const error = thrown instanceof DatabaseUnavailable ? notStored(thrown) : thrown;
        note(outcomeOf(error));
        span?.fail(outcomeOf(error));
        throw error;
      }
    });
  }

  private begin(letter: Letter): Transit {
    const { clock, uplink } = this.context;
    const { user } = uplink.socket();
    const { sendTimeoutMs, uploadTimeoutMs } = this.settings;
    return {
      id: letter.id ?? newMessageId(user?.id),
      letter,
      at: clock.now(),
      deadline: new Deadline(clock, sendTimeoutMs + (letter.upload ? uploadTimeoutMs : 0)),
      relayed: false,
      expired: false,
    };
  }

  private async carryOut(transit: Transit): Promise<SendResult> {
    try {
      await transit.deadline.within(this.dispatch(transit));
    } catch (error) {
      if (!(error instanceof Expired)) throw error;
      transit.expired = true;
      throw timedOut(transit.relayed ? 'unknown' : 'not_sent', transit);
    }
    return this.answer(transit);
  }

  /** Runs work that sends to a chat when it is its turn. */
  async inTurn<T>(chat: ChatJid, work: () => Promise<T>): Promise<T> {
    return this.lanes.run(chat, work);
  }

  /** Sends unacknowledged messages again with their ids, as WhatsApp's own apps do. */
  async resume(): Promise<void> {
    await this.resending.resume();
  }

  /** To be called when the instance is stopped. */
  async end(): Promise<void> {
    await this.resending.end();
  }

  /** @returns whether a message that the server has refused is sent once more, see {@link Resending} */
  async sendsAgain(refusal: Progress): Promise<boolean> {
    return this.resending.refused(refusal);
  }

  /** Uploads a file before its message takes a place in the chat, unless it keeps its place, so that others do not wait for it. */
  private async dispatch(transit: Transit): Promise<void> {
    const { upload, keepsPlace, jid: named } = transit.letter;
    const isUploadedFirst = upload && !keepsPlace;
    // What is asked about a recipient takes longer for one message than for the next, which must not overtake it.
    const { chat, turn } = await this.arrivals.run(named, async () => {
      const found = await this.destinations.find(named, () => stillWanted(transit));
      transit.letter = { ...transit.letter, jid: found.jid };
      if (isUploadedFirst) return { chat: found.chat };
      const place = this.lanes.run(found.chat, async () => this.finish(transit, found.chat));
      // Its failure is the caller's, who waits for it below.
      place.catch(() => undefined);
      return { chat: found.chat, turn: place };
    });
    if (turn) return turn;
    const uploaded = await this.compose(transit, chat);
    await this.lanes.run(chat, async () => this.finish(transit, chat, uploaded));
  }

  private async finish(transit: Transit, chat: ChatJid, uploaded?: Composed): Promise<void> {
    const { letter } = transit;
    const composed = uploaded ?? (await this.compose(transit, chat));
    // Devices and members can change during a long upload.
    if (uploaded) await this.destinations.prepare(letter.jid, putOff(transit), transit.audience);
    await this.typing.before(composed.socket, letter, composed.message, transit.at);
    await this.relay(transit, chat, composed);
  }

  private async compose(transit: Transit, chat: ChatJid): Promise<Composed> {
    stillWanted(transit);
    const { id, letter } = transit;
    const { uplink, log } = this.context;
    const { socket, miaw } = uplink.link();
    transit.audience = await this.destinations.audience(letter, putOff(transit));
    await this.destinations.prepare(letter.jid, putOff(transit), transit.audience);
    const { content, options } = await dictate(miaw, letter);
    const uploads = this.uploadsOver(socket);
    let mediaHandle: string | undefined;
    const publish: WAMediaUploadFunction = async (path, upload) => {
      const { handle, ...where } = await uploads.publish(path, upload);
      mediaHandle = handle;
      return where;
    };
    const message = await compose(socket, letter, content, options, {
      logger: libraryLogger(log),
      messageId: id,
      upload: isNewsletter(letter.jid) ? publish : uploads.upload,
      uploadTimeoutMs: this.settings.uploadTimeoutMs,
      mentions: await this.destinations.mentions(letter),
      timer: await this.destinations.timer({ jid: letter.jid, chat }),
    });
    return { socket, message, mediaHandle };
  }

  /** Returns the uploads of a connection, each of which has its own media servers. */
  private uploadsOver(socket: WASocket): MediaUploads {
    if (this.uploads?.socket !== socket) this.uploads = new MediaUploads(socket, this.context, this.settings);
    return this.uploads;
  }

  private async relay(
    transit: Transit,
    chat: ChatJid,
    { socket, message, mediaHandle }: Composed,
  ): Promise<void> {
    const { uplink, storage, uid } = this.context;
    const { self } = uplink;
    // The connection may have been replaced while the file was uploaded, or the account seen typing.
    if (!self || !uplink.carries(socket)) throw notConnected(uplink.status);
    const sender = phoneJid(self.phone);
    const { id, at, audience } = transit;
    const { jid, origin, operation } = transit.letter;
    const known = outgoingRow({ instance: uid, chat, sender, id }, jid, message, at, origin, operation);
    const row = {
      ...known,
      media_handle: mediaHandle ?? null,
      traceparent: traceparentOf(currentTrace()) ?? null,
      audience: audience === undefined ? null : JSON.stringify(audience),
    };
    const companion: Companion = {
      write: (write) => storage.messages.insert(write, row),
      taken: false,
    };
    // A post in a channel is not encrypted.
    if (isNewsletter(jid)) await this.store(companion);
    transit.acknowledged = this.acknowledgement(id);
    try {
      if (transit.expired) throw new Expired();
      transit.relayed = true;
      const relayedAt = performance.now();
      void transit.acknowledged.then(() => (transit.ackMs = performance.now() - relayedAt));
      await accompanied(companion, () => relay(socket, { jid, id, message, mediaHandle, audience }));
      // Nobody's device got it, but WhatsApp's server did.
      if (!companion.taken) await this.store(companion);
    } catch (error) {
      // What was not encrypted has not left.
      if (!companion.taken) transit.relayed = false;
      throw await this.takeBack(transit, row, companion.taken, companion.fault ?? error);
    }
  }

  private async store(companion: Companion): Promise<void> {
    companion.taken = true;
    try {
      await this.context.storage.database.write((write) => companion.write(write));
    } catch (error) {
      if (!(error instanceof CommitUnknown)) companion.taken = false;
      throw error;
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
   * @param isStored whether the row is in the database, or may be
   * @returns what to tell the caller
   */
  private async takeBack(
    transit: Transit,
    row: NewMessage,
    isStored: boolean,
    cause: unknown,
  ): Promise<unknown> {
    const { uplink, storage, log } = this.context;
    this.acks.delete(row.id);
    log.debug({ err: cause, messageId: row.id }, 'a message was not sent');
    const gone = !uplink.isUp;
    const isUnknown = cause instanceof CommitUnknown;
    const isOutage = storage.database.isOutage(cause);
    // An outage ends the connection, too.
    if (gone && !isOutage && transit.relayed && statusCodeOf(cause) !== DisconnectReason.connectionClosed)
      return timedOut('unknown', transit);
    if (isOutage && !isUnknown) {
      if (!isStored) return cause;
      // What failed may have come after the message had left.
      this.resending.take(row);
      return notStored(cause, identityOf(transit));
    }
    try {
      await storage.database.write((write) => storage.messages.remove(write, row));
    } catch (error) {
      if (!storage.database.isOutage(error)) return error;
      if (isStored) this.resending.take(row);
      return notStored(cause, isStored ? identityOf(transit) : undefined);
    }
    if (isUnknown) return notStored(cause);
    if (cause instanceof Expired) return timedOut('not_sent');
    if (gone) return notConnected(uplink.status);
    const reason = isNewsletter(transit.letter.jid)
      ? 'the post could not be sent'
      : "the recipient's keys could not be fetched";
    return new WhatsAppFault('UPSTREAM_TIMEOUT', reason, { outcome: 'not_sent' });
  }

  private async answer(transit: Transit): Promise<SendResult> {
    const { id, at, acknowledged } = transit;
    const result = { ...identityOf(transit), timestamp: at, ...reachOf(transit) };
    if (!acknowledged) return { ...result, status: 'pending' };
    let progress: Progress;
    try {
      progress = await this.context.clock.within(this.settings.ackTimeoutMs, acknowledged);
    } catch (error) {
      if (!(error instanceof Expired)) throw error;
      this.acks.delete(id);
      return { ...result, status: 'pending' };
    }
    const { error, serverId } = progress;
    if (error === undefined)
      return { ...result, status: 'sent', ...(serverId !== undefined && { serverId }) };
    if (isNewsletter(transit.letter.jid)) throw postRefused(error, identityOf(transit));
    throw await this.restrictions.refusal(error, identityOf(transit));
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

/** How many people get a status post. A change of one says nothing about it. */
function reachOf({ audience, letter }: Transit): { recipients?: number } {
  return audience && letter.about === undefined ? { recipients: audience.people.length } : {};
}

/** Puts off the deadline of a message that many devices get. */
function putOff({ deadline }: Transit): (devices: number) => void {
  return (devices) => deadline.putOff(devices * DEVICE_MS);
}

/** @throws WhatsAppFault UPSTREAM_TIMEOUT if the caller no longer waits */
function stillWanted({ expired }: Transit): void {
  if (expired) throw timedOut('not_sent');
}

function timedOut(outcome: 'not_sent'): WhatsAppFault;
function timedOut(outcome: 'not_sent' | 'unknown', transit: Transit): WhatsAppFault;
function timedOut(outcome: 'not_sent' | 'unknown', transit?: Transit): WhatsAppFault {
  return new WhatsAppFault('UPSTREAM_TIMEOUT', 'WhatsApp did not answer in time', {
    outcome,
    ...(transit && outcome === 'unknown' ? identityOf(transit) : {}),
  });
}

/** How a send ended, by its error. */
function outcomeOf(error: unknown): SendOutcome {
  if (!(error instanceof WhatsAppFault)) return 'not_sent';
  return error.code === 'WHATSAPP_ERROR' && error.details.reason === undefined ? 'refused' : error.outcome;
}
