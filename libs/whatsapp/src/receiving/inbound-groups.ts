import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Clock } from '#libs/observability';
import { type NewEvent, type InstanceRow, isOperation, type Storage, type Write } from '#libs/storage';
import { isGroup, lidOf, phoneJid } from '../wire/jids.js';
import type { Self } from '../codec/envelope.js';
import { isSame, jidOf, type Named } from '../codec/group.js';
import { type GroupNews, readGroupNews } from '../codec/group-news.js';
import { canonical, type PhoneBook } from '../codec/message.js';
import { type GroupReceipt, readGroupReceipts } from '../codec/receipt.js';
import { slices } from '../codec/limits.js';
import { plausible } from '../codec/times.js';
import {
  groupUpdated,
  joinRequested,
  type Notice,
  participantsChanged,
  receiptReceived,
} from '../context/new-events.js';
import { keepTimer } from '../conversations/chat-timers.js';
import type { KnownGroups } from '../groups/known-groups.js';
import { readBook, savePair } from '../people/lid-map.js';
import type { KeptNode } from '../wire/stanza.js';

/** Records changes of groups, and receipts for messages to groups, as events. */
export class InboundGroups {
  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly clock: Clock,
    /** Gets the changes, too, for sending. */
    private readonly known: KnownGroups,
  ) {}

  /**
   * Records a notification once, even if it arrives again.
   * @returns whether it was about a group
   */
  async recordNews(stanza: BinaryNode, self: Self): Promise<boolean> {
    const all = readGroupNews(stanza);
    if (all.length === 0) {
      const { from = '', type } = stanza.attrs;
      if (type === 'w:gp2' && isGroup(from)) this.known.doubt(from);
      return false;
    }
    // Addresses are true whatever becomes of the rest; there can be thousands.
    for (const people of slices(all.flatMap(peopleIn)))
      await this.storage.database.write(async (write) => this.savePairs(write, people));
    await this.storage.database.write(async (write) => {
      const happened: NewEvent[] = [];
      for (const [index, news] of all.entries()) {
        const people = peopleIn(news);
        const book = await this.bookOf(write, people);
        happened.push(this.tell(news, self, book, { stanza: stanza.attrs['id'], index }));
        await this.keepTimer(write, news, Number(stanza.attrs['t']));
        await this.forgetLabels(write, news, self, book);
      }
      await this.storage.events.append(write, this.instance, happened);
    });
    // What comes from the queue may have been heard before, and overtaken since.
    if (stanza.attrs['offline'] === undefined) for (const news of all) this.known.hear(news, self);
    else this.known.doubt(stanza.attrs['from'] ?? '');
    return true;
  }

  /**
   * Records who received own messages. Receipts about anything else are ignored.
   * @returns whether it was such a receipt
   */
  async recordReceipts(stanza: KeptNode, self: Self): Promise<boolean> {
    const receipts = readGroupReceipts(stanza, self);
    if (receipts.length === 0) return false;
    const { database, lidMap } = this.storage;
    const single = receipts.flatMap(({ ids, ...rest }) => ids.map((id) => ({ ...rest, ids: [id] })));
    for (const some of slices(single))
      await database.write(async (write) => {
        const lids = some.flatMap(({ participantJid }) => lidOf(participantJid) ?? []);
        const book = await readBook(lidMap, write, this.instance.uid, lids, []);
        for (const receipt of some) await this.recordReceipt(write, receipt, book);
      });
    return true;
  }

  private async savePairs(write: Write, people: readonly Named[]): Promise<void> {
    for (const { phone, lid } of people)
      if (phone !== undefined && lid !== undefined)
        await savePair(this.storage, write, this.instance.uid, { phone, lid });
  }

  private async recordReceipt(
    write: Write,
    { groupJid, participantJid, ids, type, at }: GroupReceipt,
    book: PhoneBook,
  ): Promise<void> {
    const { messages, receipts, events } = this.storage;
    const participant = canonical(participantJid, book);
    const now = this.clock.now();
    const chat = canonical(groupJid, book);
    for (const id of ids) {
      const rows = await messages.byId(write, this.instance.uid, id, chat);
      const row = rows.find((each) => each.from_me === 1 && !isOperation(each.type));
      if (!row) continue;
      const data = { messageId: id, chatId: groupJid, participant, type, at: plausible(at, now) };
      await receipts.save(write, row.position, participant, type, data.at);
      await events.append(write, this.instance, [receiptReceived(now, data)]);
    }
  }

  /** @param at when the notification was sent, epoch seconds; may be NaN */
  private async keepTimer(write: Write, news: GroupNews, at: number): Promise<void> {
    const seconds = news.kind === 'update' ? news.changes.disappearingSeconds : undefined;
    if (seconds === undefined) return;
    const now = this.clock.now();
    const chat = canonical(news.groupJid, new Map());
    const since = plausible(at * 1000, now) / 1000;
    await keepTimer(this.storage, write, this.instance, chat, { seconds, setAt: Math.floor(since) }, now);
  }

  private tell(news: GroupNews, self: Self, book: PhoneBook, notice: Notice): NewEvent {
    const { groupJid } = news;
    const by = news.by && nameOf(news.by, book);
    const told = { groupJid, ...(by !== undefined && { by }) };
    const now = this.clock.now();
    if (news.kind === 'update') return groupUpdated(now, notice, { ...told, changes: news.changes });
    if (news.kind === 'request') {
      const { action, method } = news;
      const asking = news.people.flatMap((person) => nameOf(person, book) ?? []);
      return joinRequested(now, notice, { ...told, action, participants: asking, method });
    }
    const participants =
      news.kind === 'arrival'
        ? [phoneJid(self.phone)]
        : news.people.flatMap((person) => nameOf(person, book) ?? []);
    const previous =
      news.kind === 'participants'
        ? news.previous?.flatMap((person) => nameOf(person, book) ?? [])
        : undefined;
    return participantsChanged(now, notice, {
      ...told,
      action: news.action,
      participants,
      previousParticipants: previous,
    });
  }

  /** Those who are no longer in a group have no label in it (WhatsApp Web's `WAWebMemberLabelGroupRemoveHandler`). */
  private async forgetLabels(write: Write, news: GroupNews, self: Self, book: PhoneBook): Promise<void> {
    if (news.kind !== 'participants' || (news.action !== 'remove' && news.action !== 'leave')) return;
    const { memberLabels } = this.storage;
    const { uid } = this.instance;
    if (news.people.some((person) => isSame(person, self)))
      return memberLabels.removeGroup(write, uid, news.groupJid);
    const members = news.people.flatMap((person) => jidOf(named(person, book)) ?? []);
    await memberLabels.remove(write, uid, news.groupJid, members);
  }

  private async bookOf(write: Write, people: readonly Named[]): Promise<PhoneBook> {
    const lids = people.flatMap(({ phone, lid }) => (phone === undefined ? (lid ?? []) : []));
    return readBook(this.storage.lidMap, write, this.instance.uid, lids, []);
  }
}

/** All people that a change of a group names. */
function peopleIn(news: GroupNews): Named[] {
  return [...concernedBy(news), ...(news.by ? [news.by] : [])];
}

function concernedBy(news: GroupNews): readonly Named[] {
  switch (news.kind) {
    case 'participants':
      return [...news.people, ...(news.previous ?? [])];
    case 'arrival':
      return news.members;
    case 'request':
      return news.people;
    default:
      return [];
  }
}

/** Completes a LID by the phone number, if it is known. */
function named({ phone, lid }: Named, book: PhoneBook): Named {
  return { lid, phone: phone ?? (lid === undefined ? undefined : book.get(lid)) };
}

function nameOf(person: Named, book: PhoneBook): string | undefined {
  const jid = jidOf(person);
  return jid && canonical(jid, book);
}
