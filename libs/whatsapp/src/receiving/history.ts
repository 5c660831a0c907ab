import type { proto } from '@whiskeysockets/baileys';
import { type Clock, Lane, type Logger } from '#libs/observability';
import type { ChatJid, InboxIdentity, InstanceRow, Lid, Phone, Storage, Write } from '#libs/storage';
import { lidOf, phoneJid } from '../wire/jids.js';
import type { Self } from '../codec/envelope.js';
import { historyReported } from '../context/new-events.js';
import {
  answeredIn,
  type History,
  type PastChat,
  pastChats,
  type PastContact,
  pastContacts,
  pastPairs,
  type PastMessage,
  pastRecords,
  readPast,
} from '../codec/history.js';
import { interpret } from '../codec/content.js';
import { sealedContentIn } from '../codec/sealed-content.js';
import { canonical, lidsIn } from '../codec/message.js';
import { keepTimer } from '../conversations/chat-timers.js';
import { receivedRow } from '../conversations/message-row.js';
import { readBook, savePair } from '../people/lid-map.js';
import { SealedContents } from './sealed-contents.js';

/** The stanza that contained the history. */
type Source = Omit<InboxIdentity, 'digest'>;

/** Rows per unit of work, so that the event loop runs every few milliseconds, between two units. */
const ROWS_PER_UNIT = 25;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Stores the history that our phone sends when it links this device, and on request: chats and messages, without events of
 * their own. The answer to a request is one event.
 */
