import {
  type ChatJid,
  CommitUnknown,
  DatabaseUnavailable,
  type MessageRow,
  type NewScheduled,
  parsed,
  type ScheduledRow,
} from '#libs/storage';
import { keptRecipient } from '../wire/jids.js';
import { notStored, WhatsAppFault } from '../faults.js';
import { canonicalChat } from '../people/lid-map.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { KnownMessages } from '../conversations/known-messages.js';
import { forwardLetter } from './changes.js';
import { letterOf } from './kinds/index.js';
import type { Letter } from './letter.js';
import { newMessageId, type Outbox } from './outbox.js';
import { forwardable } from './permissions.js';
import { recipientOf } from './recipient.js';
import {
  isKeptDraft,
  type KeptDraft,
  type Scheduled,
  scheduledOf,
  type ScheduledView,
  type Waiting,
} from './schedule.js';
import type { ScheduledList } from './scheduled-list.js';
import type { Scheduler, Sender } from './scheduler.js';

/** The scheduled messages of one instance. */
export class ScheduledMessages {
  constructor(
    private readonly context: InstanceContext,
    private readonly scheduler: Scheduler,
    private readonly stored: ScheduledList,
  ) {}

  /**
   * Schedules messages, all or none of them. Their files are moved to the instance.
   * @throws WhatsAppFault NOT_READY if the database fails, with the ids of the messages unless they are certainly not scheduled
   */
  async add(waiting: readonly Waiting[]): Promise<Scheduled[]> {
    if (waiting.length === 0) return [];
    const named = waiting.map((each) => ({ ...each, id: each.id ?? newMessageId() }));
    try {
      const rows = settledRows(await Promise.allSettled(named.map((each) => this.newRow(each))));
      const { database, scheduled } = this.context.storage;
      await database.write(async (write) => {
        for (const row of rows) await scheduled.insert(write, row);
      });
      this.scheduler.wake();
      return rows.map(scheduledOf);
    } catch (error) {
      this.scheduler.giveUp(named.filter(({ draft }) => 'media' in draft).map(({ id }) => id));
      if (error instanceof CommitUnknown) throw notStored(error, identityOf(named.map(({ id }) => id)));
      throw error instanceof DatabaseUnavailable ? notStored(error) : error;
    }
  }

  /** Cancels a message that has not left. @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT if it is too late */
  async cancel(messageId: string): Promise<ScheduledView> {
    await this.stored.get(messageId);
    if (!(await this.scheduler.cancel(messageId))) {
      const { state } = await this.stored.get(messageId);
      throw new WhatsAppFault('CONFLICT', 'the message is no longer scheduled', { state });
    }
    return this.stored.get(messageId);
  }

  private async newRow({ outgoing, draft, when, id }: Waiting & { id: string }): Promise<NewScheduled> {
    if ('media' in draft) await this.context.storage.scheduledFiles.keep(this.context, id, draft.media.path);
    const kept: KeptDraft = {
      outgoing,
      // Where the file is from now on is known by the id.
      draft: 'media' in draft ? { ...draft, media: { ...draft.media, path: '' } } : draft,
    };
    return {
      instance: this.context.uid,
      id,
      kind: draft.kind === 'media' ? draft.media.kind : draft.kind,
      recipient: outgoing.to,
      draft: JSON.stringify(kept),
      send_at: when.sendAt,
      send_by: when.sendBy,
      state: 'scheduled',
      error: null,
      client_reference: outgoing.clientReference ?? null,
      request: outgoing.request ?? null,
      created_at: this.context.clock.now(),
      settled_at: null,
      paced: when.paced ? 1 : 0,
    };
  }
}

function identityOf([messageId, ...others]: readonly (string | undefined)[]): object {
  return others.length === 0 ? { messageId } : { messageIds: [messageId, ...others] };
}

/** The rows of all messages, once none of them is being made. @throws why one could not be made */
function settledRows(results: readonly PromiseSettledResult<NewScheduled>[]): NewScheduled[] {
  return results.map((result) => {
    if (result.status === 'rejected') throw result.reason;
    return result.value;
  });
}

/** Sends scheduled messages through the outbox. */
export class ScheduledSender implements Sender {
  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownMessages,
    private readonly outbox: Outbox,
  ) {}

  isReady(): boolean {
    return this.context.uplink.isUp;
  }

  async hasLeft(id: string): Promise<boolean> {
    return (await this.own(id)).length > 0;
  }

  async wasRefused(id: string): Promise<boolean> {
    return (await this.own(id)).some(({ error }) => error !== null);
  }

  private async own(id: string): Promise<MessageRow[]> {
    const { storage, uid } = this.context;
    const rows = await storage.messages.byId(storage.database.read, uid, id);
    return rows.filter(({ from_me }) => from_me === 1);
  }

  async chatOf(recipient: string): Promise<ChatJid> {
    return canonicalChat(this.context, keptRecipient(recipient));
  }

  async send({ id, draft: json, request, client_reference }: ScheduledRow): Promise<void> {
    const kept = parsed(json ?? '', isKeptDraft);
    const origin = { request: request ?? undefined, clientReference: client_reference ?? undefined };
    const { outgoing, draft } = kept;
    if (!('media' in draft)) return this.post(kept, id, origin);
    const file = await this.context.storage.scheduledFiles.open(this.context, id);
    try {
      const media = { ...draft.media, path: file.path };
      await this.post({ outgoing, draft: { ...draft, media } }, id, origin);
    } finally {
      await file.close();
    }
  }

  private async post(kept: KeptDraft, id: string, origin: Letter['origin']): Promise<void> {
    await this.outbox.send({ ...(await this.letter(kept)), id, origin });
  }

  /** @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT if a message can no longer be forwarded or quoted */
  private async letter({ outgoing, draft }: KeptDraft): Promise<Letter> {
    const recipient = await recipientOf(this.known, outgoing);
    if (draft.kind !== 'forward') return letterOf(recipient, draft);
    const row = await this.known.find(draft.messageId, draft.chatId);
    return forwardLetter(recipient.jid, row, forwardable(row));
  }
}
