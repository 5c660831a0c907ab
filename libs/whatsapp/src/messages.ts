import type { MessageRow, ScheduledCursor, ScheduledState } from '#libs/storage';
import { parsePerson, parseRecipient } from './addresses.js';
import { deleteForMe } from './delete-for-me.js';
import { type FaultCode, type FaultDetails, invalid, refused, WhatsAppFault } from './faults.js';
import type { Instance } from './instance.js';
import type { FetchedMedia } from './media/media-downloads.js';
import { markRead } from './read-receipt.js';
import {
  checkedDraft,
  checkText,
  type Draft,
  type ForwardDraft,
  letterOf,
  type Outgoing,
} from './sending/draft.js';
import {
  type Address,
  editLetter,
  forwardLetter,
  reactionLetter,
  revocationLetter,
} from './sending/letters.js';
import type { Letter, Origin } from './sending/letter.js';
import { editable, forwardable, revocable } from './sending/permissions.js';
import {
  type Schedule,
  type Scheduled,
  scheduledOf,
  type ScheduledView,
  scheduledView,
  type Waiting,
} from './sending/schedule.js';
import type { SendResult } from './sending/outbox.js';

/** How long a message that keeps to the pace may wait for a connection. */
const PACED_WAIT_MS = 60 * 60 * 1000;

/** A message by its id; `chatId` where several chats have the same. */
export interface Reference {
  messageId: string;
  /** Phone number or JID. */
  chatId?: string;
}

/** What became of a message for one of several recipients. */
export type ForwardResult = { to: string } & (
  | SendResult
  | Scheduled
  | { status: 'failed'; error: { code: FaultCode; message: string; details: FaultDetails } }
);

/** Messages of all instances: sending, changing, reading. Checks come in the order of the contract. */
export class Messages {
  constructor(private readonly find: (instanceId: string) => Instance) {}

  /**
   * Tells early whether something could be sent now, before a file is fetched.
   * @param outgoing unset while it is not known yet
   * @param later when it is to be sent, where that is not now: then it takes no connection
   * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_FOUND, MESSAGE_NOT_FOUND, CONFLICT, INSTANCE_NOT_CONNECTED
   */
  async checkReady(instanceId: string, outgoing?: Outgoing, later?: Schedule): Promise<void> {
    if (outgoing) await this.address(instanceId, outgoing);
    const instance = this.find(instanceId);
    if (!later || later.sendAt <= instance.now()) instance.outbox.socket();
  }

  /**
   * Sends a message, now or later.
   * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_FOUND, MESSAGE_NOT_FOUND, CONFLICT; those of `Outbox.send`
   *   when it is sent now
   */
  async send(
    instanceId: string,
    outgoing: Outgoing,
    asked: Draft,
    later?: Schedule,
  ): Promise<SendResult | Scheduled> {
    const draft = checkedDraft(asked);
    const address = await this.address(instanceId, outgoing);
    const instance = this.find(instanceId);
    const when = await departure(instance, later);
    const { request, clientReference } = outgoing;
    if (when) return only(await instance.schedule([{ outgoing, draft, when }]));
    return instance.outbox.send({ ...letterOf(address, draft), origin: { request, clientReference } });
  }

  /** Messages that are to be sent later, or were: those in a state, by their time. */
  async scheduled(
    instanceId: string,
    state: ScheduledState,
    page: { limit: number; after?: ScheduledCursor },
  ): Promise<{ messages: ScheduledView[]; next?: ScheduledCursor }> {
    const { journal, uid } = this.find(instanceId);
    const rows = await journal.scheduled.list(uid, state, { ...page, limit: page.limit + 1 });
    const shown = rows.slice(0, page.limit);
    return {
      messages: shown.map(scheduledView),
      next: rows.length > shown.length ? shown.at(-1) : undefined,
    };
  }

  /** @throws WhatsAppFault INSTANCE_NOT_FOUND, MESSAGE_NOT_FOUND */
  async scheduledMessage(instanceId: string, messageId: string): Promise<ScheduledView> {
    const { journal, uid } = this.find(instanceId);
    const row = await journal.scheduled.find(uid, messageId);
    if (!row)
      throw new WhatsAppFault('MESSAGE_NOT_FOUND', 'no message with this id is, or was, to be sent later');
    return scheduledView(row);
  }

