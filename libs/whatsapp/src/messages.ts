import type { MessageRow } from '#libs/storage';
import { parsePerson, parsePhone, parseRecipient } from './addresses.js';
import { deleteForMe } from './delete-for-me.js';
import { type FaultCode, type FaultDetails, invalid, refused, WhatsAppFault } from './faults.js';
import type { Instance } from './instance.js';
import { toMiaw } from './kept-messages.js';
import type { FetchedMedia } from './media/media-downloads.js';
import { markRead } from './read-receipt.js';
import {
  type Address,
  contactsLetter,
  editLetter,
  forwardLetter,
  locationLetter,
  mediaLetter,
  type OutgoingContact,
  type OutgoingLocation,
  type OutgoingMedia,
  type OutgoingPoll,
  pollLetter,
  reactionLetter,
  revocationLetter,
  textLetter,
} from './sending/letters.js';
import type { Letter, Origin } from './sending/letter.js';
import { editable, forwardable, revocable } from './sending/permissions.js';
import type { SendResult } from './sending/outbox.js';

/** What every message that is sent may say. */
export interface Outgoing extends Origin {
  /** Phone number or JID. */
  to: string;
  /** Id of the message that is answered. */
  quotedMessageId?: string;
  /** Phone numbers or JIDs of persons. */
  mentions?: string[];
}

/** A message by its id; `chatId` where several chats have the same. */
export interface Reference {
  messageId: string;
  /** Phone number or JID. */
  chatId?: string;
}

/** What became of a message for one of several recipients. */
export type ForwardResult = { to: string } & (
  | ({ status: 'sent' | 'pending' } & Omit<SendResult, 'status'>)
  | { status: 'failed'; error: { code: FaultCode; message: string; details: FaultDetails } }
);

/** Messages of all instances: sending, changing, reading. Checks come in the order of the contract. */
export class Messages {
  constructor(private readonly find: (instanceId: string) => Instance) {}

  /**
   * Tells early whether something could be sent now, before a file is fetched.
   * @param outgoing unset while it is not known yet
   * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_FOUND, MESSAGE_NOT_FOUND, CONFLICT, INSTANCE_NOT_CONNECTED
   */
  async checkReady(instanceId: string, outgoing?: Outgoing): Promise<void> {
    if (outgoing) await this.address(instanceId, outgoing);
    this.find(instanceId).outbox.socket();
  }

  async sendText(
    instanceId: string,
    { text, ...outgoing }: Outgoing & { text: string },
  ): Promise<SendResult> {
    checkText(text);
    return this.send(instanceId, outgoing, (address) => textLetter(address, text));
  }

  async sendMedia(instanceId: string, outgoing: Outgoing, media: OutgoingMedia): Promise<SendResult> {
    return this.send(instanceId, outgoing, (address) => mediaLetter(address, media));
  }

  async sendLocation(
    instanceId: string,
    outgoing: Outgoing,
    location: OutgoingLocation,
  ): Promise<SendResult> {
    return this.send(instanceId, outgoing, (address) => locationLetter(address, location));
  }

  async sendContacts(
    instanceId: string,
    outgoing: Outgoing,
    contacts: OutgoingContact[],
  ): Promise<SendResult> {
    const cards = contacts.map((card, index) => ({
      ...card,
      phone: parsePhone(card.phone, `contacts.${index}.phone`),
    }));
    return this.send(instanceId, outgoing, (address) => contactsLetter(address, cards));
  }

  async sendPoll(instanceId: string, outgoing: Outgoing, poll: OutgoingPoll): Promise<SendResult> {
    if (poll.selectableCount > poll.options.length)
      throw invalid('selectableCount', 'must not be more than there are options');
    return this.send(instanceId, outgoing, (address) => pollLetter(address, poll));
  }

  /** Changes the text, or the caption, of a message of ours. @throws WhatsAppFault CONFLICT when it cannot be changed */
  async edit(instanceId: string, reference: Reference, text: string): Promise<SendResult> {
    checkText(text);
    const { instance, row } = await this.known(instanceId, reference);
    return instance.outbox.send(editLetter(row, editable(row, instance.now()), text));
  }

  /** Deletes a message for everyone in its chat. @throws WhatsAppFault CONFLICT when it is not ours to delete */
  async deleteForEveryone(instanceId: string, reference: Reference): Promise<SendResult> {
    const { instance, row } = await this.known(instanceId, reference);
    revocable(row);
    return instance.outbox.send(revocationLetter(row));
  }

  /** Deletes a message on the account's own devices. */
  async deleteForMe(
    instanceId: string,
    reference: Reference,
  ): Promise<{ messageId: string; timestamp: number }> {
    const { instance, row } = await this.known(instanceId, reference);
    await instance.onSocket((socket) => deleteForMe(socket, row));
    const timestamp = instance.now();
    const { database, messages } = instance.journal;
    await database.write((write) =>
      messages.change(write, row, { text: null, content: null, deleted_at: timestamp }),
    );
    return { messageId: row.id, timestamp };
  }

  /** @param emoji empty: takes the reaction back */
  async react(instanceId: string, reference: Reference, emoji: string): Promise<SendResult> {
    const { instance, row } = await this.known(instanceId, reference);
    if (row.deleted_at !== null) throw new WhatsAppFault('CONFLICT', 'the message was deleted');
    return instance.outbox.send(reactionLetter(row, emoji));
  }

