import type { proto } from '@whiskeysockets/baileys';
import type { Clock, Logger } from '#libs/observability';
import type { ChatJid, InstanceRow, MessageRow, NewEvent, Storage, Write } from '#libs/storage';
import { lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import type { BotAnswer } from '../codec/bot-answer.js';
import { type Content, interpret, type Said } from '../codec/content.js';
import type { Envelope, Self } from '../codec/envelope.js';
import { isSame, namedBy } from '../codec/group.js';
import { usableId } from '../codec/limits.js';
import { labelChangeIn } from '../codec/member-label.js';
import {
  canonical,
  lidsIn,
  messagePayload,
  type PhoneBook,
  referencePayload,
  withPhones,
} from '../codec/message.js';
import { DELETES_AS_ADMIN } from '../codec/reading.js';
import { type SealedContent, sealedContentIn } from '../codec/sealed-content.js';
import type { Unavailable } from '#libs/events';
import type { Ignored } from '../context/ignored.js';
import {
  type Carrier,
  chatUpdated,
  contactUpdate,
  messageDeleted,
  messageEdited,
  messageKept,
  messagePinned,
  messageReceived,
  participantsChanged,
  pollVoted,
  reactionReceived,
  unreadableReceived,
} from '../context/new-events.js';
import type { KnownAdmins } from './group-admins.js';
import type { AutoRead } from '../conversations/auto-read.js';
import type { MediaArchive } from '../media/media-archive.js';
import { learnTimer } from '../conversations/chat-timers.js';
import type { About, AboutTarget, Heard } from './heard.js';
import { SealedContents } from './sealed-contents.js';
import { receivedRow } from '../conversations/message-row.js';
import { editedRow, keepOf, pinOf } from '../conversations/own-change.js';
import { readBook, savePair } from '../people/lid-map.js';

/** What changes a message itself. */
const CHANGES: ReadonlySet<Said['kind']> = new Set(['delete', 'edit', 'sealed-edit']);

/**
 * How long after a message an edit of it counts, by the times that WhatsApp's server gives both. The apps offer to edit for
 * 15 minutes; those of the recipients show edits of up to 20 (WhatsApp Web, `isParentWithinEditProcessingWindow`, by
 * `message_edit_window_duration_seconds`).
 */
const EDITS_COUNT_MS = 20 * 60_000;

/** Records messages and changes of messages, with their events. */
export class InboundMessages {
  private readonly sealed: SealedContents;

  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly ignored: Ignored,
    private readonly autoRead: Pick<AutoRead, 'expects'>,
    private readonly archive: Pick<MediaArchive, 'expect'> | undefined,
  ) {
    this.sealed = new SealedContents(storage, instance, logger);
  }

  /**
   * Records one message in the caller's unit of work. A message that was recorded before does not cause a second event.
   * @param admins admins of groups; in all other groups, nobody can delete messages of others
   * @returns the name of the content, if it becomes no event
   */
  async record(
    write: Write,
    envelope: Envelope,
    message: proto.IMessage,
    self: Self,
    admins: KnownAdmins = new Map(),
  ): Promise<string | undefined> {
    for (const pair of envelope.pairs) await savePair(this.storage, write, this.instance.uid, pair);
    const timer = await learnTimer(this.storage, write, this.instance, envelope, message, this.clock.now());
    if (timer) await this.reportTimer(write, envelope, timer);
    const sealed = sealedContentIn(message);
    const open = sealed ? await this.open(write, envelope, message, sealed, self) : message;
    const said = interpret(open);
    if (said.kind === 'nothing') return said.what;
    const heard = await this.place(write, envelope, said, self);
    await this.storage.events.append(write, this.instance, [
      ...(await this.hear(write, heard, said, open, admins)),
      ...(await this.hearLabel(write, heard, open)),
    ]);
    return undefined;
  }

  /** Somebody has set another timer for the chat. */
  private async reportTimer(
    write: Write,
    { timestamp }: Envelope,
    { chat, seconds }: { chat: ChatJid; seconds: number },
  ): Promise<void> {
    const data = { chatId: chat, expiresIn: seconds, at: timestamp * 1000 };
    await this.storage.events.append(write, this.instance, [chatUpdated(this.clock.now(), data)]);
  }

  /**
   * Records the answer of a bot in the caller's unit of work.
   * @returns whether it could be decrypted
   */
  async recordAnswer(write: Write, envelope: Envelope, answer: BotAnswer, self: Self): Promise<boolean> {
    const message = await this.sealed.answer(write, { envelope, self }, answer);
    if (!message) return false;
    const silent = await this.record(write, envelope, message, self);
    if (silent !== undefined) this.ignored.note(`message/${silent}`);
    return true;
  }

  /**
   * Records a message whose content this device does not have, in the caller's unit of work, with one event. If the message
   * arrives again and can be read, it gets its usual event, too.
   * @param unavailable why; undefined if it has the content, but cannot read it
   */
  async recordUnreadable(
    write: Write,
    envelope: Envelope,
    self: Self,
    unavailable?: Unavailable,
  ): Promise<void> {
    for (const pair of envelope.pairs) await savePair(this.storage, write, this.instance.uid, pair);
    const said: Content = { kind: 'content', type: 'unknown', unavailable };
    const heard = await this.place(write, envelope, said, self);
    const row = receivedRow(this.instance.uid, heard, envelope, said, undefined, statusOf(envelope));
    if (!(await this.storage.messages.insert(write, row))) return;
    const data = messagePayload(envelope, said, heard.book);
    const event = unreadableReceived(this.clock.now(), carrierOf(heard), data);
    await this.storage.events.append(write, this.instance, [event]);
  }

  /** @returns the message with its content decrypted, or as it was if that is impossible */
  private async open(
    write: Write,
    envelope: Envelope,
    message: proto.IMessage,
    sealed: SealedContent,
    self: Self,
  ): Promise<proto.IMessage> {
    const heard = await this.place(write, envelope, interpret(message), self);
    const target = await this.target(write, heard, { kind: 'content', targetId: sealed.targetId });
    return (await this.sealed.content(write, { ...heard, target }, sealed, message)) ?? message;
  }

  private async hear(
    write: Write,
    heard: Heard,
    said: Exclude<Said, { kind: 'nothing' }>,
    message: proto.IMessage,
    admins: KnownAdmins,
  ): Promise<NewEvent[]> {
    if (said.kind === 'content') return this.hearContent(write, heard, said, message);
    return this.hearAbout(write, heard, said, admins);
  }

  private async place(write: Write, envelope: Envelope, said: Said, self: Self): Promise<Heard> {
    const book = await this.lookUp(write, envelope, said);
    const chat = canonical(envelope.chatJid, book);
    const sender = envelope.fromMe ? phoneJid(self.phone) : canonical(envelope.authorJid, book);
    return { envelope, self, book, chat, sender };
  }

  private async hearContent(
    write: Write,
    heard: Heard,
    said: Content,
    message: proto.IMessage,
  ): Promise<NewEvent[]> {
    const { envelope, book } = heard;
    const row = receivedRow(this.instance.uid, heard, envelope, said, message, statusOf(envelope));
    row.read_due = this.autoRead.expects(write, row) ? 1 : 0;
    const { messages } = this.storage;
    const { isNew, isRenamed } = await messages.hear(write, row);
    if (!isNew) await messages.complete(write, row);
    await this.archive?.expect(write, row, said);
    const now = this.clock.now();
    const name = isRenamed ? envelope.pushName : undefined;
    const renamed = { jid: heard.sender, name, at: envelope.timestamp * 1000 };
    return [
      ...(name === undefined ? [] : [contactUpdate(now, `name|${envelope.id}`, renamed)]),
      messageReceived(now, carrierOf(heard), messagePayload(envelope, said, book)),
    ];
  }

  /** Keeps what the sender calls their role in the group. */
  private async hearLabel(write: Write, heard: Heard, message: proto.IMessage): Promise<NewEvent[]> {
    const { envelope, chat, sender } = heard;
    const change = envelope.isGroup ? labelChangeIn(message, envelope.timestamp * 1_000) : undefined;
    if (!change) return [];
    const { label, at } = change;
    const key = { instance: this.instance.uid, group_jid: chat, member: sender };
    if (!(await this.storage.memberLabels.save(write, { ...key, label, set_at: at }))) return [];
    const notice = { stanza: `label|${sender}|${envelope.id}`, index: 0 };
    const data = { groupJid: chat, by: sender, action: 'label' as const, participants: [sender], label };
    return [participantsChanged(this.clock.now(), notice, data)];
  }

  private async hearAbout(write: Write, heard: Heard, said: About, admins: KnownAdmins): Promise<NewEvent[]> {
    if (usableId(said.targetId) === undefined) {
      this.ignored.note('message/other');
      return [];
    }
    const target = await this.target(write, heard, said);
    if (!target && CHANGES.has(said.kind) && (await this.isKnown(write, said.targetId))) {
      // It is a message in another chat, which nobody can change from here. Whoever looks at the id alone would believe it.
      this.ignored.note('message/change/elsewhere');
      return [];
    }
    const reference = referencePayload(heard.envelope, said.targetId, heard.book, target?.chat);
    const about = { ...heard, target, reference };
    const now = this.clock.now();
    const carrier = carrierOf(about);
    switch (said.kind) {
      case 'reaction':
        return [reactionReceived(now, carrier, { ...reference, emoji: said.emoji })];
      case 'sealed-reaction': {
        const emoji = await this.sealed.reaction(write, about, said);
        return [reactionReceived(now, carrier, { ...reference, emoji })];
      }
      case 'pin':
        if (target) await this.storage.messages.change(write, target, pinOf(said, reference.at));
        return [messagePinned(now, carrier, { ...reference, pinned: said.pinned, until: said.until })];
      case 'keep':
        if (target)
          await this.storage.messages.change(write, target, keepOf(said, target, about.sender, reference.at));
        return [messageKept(now, carrier, { ...reference, kept: said.kept })];
      case 'vote': {
        const options = await this.sealed.vote(write, about, said);
        return [pollVoted(now, carrier, { ...reference, options })];
      }
      case 'delete':
        return this.hearDelete(write, about, said, admins);
      default:
        return this.hearEdit(write, about, said);
    }
  }

  private async hearEdit(
    write: Write,
    about: AboutTarget,
    said: Extract<About, { kind: 'edit' | 'sealed-edit' }>,
  ): Promise<NewEvent[]> {
    const { target, reference } = about;
    const barrier = target && this.editBarrier(about, target);
    if (barrier) {
      this.ignored.note(`message/edit/${barrier}`);
      return [];
    }
    const edit = said.kind === 'edit' ? said : await this.sealed.edit(write, about, said);
    if (target && edit) {
      const edited = { ...editedRow(target, edit), edited_at: reference.at };
      await this.storage.messages.change(write, target, edited);
    }
    const meaning = edit && interpret(edit.content);
    const content = meaning?.kind === 'content' ? meaning : undefined;
    const mentions = content?.context?.mentions ?? [];
    const { lidMap } = this.storage;
    const book = await readBook(
      lidMap,
      write,
      this.instance.uid,
      mentions.flatMap((jid) => lidOf(jid) ?? []),
      [],
    );
    const text = withPhones(edit?.text, mentions, book);
    const data = { ...reference, text, calendarEvent: content?.calendarEvent };
    return [messageEdited(this.clock.now(), carrierOf(about), data)];
  }

  /** Why an edit of a message does not count; undefined if it does. */
  private editBarrier(about: AboutTarget, target: MessageRow): 'deleted' | 'foreign' | 'late' | undefined {
    if (target.deleted_at !== null) return 'deleted';
    if (this.isForeign(about, target)) return 'foreign';
    // Calendar events can be changed for as long as they are not over.
    return target.type !== 'event' && about.reference.at - target.at >= EDITS_COUNT_MS ? 'late' : undefined;
  }

  /** Marks a message as deleted. Its content stays until its retention is over, but is no longer shown. */
  private async hearDelete(
    write: Write,
    about: AboutTarget,
    { targetId, author }: Extract<About, { kind: 'delete' }>,
    admins: KnownAdmins,
  ): Promise<NewEvent[]> {
    const { target, envelope, reference, sender, book } = about;
    // Of an unknown message only the deletion itself says whose it is.
    const claimed = envelope.isGroup && author !== undefined && canonical(author, book) !== sender;
    const foreign = target ? this.isForeign(about, target) : claimed;
    if (foreign && !mayDelete(about, admins)) {
      const { id: messageId, edit } = envelope;
      this.logger.warn(
        { messageId, targetId, edit, adminsKnown: admins.has(envelope.chatJid) },
        'a deletion does not count: its sender is neither the author nor known to be an admin of the group',
      );
      this.ignored.note('message/delete/foreign');
      return [];
    }
    if (target) await this.storage.messages.change(write, target, { deleted_at: reference.at });
    return [messageDeleted(this.clock.now(), carrierOf(about), reference)];
  }

  private isForeign({ sender, book }: Heard, target: MessageRow): boolean {
    return canonical(target.sender, book) !== sender;
  }

  /** Whether there is a message with an id, in whatever chat. */
  private async isKnown(write: Write, id: string): Promise<boolean> {
    return (await this.storage.messages.byId(write, this.instance.uid, id)).length > 0;
  }

  /** Finds the message that another one is about, in its chat, which may be stored under the LID of the other side. */
  private async target(
    write: Write,
    heard: Heard,
    said: Pick<About, 'targetId'> & { kind: Said['kind'] },
  ): Promise<MessageRow | undefined> {
    const { chat, sender, book } = heard;
    const rows = await this.storage.messages.byId(write, this.instance.uid, said.targetId);
    const here = rows.filter((row) => row.chat === chat || canonical(row.chat, book) === chat);
    if (said.kind === 'vote') return here.find((row) => row.type === 'poll');
    return here.find((row) => canonical(row.sender, book) === sender) ?? here[0];
  }

  private async lookUp(write: Write, envelope: Envelope, said: Said): Promise<PhoneBook> {
    const phone = phoneOf(envelope.authorJid);
    const book = await readBook(
      this.storage.lidMap,
      write,
      this.instance.uid,
      lidsIn(envelope, said),
      phone === undefined ? [] : [phone],
    );
    for (const pair of envelope.pairs) book.set(pair.lid, pair.phone);
    // Baileys may have learned the phone since the last message of the chat.
    const lid = lidOf(envelope.chatJid);
    const known = lid === undefined ? undefined : book.get(lid);
    if (lid !== undefined && known !== undefined) {
      await savePair(this.storage, write, this.instance.uid, { lid, phone: known });
    }
    return book;
  }
}

/** How far a message has got, which is known only of own ones. */
function statusOf({ fromMe }: Envelope): 'sent' | null {
  return fromMe ? 'sent' : null;
}

function carrierOf({ chat, sender, envelope }: Heard): Carrier {
  return { chat, sender, id: envelope.id };
}

/**
 * Whether somebody may delete messages of others: admins of the group, and our own phone, which offers this to admins only.
 * WhatsApp's server cannot check it, because deletions are encrypted and `edit` is only a claim of the sender.
 */
function mayDelete({ envelope, sender }: Heard, admins: KnownAdmins): boolean {
  const { isGroup, fromMe, edit, chatJid, authorJid } = envelope;
  if (!isGroup) return false;
  if (fromMe) return true;
  if (edit !== DELETES_AS_ADMIN) return false;
  const author = namedBy([sender, authorJid]);
  return admins.get(chatJid)?.some((admin) => isSame(admin, author)) ?? false;
}
