import { isOperation, type MessageRow, type Phone, type RequestId, type WireJid } from '#libs/storage';
import { isNewsletter, parseRecipient, phoneOf } from '../wire/jids.js';
import { isSameNumber } from '../wire/same-number.js';
import { canonicalChat } from '../people/lid-map.js';
import { postRefused } from '../channels/queries.js';
import { deleteForMe } from '../conversations/delete-for-me.js';
import { type FaultCode, type FaultDetails, invalid, refused, WhatsAppFault } from '../faults.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { KnownMessages, Reference } from '../conversations/known-messages.js';
import type { ReadReceipts } from '../conversations/read-receipts.js';
import { editLetter, forwardLetter, reactionLetter, revocationLetter } from './changes.js';
import { channelFaultOf, checkedDraft, type Draft, letterOf } from './kinds/index.js';
import { checkText } from './kinds/text.js';
import type { ChannelChanges } from './channel-changes.js';
import type { Destinations } from './destinations.js';
import type { Letter, Origin } from './letter.js';
import type { Outbox, SendResult } from './outbox.js';
import type { Pace } from './pace.js';
import { editable, forwardable, revocable } from './permissions.js';
import { requireLink } from './readiness.js';
import { type Outgoing, recipientOf } from './recipient.js';
import {
  type Departure,
  type ForwardDraft,
  isUnsent,
  type Schedule,
  type Scheduled,
  scheduledOf,
  unsent,
} from './schedule.js';
import type { ScheduledMessages } from './scheduled-messages.js';
import { audienceIn } from './status-audience.js';

/** The result of forwarding a message to one recipient. */
export type ForwardResult = { to: string } & (
  | SendResult
  | Scheduled
  | { status: 'failed'; error: { code: FaultCode; message: string; details: FaultDetails } }
);