  /**
   * Sends a message once more, to others. One that fails for one recipient may still reach the others.
   * @param recipients phone numbers or JIDs
   */
  async forward(
    instanceId: string,
    reference: Reference,
    recipients: string[],
    origin: Origin = {},
  ): Promise<ForwardResult[]> {
    const jids = recipients.map((to, index) =>
      parseRecipient(to, recipients.length > 1 ? `to.${index}` : 'to'),
    );
    if (new Set(jids).size < jids.length) throw invalid('to', 'must not name anybody twice');
    const { instance, row } = await this.known(instanceId, reference);
    const content = forwardable(row);
    instance.outbox.socket();
    return Promise.all(
      jids.map((jid, index) =>
        this.forwardOne(instance, { ...forwardLetter(jid, row, content), origin }, recipients[index] ?? jid),
      ),
    );
  }

  /** Marks a message as read. @returns whether its sender is told */
  async read(
    instanceId: string,
    reference: Reference,
  ): Promise<{ messageId: string; chatId: string; told: boolean }> {
    const { instance, row } = await this.known(instanceId, reference);
    if (row.from_me === 1)
      throw new WhatsAppFault('CONFLICT', 'a message of the instance itself is not read by it');
    const told = await instance.onSocket((socket) => markRead(socket, row, instance.queryTimeoutMs));
    return { messageId: row.id, chatId: row.chat, told };
  }

  /**
   * What became of a request that sends one message, as far as it is known: after a crash its answer is lost, what it
   * sent is not. Undefined: nothing left, and nothing will.
   * @throws WhatsAppFault WHATSAPP_ERROR when WhatsApp has refused it
   */
  async sentBy(instanceId: string, request: string): Promise<SendResult | undefined> {
    const [row] = await this.find(instanceId).journal.messages.ofRequest(request);
    if (!row) return undefined;
    if (row.error !== null) throw refused(row.error, { messageId: row.id });
    return resultOf(row);
  }

  /** The same of a request that forwards. @param recipients as in the request */
  async forwardedBy(
    instanceId: string,
    request: string,
    recipients: string[],
  ): Promise<ForwardResult[] | undefined> {
    const rows = await this.find(instanceId).journal.messages.ofRequest(request);
    if (rows.length === 0) return undefined;
    return recipients.map((to) => {
      const jid = parseRecipient(to, 'to');
      const row = rows.find(({ remote_jid }) => remote_jid === jid);
      if (row && row.error === null) return { to, ...resultOf(row) };
      const fault = row?.error
        ? refused(row.error, { messageId: row.id })
        : new WhatsAppFault('UPSTREAM_TIMEOUT', 'the server ended before it was sent', {
            outcome: 'not_sent',
          });
      const { code, message, details } = fault;
      return { to, status: 'failed', error: { code, message, details } };
    });
  }

  /** Fetches the file of a message into `destination`. @throws WhatsAppFault as MediaDownloads.fetch */
  async media(instanceId: string, reference: Reference, destination: string): Promise<FetchedMedia> {
    const { instance, row } = await this.known(instanceId, reference);
    if (row.deleted_at !== null) throw new WhatsAppFault('CONFLICT', 'the message was deleted');
    return instance.downloads.fetch(row, destination);
  }

  private async send(
    instanceId: string,
    outgoing: Outgoing,
    write: (address: Address) => Letter,
  ): Promise<SendResult> {
    const { request, clientReference } = outgoing;
    const letter = write(await this.address(instanceId, outgoing));
    return this.find(instanceId).outbox.send({ ...letter, origin: { request, clientReference } });
  }

  private async address(instanceId: string, { to, quotedMessageId, mentions }: Outgoing): Promise<Address> {
    const jid = parseRecipient(to, 'to');
    const mentioned = mentions?.map((each, index) => parsePerson(each, `mentions.${index}`));
    const { messages } = this.find(instanceId);
    const quoted = quotedMessageId === undefined ? undefined : await messages.quotable(jid, quotedMessageId);
    return { jid, mentions: mentioned, quoted: quoted && toMiaw(quoted) };
  }

  private async known(instanceId: string, { messageId, chatId }: Reference) {
    const chat = chatId === undefined ? undefined : parseRecipient(chatId, 'chatId');
    const instance = this.find(instanceId);
    return { instance, row: await instance.messages.find(messageId, chat) };
  }

  private async forwardOne(instance: Instance, letter: Letter, to: string): Promise<ForwardResult> {
    try {
      return { to, ...(await instance.outbox.send(letter)) };
    } catch (error) {
      if (!(error instanceof WhatsAppFault)) throw error;
      const { code, message, details } = error;
      return { to, status: 'failed', error: { code, message, details } };
    }
  }
}

function checkText(text: string): void {
  if (text.trim() === '') throw invalid('text', 'must not be blank');
  // Half a surrogate pair has no UTF-8: it would make a message that other clients cannot parse.
  if (/\p{Cs}/u.test(text)) throw invalid('text', 'must be well-formed Unicode');
}

function resultOf({ id, at, status }: MessageRow): SendResult {
  return { messageId: id, timestamp: at, status: status === 'pending' ? 'pending' : 'sent' };
}
