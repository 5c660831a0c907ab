import type { BinaryNode, proto } from '@whiskeysockets/baileys';
import type { Unavailable } from '#libs/events';
import {
  type Clock,
  inTrace,
  type Logger,
  parseTraceparent,
  Rounds,
  type Span,
  spanned,
} from '#libs/observability';
import {
  type ChatJid,
  type InboxEntry,
  type InboxRow,
  type InstanceRow,
  isOperation,
  type Storage,
  type Write,
} from '#libs/storage';
import { isGroup, lidJid, lidOf, phoneJid } from '../wire/jids.js';
import { readCall } from '../codec/call.js';
import { notificationKind } from '../codec/channel-news.js';
import { type Envelope, envelopeOf, readEnvelope, type Self } from '../codec/envelope.js';
import { canonical } from '../codec/message.js';
import { messageIn } from '../codec/peer.js';
import { readPresence } from '../codec/presence.js';
import type { GroupMember } from '../codec/group.js';
import { judgedGroup, type Reading, readRow } from '../codec/reading.js';
import { type Progress, readOwnReading, readOwnViews, readReceipt, receiptKind } from '../codec/receipt.js';
import { countsAsIgnored } from '../codec/stanzas.js';
import { plausible } from '../codec/times.js';
import { messageStatusChanged, presenceChanged } from '../context/new-events.js';
import { BotAnswers } from './bot-answers.js';
import { GroupAdmins, type KnownAdmins } from './group-admins.js';
import type { KnownGroups } from '../groups/known-groups.js';
import { InboundBlocklist } from './inbound-blocklist.js';
import { InboundChannels } from './inbound-channels.js';
import { InboundCalls } from './inbound-calls.js';
import { InboundContacts } from './inbound-contacts.js';
import { InboundGroups } from './inbound-groups.js';
import { InboundMessages } from './inbound-messages.js';
import { InboundPictures } from './inbound-pictures.js';
import { InboundPosts } from './inbound-posts.js';
import { MissingMessages } from './missing-messages.js';
import type { Ignored } from '../context/ignored.js';
import { lastingFault } from '../context/lasting-fault.js';
import { type KeptNode, parseKept, restore } from '../wire/stanza.js';
import { Identities } from '../people/identities.js';
import { savePair } from '../people/lid-map.js';
import { HistorySync } from './history.js';
import { slices } from '../codec/limits.js';
import { canonicalOf, readBook } from '../people/lid-map.js';
import type { MediaArchive } from '../media/media-archive.js';
import type { AutoRead } from '../conversations/auto-read.js';
import { markRead } from '../conversations/read-marks.js';
import { applyOwnChange, settlePostChange } from '../conversations/own-change.js';

const ROWS_PER_READ = 100;
/** Messages that our phone forwards at once, per unit of work: the event loop runs between two units. */
const INFOS_PER_UNIT = 25;
/** Wait before the database is asked again after it could not be written to, ms. */
const AGAIN_MS = 1_000;
/** Longest fault that is stored, in characters. */
const LONGEST_FAULT = 200;

/**
 * Turns the rows of the inbox into messages and events, live and after a restart. The events of a row, their deliveries and
 * its mark `recorded` are one commit. A row that itself cannot be recorded is settled with the fault and never read again.
 * Only an outage of the database leaves rows open.
 */