  /** Takes a message back that has not left. @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT when it is too late */
  async cancelScheduled(instanceId: string, messageId: string): Promise<ScheduledView> {
    await this.scheduledMessage(instanceId, messageId);
    if (!(await this.find(instanceId).scheduler.cancel(messageId))) {
      const { state } = await this.scheduledMessage(instanceId, messageId);
      throw new WhatsAppFault('CONFLICT', 'the message does not wait any more', { state });
    }
    return this.scheduledMessage(instanceId, messageId);
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
   * Sends a message once more, to others, now or later. One that fails for one recipient may still reach the others.
   * @param recipients phone numbers or JIDs
   */
  async forward(
    instanceId: string,
    reference: Reference,
    recipients: string[],
    origin: Origin = {},
    later?: Schedule,
  ): Promise<ForwardResult[]> {
    const jids = recipients.map((to, index) =>
      parseRecipient(to, recipients.length > 1 ? `to.${index}` : 'to'),
    );
    if (new Set(jids).size < jids.length) throw invalid('to', 'must not name anybody twice');
    const { instance, row } = await this.known(instanceId, reference);
    const content = forwardable(row);
    const draft: ForwardDraft = { kind: 'forward', messageId: row.id, chatId: row.chat };
    const waiting = new Map<string, Waiting>();
    for (const to of recipients) {
      const when = await departure(instance, later);
      if (when) waiting.set(to, { outgoing: { to, ...origin }, draft, when });
    }
    const scheduled = await instance.schedule([...waiting.values()]);
    const places = [...waiting.keys()];
    return Promise.all(
      recipients.map(async (to, index) => {
        const kept = scheduled[places.indexOf(to)];
        if (kept) return { to, ...kept };
        return this.forwardOne(instance, { ...forwardLetter(jids[index] ?? to, row, content), origin }, to);
      }),
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
  async sentBy(instanceId: string, request: string): Promise<SendResult | Scheduled | undefined> {
    const { journal } = this.find(instanceId);
    const [row] = await journal.messages.ofRequest(request);
    if (!row) {
      const [waiting] = await journal.scheduled.ofRequest(request);
      return waiting && scheduledOf(waiting);
    }
    if (row.error !== null) throw refused(row.error, { messageId: row.id });
    return resultOf(row);
  }

  /** The same of a request that forwards. @param recipients as in the request */
  async forwardedBy(
    instanceId: string,
    request: string,
    recipients: string[],
  ): Promise<ForwardResult[] | undefined> {
    const { journal } = this.find(instanceId);
    const rows = await journal.messages.ofRequest(request);
    const waiting = await journal.scheduled.ofRequest(request);
    if (rows.length + waiting.length === 0) return undefined;
    return recipients.map((to) => {
      const jid = parseRecipient(to, 'to');
      const row = rows.find(({ remote_jid }) => remote_jid === jid);
      if (row && row.error === null) return { to, ...resultOf(row) };
      const kept = row ? undefined : waiting.find(({ recipient }) => recipient === to);
      if (kept) return { to, ...scheduledOf(kept) };
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

  private async address(instanceId: string, { to, quotedMessageId, mentions }: Outgoing): Promise<Address> {
    const jid = parseRecipient(to, 'to');
    const mentioned = mentions?.map((each, index) => parsePerson(each, `mentions.${index}`));
    return this.find(instanceId).address(jid, mentioned, quotedMessageId);
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

/** When a message leaves: as asked for, or by the pace of its instance; undefined: now. @throws WhatsAppFault */
async function departure(instance: Instance, later?: Schedule): Promise<Waiting['when'] | undefined> {
  if (later && later.sendAt > instance.now()) return later;
  // Before it takes a time that others could have had.
  instance.outbox.socket();
  // Without a pace nothing may come between a request and its place in the chat.
  const slot = instance.sendRatePerMinute === 0 ? undefined : await instance.slot();
  if (slot === undefined || slot <= instance.now()) return undefined;
  return { sendAt: slot, sendBy: slot + PACED_WAIT_MS, paced: true };
}

function only<T>([one]: T[]): T {
  if (one === undefined) throw new Error('there is none');
  return one;
}

function resultOf({ id, at, status }: MessageRow): SendResult {
  return { messageId: id, timestamp: at, status: status === 'pending' ? 'pending' : 'sent' };
}
