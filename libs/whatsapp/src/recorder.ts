import { proto } from '@whiskeysockets/baileys';
import type { Clock, Logger } from '#libs/observability';
import {
  type EventDraft,
  type InboxRow,
  type InstanceRow,
  isOperation,
  type MessageDraft,
  type MessageRow,
  type Write,
} from '#libs/storage';
import type { Payload, WebhookEvent } from '#libs/events';
import { isGroup, phoneJid, phoneOf } from './addresses.js';
import { type Content, interpret, type Said } from './codec/content.js';
import { type Envelope, readEnvelope, type Self } from './codec/envelope.js';
import { canonical, lidsIn, messagePayload, type PhoneBook, referencePayload } from './codec/message.js';
import { type Progress, readAck, readReceipt } from './codec/receipt.js';
import { readPayload } from './codec/wrapping.js';
import { type KeptNode, parseKept } from './stanza.js';
import type { Journal } from './journal.js';
import { readBook } from './phone-book.js';
import { applyOwnChange } from './sending/own-change.js';

const ROWS_PER_READ = 100;

/** Makes an event of the catalogue, with the payload that belongs to it. */
export function draft<E extends WebhookEvent>(
  event: E,
  data: Payload<E>,
  rest: Pick<EventDraft, 'at' | 'chat' | 'dedupe'>,
): EventDraft {
  return { event, data, ...rest };
}

/**
 * Turns what is in the inbox into messages and events: live, and after a restart what was left. Each row's
 * events, their deliveries and its mark `done` are one commit.
 */
export class Recorder {
  private running: Promise<void> | undefined;
  private again = false;
  /** Rows that could not be read; tried again at the next start. */
  private unreadable = new Set<number>();