export class InboxWorker {
  readonly history: HistorySync;
  readonly missing: MissingMessages;
  readonly identities: Identities;
  private readonly rounds: Rounds;
  private readonly messages: InboundMessages;
  readonly calls: InboundCalls;
  private readonly groups: InboundGroups;
  private readonly contacts: InboundContacts;
  private readonly blocklist: InboundBlocklist;
  private readonly channels: InboundChannels;
  private readonly posts: InboundPosts;
  private readonly pictures: InboundPictures;
  private readonly bots: BotAnswers;
  private readonly admins: GroupAdmins;
  /** Grows with each row that is left open. */
  private opened = 0;
  /** What `opened` was when the latest round began that left no row open. */
  private drained = -1;

  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly self: () => Self | undefined,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly ignored: Ignored,
    /** Older history is not stored. */
    retentionDays: number,
    /** Asks WhatsApp for the members of a group, see {@link GroupAdmins}. */
    members: (group: string) => Promise<readonly GroupMember[]>,
    groups: KnownGroups,
    autoRead: Pick<AutoRead, 'expects'>,
    archive?: Pick<MediaArchive, 'expect'>,
  ) {
    this.history = new HistorySync(storage, instance, self, clock, logger, retentionDays);
    this.messages = new InboundMessages(storage, instance, clock, logger, ignored, autoRead, archive);
    this.missing = new MissingMessages(storage, instance, self, this.messages, clock, logger, ignored);
    this.calls = new InboundCalls(storage, instance, clock);
    this.groups = new InboundGroups(storage, instance, clock, groups);
    this.identities = new Identities(storage, instance, self, () => clock.now());
    this.contacts = new InboundContacts(storage, instance, clock, this.identities);
    this.blocklist = new InboundBlocklist(storage, instance, clock);
    this.channels = new InboundChannels(storage, instance, clock);
    this.pictures = new InboundPictures(storage, instance, clock);
    this.posts = new InboundPosts(storage, instance, clock, ignored);
    this.bots = new BotAnswers(storage, this.messages, clock, ignored);
    this.admins = new GroupAdmins(members, clock, logger);
    this.rounds = new Rounds(() => this.drain(), {
      clock,
      againMs: AGAIN_MS,
      onError: (error) => logger.error({ err: error }, 'the inbox could not be processed'),
    });
  }

  /**
   * Records a message in the unit of work that stores it, if everything that was received before is recorded.
   * @returns whether it is recorded; if not, `wake` has to be called after the commit
   */
  async recordAtOnce(write: Write, entry: InboxEntry): Promise<boolean> {
    const self = this.self();
    if (self && entry.kind === 'message' && this.drained === this.opened) {
      const reading = readRow(entry, self);
      if (reading.kind === 'message' && judgedGroup(reading).length === 0) {
        await this.traced(entry, () => this.recordMessage(write, reading, self));
        return true;
      }
    }
    const opening = () => (this.opened += 1);
    opening();
    // A round that began before the commit has not seen the row.
    this.storage.database.afterCommit(write, opening);
    return false;
  }

  /** Processes open rows. Cheap if no row is open; calls during a round lead to one more round. */
  wake(): void {
    this.rounds.wake();
  }

  /** Waits until no rows are being processed. */
  async idle(): Promise<void> {
    await this.rounds.idle();
  }

  /** Ends when what it knows of is processed. What could not be written now is processed by whoever has the instance next. */
  async end(): Promise<void> {
    await this.rounds.idle();
    await this.rounds.stop();
  }

  /**
   * Records a stanza that is not encrypted with a ratchet, before it is acknowledged.
   * @throws if it cannot be written: the stanza must not be acknowledged then
   */
  async record(kind: 'receipt' | 'notification' | 'call', stanza: KeptNode): Promise<void> {
    const self = this.self();
    if (!self) return;
    if (kind === 'call') await this.recordCall(stanza, self);
    else if (kind === 'notification') await this.recordNotification(stanza, self);
    else await this.recordReceipt(stanza, self);
  }

  /** Records the answer of WhatsApp's server to an own message. @throws if it cannot be written */
  async recordAnswer(answer: Progress): Promise<void> {
    await this.storage.database.write((write) => this.advance(write, answer));
  }

  private async recordReceipt(stanza: KeptNode, self: Self): Promise<void> {
    const reading = readOwnReading(stanza, self);
    if (reading) {
      for (const ids of slices(reading.ids))
        await this.storage.database.write((write) =>
          markRead(this.storage, write, this.instance.uid, { ...reading, ids }),
        );
      return;
    }
    const viewed = readOwnViews(stanza, self);
    if (viewed.length > 0) {
      await this.posts.recordOwnViews(viewed);
      return;
    }
    if (await this.posts.recordReceipts(stanza, self)) return;
    const isOfGroup = await this.groups.recordReceipts(stanza, self);
    const progress = readReceipt(stanza, self);
    if (progress)
      for (const ids of slices(progress.ids))
        await this.storage.database.write(async (write) => {
          const from = stanza.attrs['from'] ?? '';
          const chat = await canonicalOf(this.storage.lidMap, write, this.instance.uid, from);
          await this.keepReceipts(write, chat, { ...progress, ids });
          await this.advance(write, { ...progress, ids }, chat);
        });
    else if (!isOfGroup) this.ignore(receiptKind(stanza));
  }

  private async recordCall(stanza: KeptNode, self: Self): Promise<void> {
    const news = readCall(stanza);
    if (news) await this.storage.database.write((write) => this.calls.record(write, news, self));
    else this.ignore(['call', stanza.children?.[0]?.tag].join('/'));
  }

  private async recordNotification(stanza: KeptNode, self: Self): Promise<void> {
    // Earlier messages of the group are recorded first.
    await this.idle();
    this.admins.forget(stanza.attrs['from'] ?? '');
    const node = restore(stanza);
    // Whoever hears of it finds it.
    await this.pictures.record(node);
    const recorded =
      (await this.groups.recordNews(node, self)) ||
      (await this.contacts.record(node, self)) ||
      (await this.blocklist.record(node)) ||
      (await this.channels.record(node, self));
    if (!recorded) this.ignore(notificationKind(node));
  }

  private ignore(kind: string): void {
    if (countsAsIgnored(kind)) this.ignored.note(kind);
  }

  /**
   * Records a message whose content no linked device gets.
   * @throws if it cannot be written: the stanza must not be acknowledged then
   */
  async recordUnavailable(stanza: KeptNode, unavailable: Unavailable): Promise<void> {
    // Earlier messages of the chat are recorded first.
    await this.idle();
    await this.missing.report(stanza, unavailable);
  }

  /**
   * Records the answer of a bot.
   * @returns whether it could be read, so that it can be acknowledged like any other message
   * @throws if it cannot be written: the stanza must not be acknowledged then
   */
  async recordBotAnswer(node: BinaryNode): Promise<boolean> {
    // The question is recorded first.
    await this.idle();
    const self = this.self();
    return self !== undefined && this.bots.record(node, self);
  }

  /**
   * Records a post in a channel, which is not encrypted.
   * @throws if it cannot be written: the stanza must not be acknowledged then
   */
  async recordChannelPost(stanza: KeptNode): Promise<void> {
    const self = this.self();
    if (self) await this.posts.recordChannelPost(stanza, self);
  }

  /** Records a presence. WhatsApp expects no receipt for it, and does not repeat it. */
  async recordPresence(stanza: KeptNode): Promise<void> {
    const self = this.self();
    const news = self && readPresence(stanza, self);
    if (!news) return;
    const lids = [news.jid, news.participant].flatMap((jid) => lidOf(jid) ?? []);
    const { lidMap, events } = this.storage;
    await this.storage.database.write(async (write) => {
      const book = await readBook(lidMap, write, this.instance.uid, lids, []);
      const jid = canonical(news.jid, book);
      const participant = news.participant && canonical(news.participant, book);
      const event = presenceChanged(this.clock.now(), { ...news, jid, participant });
      await events.append(write, this.instance, [event]);
    });
  }

  private async drain(): Promise<void> {
    // Before the first login it is unknown which messages are our own.
    const self = this.self();
    if (!self) return;
    const { opened } = this;
    await this.recordOpen(self);
    this.drained = opened;
  }

  private async recordOpen(self: Self): Promise<void> {
    const { inbox } = this.storage;
    let after = 0;
    for (;;) {
      const positions = await inbox.open(this.instance.uid, after, ROWS_PER_READ);
      const last = positions.at(-1);
      if (last === undefined) return;
      const read = (await inbox.at(positions)).map((row) => ({ row, reading: readRow(row, self) }));
      const admins = await this.admins.of(read.flatMap(({ reading }) => judgedGroup(reading)));
      for (const run of runsOf(read)) {
        // Queued together, they share commits; the queue keeps their order.
        const recorded = run.map(({ row, reading }) =>
          this.traced(row, async (span) => {
            const faults = await this.recordRow(row, reading, self, admins);
            if (faults.length > 0) span?.fail('outage');
            return faults;
          }),
        );
        const outages = (await Promise.all(recorded)).flat();
        // What comes after it has to wait as well, or it would overtake.
        if (outages.length > 0) throw outages[0];
      }
      if (positions.length < ROWS_PER_READ) return;
      after = last;
    }
  }

  /** What arrives begins a trace, whatever woke the worker. It began when WhatsApp handed it over. */
  private async traced<T>(
    row: Pick<InboxRow, 'stanza_id' | 'kind' | 'received_at'>,
    work: (span: Span | undefined) => Promise<T>,
  ): Promise<T> {
    const attributes = {
      'messaging.system': 'whatsapp',
      'messaging.message.id': row.stanza_id,
      'miaw.instance': this.instance.instance_id,
      'miaw.kind': row.kind,
    };
    const start = { kind: 'consumer', attributes, parent: null, startedAt: row.received_at } as const;
    return spanned('receive', start, work);
  }

  /** @returns the error, if the row is not its cause */
  private async recordRow(
    row: InboxRow,
    reading: Reading,
    self: Self,
    admins: KnownAdmins,
  ): Promise<unknown[]> {
    if (reading.kind === 'unreadable') return this.settle(row, reading.envelope, reading.fault, self);
    const { database } = this.storage;
    try {
      const failed = await lastingFault(database, async () => {
        if (reading.kind === 'resent') await this.recordResent(reading.infos, self);
        await database.write((write) => this.recordReading(write, row, reading, self, admins));
      });
      if (!failed) return [];
      const { fault } = failed;
      this.logger.error({ err: fault, position: row.position }, 'a received payload could not be recorded');
      return await this.settle(row, reading.kind === 'message' ? reading.envelope : undefined, fault, self);
    } catch (outage) {
      return [outage];
    }
  }

  /**
   * Finishes a row that cannot be recorded, and reports its message if somebody else sent it.
   * @returns the error, if this could not be written
   */
  private async settle(
    row: InboxRow,
    envelope: Envelope | undefined,
    error: unknown,
    self: Self,
  ): Promise<unknown[]> {
    const { position, stanza_id: messageId } = row;
    const fault = String(error).slice(0, LONGEST_FAULT);
    this.logger.warn({ position, messageId, fault }, 'a received payload cannot be read, and is settled');
    const settle = (write: Write) => this.storage.inbox.settle(write, position, fault);
    try {
      await this.storage.database.write(async (write) => {
        if (envelope && row.kind === 'message') await this.messages.recordUnreadable(write, envelope, self);
        await settle(write);
      });
      return [];
    } catch (failure) {
      if (this.storage.database.isOutage(failure)) return [failure];
      this.logger.error({ err: failure, position }, 'an unreadable message could not be reported');
    }
    try {
      await this.storage.database.write(settle);
      return [];
    } catch (failure) {
      return [failure];
    }
  }

  private async recordReading(
    write: Write,
    row: InboxRow,
    reading: Exclude<Reading, { kind: 'unreadable' }>,
    self: Self,
    admins: KnownAdmins,
  ): Promise<void> {
    const { inbox } = this.storage;
    switch (reading.kind) {
      case 'history':
        await inbox.awaitHistory(write, row.position);
        return;
      case 'message': {
        // What our own phone sends to this device is for the server itself.
        const isHeard = row.kind === 'message';
        await this.recordMessage(write, reading, self, { admins, isHeard });
        break;
      }
      case 'post':
        await this.posts.recordStatus(write, reading.envelope, reading.message, self);
        break;
      case 'resent':
        // Its messages are recorded by now.
        break;
      case 'nothing':
        // Only this announcement may contain the addresses of the author.
        for (const pair of reading.envelope?.pairs ?? [])
          await savePair(this.storage, write, this.instance.uid, pair);
        if (row.payload && !reading.envelope) this.ignored.note('message/other');
    }
    await inbox.record(write, row);
  }

  private async recordMessage(
    write: Write,
    { envelope, message }: Extract<Reading, { kind: 'message' }>,
    self: Self,
    { admins, isHeard = true }: { admins?: KnownAdmins; isHeard?: boolean } = {},
  ): Promise<void> {
    const silent = await this.messages.record(write, envelope, message, self, admins);
    if (silent !== undefined && isHeard) this.ignored.note(`message/${silent}`);
  }

  /**
   * Records messages that our phone forwards, in units that let other work pass. A crash between two units is harmless: a
   * message that was recorded before does not cause a second event.
   */
  private async recordResent(infos: readonly proto.IWebMessageInfo[], self: Self): Promise<void> {
    for (let start = 0; start < infos.length; start += INFOS_PER_UNIT) {
      const unit = infos.slice(start, start + INFOS_PER_UNIT);
      await this.storage.database.write(async (write) => {
        for (const info of unit) await this.recordForwarded(write, info, self);
      });
    }
  }

  /** Records a message that our phone forwards. Its announcement says more about the author. */
  private async recordForwarded(write: Write, info: proto.IWebMessageInfo, self: Self): Promise<void> {
    const { inbox } = this.storage;
    const announced = await inbox.placeholders(write, this.instance.uid, info.key?.id ?? '');
    const [first] = announced;
    const envelope =
      (first && readEnvelope(parseKept(first.stanza), self, first.received_at)) ??
      envelopeOf(info, self, this.clock.now());
    const message = messageIn(info);
    if (!envelope || !message) return;
    const silent = await this.messages.record(write, envelope, message, self);
    if (silent !== undefined) this.ignored.note(`message/${silent}`);
    for (const { position } of announced) await inbox.finish(write, position);
  }

  /**
   * Keeps when messages to one person were received, read or played.
   * @param from JID of the person, as on the wire: nobody else tells so
   */
  private async keepReceipts(write: Write, chat: ChatJid, { ids, status, at }: Progress): Promise<void> {
    if (status !== 'delivered' && status !== 'read' && status !== 'played') return;
    const { messages, receipts } = this.storage;
    for (const id of ids)
      for (const row of await messages.byId(write, this.instance.uid, id, chat))
        if (row.from_me === 1 && !isOperation(row.type))
          await receipts.save(write, row.position, row.chat, status, plausible(at, this.clock.now()));
  }

  /** The JIDs of the account, without device. */
  private ownJids(): string[] {
    const { phone, lid } = this.self() ?? {};
    return [...(phone === undefined ? [] : [phoneJid(phone)]), ...(lid === undefined ? [] : [lidJid(lid)])];
  }

  /** @param chat of whoever reports it: others know the ids of messages, too; undefined: the server reports it */
  private async advance(write: Write, progress: Progress, chat?: ChatJid): Promise<void> {
    const at = plausible(progress.at, this.clock.now());
    const { status, error, serverId } = progress;
    if (status === 'pending') return;
    const { messages } = this.storage;
    for (const id of progress.ids) {
      // A change of a post has the id of the post, and is made only once that was accepted.
      const [changing] = chat === undefined ? await messages.changing(write, this.instance.uid, id) : [];
      if (changing) {
        await settlePostChange(write, messages, changing, { at, error });
        continue;
      }
      const row = await messages.advance(write, this.instance.uid, id, { status, at, error, serverId, chat });
      if (!row) continue;
      if (row.before === 'pending' && status !== 'failed')
        await applyOwnChange(write, this.storage, row, this.ownJids(), at);
      // Groups report progress per participant, in a separate event. Changes are not read by anyone.
      const settled = status === 'sent' || status === 'failed';
      if (!settled && (isGroup(row.chat) || isOperation(row.type))) continue;
      const event = messageStatusChanged(this.clock.now(), row, { status, at, error, serverId });
      // Whoever sent the message finds what has become of it in the same trace.
      const trace = parseTraceparent(row.traceparent);
      await inTrace(trace, () => this.storage.events.append(write, this.instance, [event]));
    }
  }
}

interface ReadRow {
  row: InboxRow;
  reading: Reading;
}

/**
 * Splits rows into those that can be queued together, in their order. A row that takes several units of work stands alone:
 * what is queued behind it would be recorded between its units.
 */
function runsOf(rows: readonly ReadRow[]): ReadRow[][] {
  const runs: ReadRow[][] = [];
  let together: ReadRow[] | undefined;
  for (const each of rows) {
    const alone = each.reading.kind === 'resent' && each.reading.infos.length > INFOS_PER_UNIT;
    if (alone || !together) runs.push((together = []));
    together.push(each);
    if (alone) together = undefined;
  }
  return runs;
}