export class HistorySync {
  private readonly lane = new Lane();
  private readonly sealed: SealedContents;
  private ended = false;

  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly self: () => Self | undefined,
    private readonly clock: Clock,
    private readonly logger: Logger,
    /** Older messages are not stored. */
    private readonly retentionDays: number,
  ) {
    this.sealed = new SealedContents(storage, instance, logger);
  }

  /**
   * Stores what is new in the history, then finishes the message that contained it. If that fails, the message stays open
   * and the history is read again after the next login.
   */
  keep(history: History, source: Source | undefined): void {
    this.lane
      .run(() => this.store(history, source))
      .catch((error: unknown) => this.logger.error({ err: error }, 'history could not be stored'));
  }

  /** Waits until everything is stored. */
  async settled(): Promise<void> {
    await this.lane.idle();
  }

  /** Stops for good, wherever it is. */
  async end(): Promise<void> {
    this.ended = true;
    await this.lane.idle();
  }

  private async store(history: History, source: Source | undefined): Promise<void> {
    const self = this.self();
    if (!self) return;
    const now = this.clock.now();
    const since = now - this.retentionDays * DAY_MS;
    const { database, inbox } = this.storage;
    const { uid } = this.instance;
    await this.inUnits(pastPairs(history), (write, pair) => savePair(this.storage, write, uid, pair));
    const book = new Map<Lid, Phone>();
    const chats = pastChats(history, since, now);
    await this.inUnits(chats, (write, chat) => this.storeChat(write, chat, book));
    let stored = 0;
    await this.inUnits(pastRecords(history, since), async (write, record) => {
      if (await this.storeMessage(write, record, self, book)) stored += 1;
    });
    // An answer to a request says nothing about what is read: it is about a part of a chat, as it was when it was made.
    if (!answeredIn(history))
      await this.inUnits(chats, (write, chat) => this.storeReading(write, chat, book));
    // Names from the people themselves, in messages, come first.
    await this.inUnits(pastContacts(history), (write, contact) => this.storeContact(write, contact, book));
    if (this.ended) return;
    await database.write(async (write) => {
      await this.reportAnswer(write, history, stored, book);
      if (source) await inbox.finishHistory(write, uid, source);
    });
  }

  /** Reports that the phone has answered a request, in one unit with the end of the message that contained the answer. */
  private async reportAnswer(
    write: Write,
    history: History,
    count: number,
    book: Map<Lid, Phone>,
  ): Promise<void> {
    const answered = answeredIn(history);
    if (!answered) return;
    const { requestId, jid, more } = answered;
    const asked = await this.storage.historyRequests.end(write, this.instance.uid, requestId);
    // The phone number of the chat may have become known since the request.
    const chatId = jid === undefined ? asked?.chat : canonical(jid, book);
    if (chatId === undefined) return;
    const data = { chatId, requestId, status: 'received' as const, count, more };
    await this.storage.events.append(write, this.instance, [historyReported(this.clock.now(), data)]);
  }

  private async inUnits<T>(
    rows: readonly T[],
    store: (write: Write, row: T) => Promise<void>,
  ): Promise<void> {
    for (let start = 0; start < rows.length && !this.ended; start += ROWS_PER_UNIT) {
      const unit = rows.slice(start, start + ROWS_PER_UNIT);
      await this.storage.database.write(async (write) => {
        for (const row of unit) await store(write, row);
      });
    }
  }

  private async storeChat(
    write: Write,
    { jid, name, at, timer, labels }: PastChat,
    book: Map<Lid, Phone>,
  ): Promise<void> {
    const lid = lidOf(jid);
    await this.learn(write, book, lid === undefined ? [] : [lid]);
    const chat = canonical(jid, book);
    await this.storage.chats.insert(write, {
      instance: this.instance.uid,
      chat,
      name: name ?? null,
      last_at: at,
    });
    if (timer) await keepTimer(this.storage, write, this.instance, chat, timer, this.clock.now());
    await this.learn(
      write,
      book,
      labels.flatMap((each) => lidOf(each.jid) ?? []),
    );
    for (const { jid: member, label, at: set_at } of labels)
      await this.storage.memberLabels.save(write, {
        instance: this.instance.uid,
        group_jid: jid,
        member: canonical(member, book),
        label,
        set_at,
      });
  }

  /** Everything counts as read, except as many of the newest messages as the phone says, if it does. */
  private async storeReading(
    write: Write,
    { jid, at, unread }: PastChat,
    book: Map<Lid, Phone>,
  ): Promise<void> {
    if (unread === undefined) return;
    const key = { instance: this.instance.uid, chat: canonical(jid, book) };
    const { messages, chatStates } = this.storage;
    const until = unread === 0 ? at + 999 : await messages.timeOfHeard(write, key, unread, at + 999);
    if (until !== undefined) await chatStates.read(write, key, until);
  }

  private async storeContact(
    write: Write,
    { jid, name, pushName }: PastContact,
    book: Map<Lid, Phone>,
  ): Promise<void> {
    const lid = lidOf(jid);
    await this.learn(write, book, lid === undefined ? [] : [lid]);
    const { contacts } = this.storage;
    const key = { instance: this.instance.uid, jid: canonical(jid, book) };
    if (name) await contacts.suggest(write, key, name);
    if (pushName) await contacts.introduce(write, key, pushName);
  }

  private async storeMessage(
    write: Write,
    record: proto.IWebMessageInfo,
    self: Self,
    book: Map<Lid, Phone>,
  ): Promise<boolean> {
    const past = readPast(record, self, this.clock.now());
    if (!past) return false;
    const { envelope, status } = past;
    await this.learn(write, book, lidsIn(envelope, past.said));
    const chat = canonical(envelope.chatJid, book);
    const { said, message } = await this.open(write, past, self, chat);
    const sender = envelope.fromMe ? phoneJid(self.phone) : canonical(envelope.authorJid, book);
    const row = receivedRow(this.instance.uid, { chat, sender }, envelope, said, message, status);
    return this.storage.messages.insert(write, { ...row, ...past.marks });
  }

  /**
   * Decrypts a comment or the answer to an event, if the message to which it belongs is known. In a history that is usually
   * stored by then, because it is older.
   */
  private async open(
    write: Write,
    past: PastMessage,
    self: Self,
    chat: ChatJid,
  ): Promise<Pick<PastMessage, 'said' | 'message'>> {
    const sealed = sealedContentIn(past.message);
    if (!sealed) return past;
    const rows = await this.storage.messages.byId(write, this.instance.uid, sealed.targetId);
    const target = rows.find((row) => row.chat === chat);
    if (!target) return past;
    const about = { envelope: past.envelope, self, target };
    const message = await this.sealed.content(write, about, sealed, past.message);
    if (!message) return past;
    const said = interpret(message);
    return said.kind === 'content' ? { said, message } : past;
  }

  /** Looks up the LIDs that are not in the book yet, and adds them. */
  private async learn(write: Write, book: Map<Lid, Phone>, lids: readonly Lid[]): Promise<void> {
    const unknown = lids.filter((lid) => !book.has(lid));
    if (unknown.length === 0) return;
    const found = await readBook(this.storage.lidMap, write, this.instance.uid, unknown, []);
    for (const [lid, phone] of found) book.set(lid, phone);
  }
}