  constructor(
    private readonly journal: Journal,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly self: () => Self | undefined,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /** Works through what is open. Cheap when nothing is; calls while it works are joined into one more round. */
  wake(): void {
    if (this.running) {
      this.again = true;
      return;
    }
    this.running = this.drain()
      .catch((error: unknown) => this.logger.error({ err: error }, 'the inbox could not be worked through'))
      .finally(() => {
        this.running = undefined;
        if (this.again) {
          this.again = false;
          this.wake();
        }
      });
  }

  /** Waits until nothing is being worked through. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  /**
   * Records a stanza that has no ratchet, before it is acknowledged.
   * @throws when the database refuses: the stanza must not be acknowledged then
   */
  async record(
    kind: Exclude<InboxRow['kind'], 'message' | 'peer'>,
    stanza: KeptNode,
  ): Promise<Progress | undefined> {
    const self = this.self();
    if (!self) return undefined;
    const progress = this.news(kind, stanza, self);
    if (!progress) return undefined;
    await this.journal.write((write) => this.advance(write, progress));
    return progress;
  }

  /** Notifications and calls have nothing to tell yet. */
  private news(kind: InboxRow['kind'], stanza: KeptNode, self: Self): Progress | undefined {
    if (kind === 'ack') return readAck(stanza);
    return kind === 'receipt' ? readReceipt(stanza, self) : undefined;
  }

  private async drain(): Promise<void> {
    // Before the first login nobody can say which messages are our own.
    if (!this.self()) return;
    let after = 0;
    for (;;) {
      const rows = await this.journal.inbox.open(this.instance.uid, after, ROWS_PER_READ);
      const work = rows.filter((row) => !this.unreadable.has(row.position));
      // Queued together, they share commits; the queue keeps their order.
      await Promise.all(work.map((row) => this.recordRow(row)));
      const last = rows.at(-1);
      if (!last || rows.length < ROWS_PER_READ) return;
      after = last.position;
    }
  }

  private async recordRow(row: InboxRow): Promise<void> {
    try {
      await this.journal.write(async (write) => {
        await this.recordMessage(write, row);
        await this.journal.inbox.record(write, row);
      });
    } catch (error) {
      this.unreadable.add(row.position);
      this.logger.error({ err: error, position: row.position }, 'a received payload could not be recorded');
    }
  }

  private async recordMessage(write: Write, row: InboxRow): Promise<void> {
    const self = this.self();
    if (!self || !row.payload) return;
    const envelope = readEnvelope(parseKept(row.stanza), self);
    if (!envelope) return;
    const { addresses } = this.journal;
    for (const { lid, phone } of envelope.pairs) await addresses.save(write, this.instance.uid, lid, phone);
    const message = readPayload(row.payload);
    const said = interpret(message);
    if (said.kind === 'nothing') return;
    const book = await this.lookUp(write, envelope, said);
    const chat = canonical(envelope.chatJid, book);
    const sender = envelope.fromMe ? phoneJid(self.phone) : canonical(envelope.authorJid, book);
    const events = await this.effects(write, { envelope, said, message, book, chat, sender });
    await this.journal.events.append(write, this.instance, events);
  }

  private async effects(write: Write, heard: Heard): Promise<EventDraft[]> {
    const { envelope, said, book, chat, sender } = heard;
    const rest = (event: WebhookEvent) => ({
      at: this.clock.now(),
      chat,
      dedupe: `${event}|${chat}|${sender}|${envelope.id}`,
    });
    if (said.kind === 'content') {
      await this.journal.messages.insert(write, this.messageRow(heard, said));
      if (envelope.fromMe) return [];
      return [draft('message', messagePayload(envelope, said, book), rest('message'))];
    }
    if (said.kind === 'nothing' || said.kind === 'vote' || said.kind === 'sealed-edit') return [];
    const target = await this.target(write, said.targetId, chat);
    const reference = referencePayload(envelope, said.targetId, book);
    if (said.kind === 'reaction') {
      return [draft('message_reaction', { ...reference, emoji: said.emoji }, rest('message_reaction'))];
    }
    // Nobody edits or, outside groups with their admins, deletes what somebody else wrote.
    const foreign = target !== undefined && target.sender !== sender;
    if (said.kind === 'edit') {
      if (foreign) return [];
      if (target) {
        const content = proto.Message.encode(said.content).finish();
        await this.journal.messages.change(write, target, {
          text: said.text,
          content,
          edited_at: reference.at,
        });
      }
      return [draft('message_edit', { ...reference, text: said.text }, rest('message_edit'))];
    }
    if (foreign && !envelope.isGroup) return [];
    if (target) {
      await this.journal.messages.change(write, target, {
        text: null,
        content: null,
        deleted_at: reference.at,
      });
    }
    return [draft('message_delete', reference, rest('message_delete'))];
  }

  private async target(write: Write, id: string, chat: string): Promise<MessageRow | undefined> {
    const [row] = await this.journal.messages.byId(write, this.instance.uid, id, chat);
    return row;
  }

  private messageRow(heard: Heard, said: Content): MessageDraft {
    const { envelope, message, chat, sender } = heard;
    return {
      instance: this.instance.uid,
      chat,
      sender,
      id: envelope.id,
      from_me: envelope.fromMe ? 1 : 0,
      remote_jid: envelope.chatJid,
      participant: envelope.participant,
      type: said.type,
      text: said.text ?? said.caption ?? null,
      content: proto.Message.encode(message).finish(),
      push_name: envelope.pushName ?? null,
      at: envelope.timestamp * 1000,
      status: envelope.fromMe ? 'sent' : null,
      status_at: null,
      error: null,
      edited_at: null,
      deleted_at: null,
    };
  }

  private async lookUp(write: Write, envelope: Envelope, said: Said): Promise<PhoneBook> {
    const book = await readBook(
      this.journal.addresses,
      write,
      this.instance.uid,
      lidsIn(envelope, said),
      [phoneOf(envelope.authorJid) ?? []].flat(),
    );
    for (const { lid, phone } of envelope.pairs) book.set(lid, phone);
    return book;
  }

  private async advance(write: Write, progress: Progress): Promise<void> {
    const at = progress.at ?? this.clock.now();
    const { status, error } = progress;
    if (status === 'pending') return;
    for (const id of progress.ids) {
      const row = await this.journal.messages.advance(write, this.instance.uid, id, status, at, error);
      if (!row) continue;
      if (row.before === 'pending' && status !== 'failed')
        await applyOwnChange(write, this.journal.messages, row, at);
      // Groups tell per participant, which is an event of its own; nobody reads a change.
      const settled = status === 'sent' || status === 'failed';
      if (!settled && (isGroup(row.chat) || isOperation(row.type))) continue;
      const event = draft(
        'message_status',
        { messageId: id, chatId: row.chat, status, at, error },
        { at: this.clock.now(), chat: row.chat, dedupe: `status|${row.chat}|${id}|${status}` },
      );
      await this.journal.events.append(write, this.instance, [event]);
    }
  }
}

/** A payload with all that is known about it. */
interface Heard {
  envelope: Envelope;
  said: Said;
  message: proto.IMessage;
  book: PhoneBook;
  chat: string;
  sender: string;
}