/** Sends and changes messages of one instance. Checks are made in the order of the contract. */
export class Messages {
  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownMessages,
    private readonly outbox: Outbox,
    private readonly destinations: Destinations,
    private readonly pace: Pace,
    readonly scheduled: ScheduledMessages,
    private readonly channelChanges: ChannelChanges,
    private readonly receipts: ReadReceipts,
  ) {}

  /**
   * Checks whether a message can be sent, before its file is fetched.
   * @param outgoing undefined while it is not known yet
   * @param later when the message is to be sent, if not now: then no connection is needed
   * @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, CONFLICT, INSTANCE_NOT_CONNECTED
   */
  async checkReady(outgoing?: Outgoing, later?: Schedule): Promise<void> {
    if (outgoing) await recipientOf(this.known, outgoing);
    if (!later || later.sendAt <= this.context.clock.now()) requireLink(this.context);
  }

  /**
   * Sends a message, now or later.
   * @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, CONFLICT; as `Outbox.send` if it is sent now
   */
  async send(outgoing: Outgoing, asked: Draft, later?: Schedule): Promise<SendResult | Scheduled> {
    const draft = checkedDraft(asked);
    const recipient = await recipientOf(this.known, outgoing);
    const fault = isNewsletter(recipient.jid) ? channelFaultOf(draft) : undefined;
    if (fault) throw invalid(fault.field, fault.reason);
    const when = await this.pace.departure(later);
    const { request, clientReference } = outgoing;
    if (when) return only(await this.scheduled.add([{ outgoing, draft, when }]));
    return this.outbox.send({ ...letterOf(recipient, draft), origin: { request, clientReference } });
  }

  /** Changes the text or caption of an own message. @throws WhatsAppFault CONFLICT if it cannot be changed */
  async edit(reference: Reference, text: string): Promise<SendResult> {
    checkText(text);
    const row = await this.known.resolve(reference, 'own');
    if (isNewsletter(row.remote_jid)) return this.channelChanges.edit(row, text);
    return this.outbox.send(editLetter(row, editable(row, this.context.clock.now()), text));
  }

  /** Deletes a message for everyone in its chat. @throws WhatsAppFault CONFLICT if the account may not delete it */
  async deleteForEveryone(reference: Reference): Promise<SendResult> {
    const row = await this.known.resolve(reference, 'own');
    revocable(row);
    if (isNewsletter(row.remote_jid)) return this.channelChanges.delete(row);
    return this.outbox.send(revocationLetter(row));
  }

  /** Deletes a message on the account's own devices. */
  async deleteForMe(reference: Reference): Promise<{ messageId: string; timestamp: number }> {
    const row = await this.known.resolve(reference);
    if (isNewsletter(row.remote_jid))
      throw new WhatsAppFault('CONFLICT', 'a post in a channel can only be deleted for everyone');
    const { uplink, clock, storage } = this.context;
    await uplink.ask((socket) => deleteForMe(socket, row));
    const timestamp = clock.now();
    await storage.database.write((write) =>
      storage.messages.change(write, row, {
        text: null,
        details: null,
        content: null,
        deleted_at: timestamp,
      }),
    );
    return { messageId: row.id, timestamp };
  }

  /** @param emoji an empty string removes the reaction */
  async react(reference: Reference, emoji: string): Promise<SendResult> {
    const row = await this.known.resolve(reference);
    if (row.deleted_at !== null) throw new WhatsAppFault('CONFLICT', 'the message was deleted');
    if (isNewsletter(row.remote_jid)) return this.channelChanges.react(row, emoji);
    return this.outbox.send(reactionLetter(row, emoji));
  }

  /**
   * Forwards a message, now or later. A failure for one recipient does not affect the others.
   * @param recipients phone numbers or JIDs
   * @returns one result per recipient, in the order of `recipients`
   */
  async forward(
    reference: Reference,
    recipients: string[],
    origin: Origin = {},
    later?: Schedule,
  ): Promise<ForwardResult[]> {
    const each = recipients.map((to, index) => ({
      to,
      jid: parseRecipient(to, recipients.length > 1 ? `to.${index}` : 'to'),
    }));
    checkDifferent(await Promise.all(each.map(({ jid }) => canonicalChat(this.context, jid))));
    const row = await this.known.resolve(reference);
    await this.checkNumbers(each.map(({ jid }) => jid));
    const content = forwardable(row);
    const draft: ForwardDraft = { kind: 'forward', messageId: row.id, chatId: row.chat };
    const plan: { to: string; jid: WireJid; when?: Departure }[] = [];
    for (const one of each) plan.push({ ...one, when: await this.pace.departure(later) });
    const waiting = plan.flatMap(({ to, when }) =>
      when ? [{ outgoing: { to, ...origin }, draft, when }] : [],
    );
    const scheduled = await this.scheduled.add(waiting);
    const kept = new Map(waiting.map(({ outgoing }, index) => [outgoing.to, scheduled[index]]));
    return Promise.all(
      plan.map(async ({ to, jid, when }) =>
        when
          ? { to, ...only([kept.get(to)]) }
          : this.forwardOne({ ...forwardLetter(jid, row, content), origin }, to),
      ),
    );
  }

  /** Marks a message as read. @returns `told`: whether the sender gets the receipt */
  async read(reference: Reference): Promise<{ messageId: string; chatId: string; told: boolean }> {
    const row = await this.known.resolve(reference, 'theirs');
    if (row.from_me === 1)
      throw new WhatsAppFault('CONFLICT', 'an instance cannot mark its own message as read');
    const { uplink, storage } = this.context;
    const told = await uplink.ask((socket) => this.receipts.send(socket, row, uplink.timeoutMs));
    await storage.database.write((write) =>
      storage.chatStates.read(write, { instance: row.instance, chat: row.chat }, row.at),
    );
    return { messageId: row.id, chatId: row.chat, told };
  }

  /**
   * Finds the result of a request to send one message. After a crash the answer is lost, but the message is stored.
   * @returns undefined if the request sent nothing and will not send anything
   * @throws WhatsAppFault WHATSAPP_ERROR if WhatsApp refused the message, CHANNEL_NOT_FOUND; CONFLICT if it was scheduled, and
   *   then failed or was cancelled
   */
  async sentBy(request: RequestId): Promise<SendResult | Scheduled | undefined> {
    const { storage } = this.context;
    const [row] = await storage.messages.ofRequest(request);
    if (!row) {
      const [waiting] = await storage.scheduled.ofRequest(request);
      if (waiting && isUnsent(waiting)) throw unsent(waiting);
      return waiting && scheduledOf(waiting);
    }
    if (row.error !== null) {
      const identity = { messageId: row.id };
      throw isNewsletter(row.remote_jid) ? postRefused(row.error, identity) : refused(row.error, identity);
    }
    return resultOf(row);
  }

  /** Finds the result of a request to answer another message, see {@link sentBy}. @param messageId of that message */
  async answeredBy(request: RequestId, messageId: string): Promise<SendResult | undefined> {
    const [row] = await this.context.storage.messages.ofRequest(request);
    if (!row) return undefined;
    const identity = { messageId, operationId: row.id };
    if (row.error !== null) throw refused(row.error, identity);
    return { ...resultOf(row), ...identity };
  }

  /**
   * Finds the results of a request to forward a message, see {@link sentBy}.
   * @param recipients the recipients as in the request
   */
  async forwardedBy(request: RequestId, recipients: string[]): Promise<ForwardResult[] | undefined> {
    const { storage } = this.context;
    const rows = await storage.messages.ofRequest(request);
    const waiting = await storage.scheduled.ofRequest(request);
    if (rows.length + waiting.length === 0) return undefined;
    const chats = await Promise.all(
      recipients.map((to) => canonicalChat(this.context, parseRecipient(to, 'to'))),
    );
    return recipients.map((to, index) => {
      const row = rows.find(({ chat }) => chat === chats[index]);
      if (row && row.error === null) return { to, ...resultOf(row) };
      const kept = row ? undefined : waiting.find(({ recipient }) => recipient === to);
      if (kept) return isUnsent(kept) ? failure(to, unsent(kept)) : { to, ...scheduledOf(kept) };
      return failure(
        to,
        row?.error
          ? refused(row.error, { messageId: row.id })
          : new WhatsAppFault('UPSTREAM_TIMEOUT', 'the server stopped before the message was sent', {
              outcome: 'not_sent',
            }),
      );
    });
  }

  /**
   * Refuses recipients that are one account under two forms of its number, as far as WhatsApp can be asked about it now.
   * Numbers of which it does not know the account fail on their own.
   */
  private async checkNumbers(jids: readonly WireJid[]): Promise<void> {
    const phones = jids.map(phoneOf);
    const alike = jids.filter((_, index) =>
      phones.some((phone, other) => other !== index && isAlike(phone, phones[index])),
    );
    if (alike.length === 0 || !this.context.uplink.isUp) return;
    const chats = await Promise.all(
      alike.map(async (jid) => this.destinations.chatOf(jid).catch(() => undefined)),
    );
    checkDifferent(chats.filter((chat) => chat !== undefined));
  }

  private async forwardOne(letter: Letter, to: string): Promise<ForwardResult> {
    try {
      return { to, ...(await this.outbox.send(letter)) };
    } catch (error) {
      if (!(error instanceof WhatsAppFault)) throw error;
      return failure(to, error);
    }
  }
}

function isAlike(one: Phone | undefined, other: Phone | undefined): boolean {
  return one !== undefined && other !== undefined && isSameNumber(one, other);
}

/** @throws WhatsAppFault INVALID_REQUEST */
function checkDifferent(chats: readonly string[]): void {
  if (new Set(chats).size < chats.length) throw invalid('to', 'must not name a recipient twice');
}

function failure(to: string, { code, message, details }: WhatsAppFault): ForwardResult {
  return { to, status: 'failed', error: { code, message, details } };
}

function only<T>([one]: (T | undefined)[]): T {
  if (one === undefined) throw new Error('nothing was scheduled');
  return one;
}

/** The result of sending a stored message. */
export function resultOf({ id, at, status, server_id: serverId, audience, type }: MessageRow): SendResult {
  const numbered = serverId === null ? {} : { serverId };
  const people = isOperation(type) ? undefined : audienceIn(audience)?.people;
  const reached = people ? { recipients: people.length } : {};
  return {
    messageId: id,
    timestamp: at,
    status: status === 'pending' ? 'pending' : 'sent',
    ...numbered,
    ...reached,
  };
}
