import { proto } from '@whiskeysockets/baileys';
import type { WebhookEvent } from '#libs/events';
import type { Clock, Logger } from '#libs/observability';
import type { EventDraft, InstanceRow, MessageRow, Storage, Write } from '#libs/storage';
import { lidJid, lidOf, phoneJid, phoneOf } from '../wire/jids.js';
import { type Content, interpret, type Said } from '../codec/content.js';
import { editedContent, openEdit } from '../codec/edits.js';
import type { Envelope, Self } from '../codec/envelope.js';
import { isSame, namedBy } from '../codec/group.js';
import { contentOf } from '../codec/known-message.js';
import { canonical, lidsIn, messagePayload, type PhoneBook, referencePayload } from '../codec/message.js';
import { readVote } from '../codec/polls.js';
import { DELETES_AS_ADMIN } from '../codec/reading.js';
import { draft } from '../context/new-event.js';
import type { KnownAdmins } from './group-admins.js';
import { receivedRow } from '../conversations/message-row.js';
import { readBook, savePair } from '../people/lid-map.js';

/** A message with all that is known about it. */
interface Heard {
  envelope: Envelope;
  self: Self;
  book: PhoneBook;
  /** Canonical. */
  chat: string;
  /** Canonical. */
  sender: string;
}

/** The same of what is about an earlier message, which may not be known. */
interface AboutTarget extends Heard {
  target: MessageRow | undefined;
  reference: ReturnType<typeof referencePayload>;
}

/** What is said about an earlier message. */
type About = Exclude<Said, Content | { kind: 'nothing' }>;

/** Writes down what was heard: messages, and what is done to them, with the events that tell of it. */
export class InboundMessages {
  constructor(
    private readonly storage: Storage,
    private readonly instance: Pick<InstanceRow, 'uid' | 'instance_id'>,
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {}

  /**
   * Records one message in the caller's unit of work. One that was recorded before makes no second event.
   * @param admins of groups; in all others nobody deletes what somebody else wrote
   */
  async record(
    write: Write,
    envelope: Envelope,
    message: proto.IMessage,
    self: Self,
    admins: KnownAdmins = new Map(),
  ): Promise<void> {
    for (const pair of envelope.pairs) await savePair(this.storage, write, this.instance.uid, pair);
    const said = interpret(message);
    if (said.kind === 'nothing') return;
    const heard = await this.place(write, envelope, said, self);
    const events =
      said.kind === 'content'
        ? await this.hearContent(write, heard, said, message)
        : await this.hearAbout(write, heard, said, admins);
    await this.storage.events.append(write, this.instance, events);
  }

  /**
   * Records a message of somebody else that cannot be read, in the caller's unit of work, with one event. Should the
   * message come in a form that can be read, it gets its usual event as well.
   */
  async recordUnreadable(write: Write, envelope: Envelope, self: Self): Promise<void> {
    for (const pair of envelope.pairs) await savePair(this.storage, write, this.instance.uid, pair);
    const said: Content = { kind: 'content', type: 'unknown' };
    const heard = await this.place(write, envelope, said, self);
    const row = receivedRow(this.instance.uid, heard, envelope, said, undefined, null);
    if (!(await this.storage.messages.insert(write, row))) return;
    const { dedupe, ...rest } = this.rest('message', heard);
    const data = messagePayload(envelope, said, heard.book);
    const event = draft('message', data, { ...rest, dedupe: `unreadable|${dedupe}` });
    await this.storage.events.append(write, this.instance, [event]);
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
  ): Promise<EventDraft[]> {
    const { envelope, book } = heard;
    const status = envelope.fromMe ? 'sent' : null;
    const row = receivedRow(this.instance.uid, heard, envelope, said, message, status);
    const { messages } = this.storage;
    if (!(await messages.insert(write, row))) await messages.complete(write, row);
    if (envelope.fromMe) return [];
    return [draft('message', messagePayload(envelope, said, book), this.rest('message', heard))];
  }

  private async hearAbout(
    write: Write,
    heard: Heard,
    said: About,
    admins: KnownAdmins,
  ): Promise<EventDraft[]> {
    const target = await this.target(write, heard, said);
    const reference = referencePayload(heard.envelope, said.targetId, heard.book);
    // Whoever was told of the message finds it under the same chat.
    if (target) reference.chatId = target.chat;
    const about = { ...heard, target, reference };
    if (said.kind === 'reaction') {
      const data = { ...reference, emoji: said.emoji };
      return [draft('message_reaction', data, this.rest('message_reaction', about))];
    }
    if (said.kind === 'vote') return this.hearVote(write, about, said);
    if (said.kind === 'delete') return this.hearDelete(write, about, admins);
    return this.hearEdit(write, about, said);
  }

  private async hearEdit(
    write: Write,
    about: AboutTarget,
    said: Extract<About, { kind: 'edit' | 'sealed-edit' }>,
  ): Promise<EventDraft[]> {
    const { target, reference } = about;
    // Nobody edits what somebody else wrote, or what is gone.
    if (target && (this.isForeign(about, target) || target.deleted_at !== null)) return [];
    const edit = said.kind === 'edit' ? said : await this.open(write, about, said);
    if (!edit) return [];
    if (target) {
      const content = proto.Message.encode(
        editedContent(contentOf(target), edit.content, edit.text),
      ).finish();
      await this.storage.messages.change(write, target, {
        text: edit.text,
        content,
        edited_at: reference.at,
      });
    }
    const data = { ...reference, text: edit.text };
    return [draft('message_edit', data, this.rest('message_edit', about))];
  }

  /** What a deleted message said stays until its retention is over, and is not shown. */
  private async hearDelete(write: Write, about: AboutTarget, admins: KnownAdmins): Promise<EventDraft[]> {
    const { target, envelope, reference } = about;
    if (target && this.isForeign(about, target) && !mayDelete(about, admins)) {
      const { id: messageId, edit } = envelope;
      this.logger.warn(
        { messageId, targetId: target.id, edit, adminsKnown: admins.has(envelope.chatJid) },
        'a deletion does not count: its sender is neither the author nor known to be an admin of the group',
      );
      return [];
    }
    if (target) await this.storage.messages.change(write, target, { deleted_at: reference.at });
    return [draft('message_delete', reference, this.rest('message_delete', about))];
  }

  private async hearVote(
    write: Write,
    about: AboutTarget,
    said: Extract<About, { kind: 'vote' }>,
  ): Promise<EventDraft[]> {
    const { target, reference, envelope } = about;
    const poll = target && contentOf(target);
    const creators = [target?.sender ?? [], said.creator ?? []].flat();
    const options =
      poll &&
      readVote(poll, said.targetId, said.sealed, {
        creators: await this.namesOf(write, about, creators),
        voters: await this.namesOf(write, about, [envelope.authorJid]),
      });
    if (!options) {
      this.tellUnread(about, said.targetId);
      return [];
    }
    return [draft('poll_vote', { ...reference, options }, this.rest('poll_vote', about))];
  }

  /** Opens an edit that is encrypted with the secret of the original. */
  private async open(
    write: Write,
    about: AboutTarget,
    { targetId, sealed }: Extract<About, { kind: 'sealed-edit' }>,
  ): Promise<{ text: string; content: proto.IMessage } | undefined> {
    const { target, envelope } = about;
    const original = target && contentOf(target);
    const people = await this.namesOf(write, about, [envelope.authorJid, target?.sender ?? []].flat());
    const inside = original && openEdit(sealed, original, targetId, people);
    const content = inside?.protocolMessage?.editedMessage ?? inside?.editedMessage?.message;
    const said = content && interpret(content);
    if (content && said?.kind === 'content') return { text: said.text ?? said.caption ?? '', content };
    this.tellUnread(about, targetId);
    return undefined;
  }

  /** Nobody can be told what it says, and another try would not change that. */
  private tellUnread({ envelope, target }: AboutTarget, targetId: string): void {
    this.logger.warn(
      { messageId: envelope.id, targetId, targetKnown: target !== undefined },
      'an edit or a vote cannot be decrypted: the message it refers to is unknown, or known under another address of its sender',
    );
  }

  private isForeign({ sender, book }: Heard, target: MessageRow): boolean {
    return canonical(target.sender, book) !== sender;
  }

  /** The message that something is about: in this chat, which may have been kept under the LID of the other side. */
  private async target(write: Write, heard: Heard, said: About): Promise<MessageRow | undefined> {
    const { chat, sender, book } = heard;
    const rows = await this.storage.messages.byId(write, this.instance.uid, said.targetId);
    const here = rows.filter((row) => row.chat === chat || canonical(row.chat, book) === chat);
    if (said.kind === 'vote') return here.find((row) => row.type === 'poll');
    return here.find((row) => canonical(row.sender, book) === sender) ?? here[0];
  }

  /** All JIDs, without device, that people may have gone by when they encrypted something. */
  private async namesOf(write: Write, { self }: Heard, jids: readonly string[]): Promise<string[]> {
    const { lidMap } = this.storage;
    const lids = jids.flatMap((jid) => lidOf(jid) ?? []);
    const phones = jids.flatMap((jid) => phoneOf(jid) ?? []);
    const book = await readBook(lidMap, write, this.instance.uid, lids, phones);
    if (self.lid) book.set(self.lid, self.phone);
    const names = new Set<string>();
    for (const phone of phones) names.add(phoneJid(phone));
    for (const lid of lids) names.add(lidJid(lid));
    for (const [lid, phone] of book) {
      if (!names.has(lidJid(lid)) && !names.has(phoneJid(phone))) continue;
      names.add(lidJid(lid)).add(phoneJid(phone));
    }
    return [...names];
  }

  private rest(event: WebhookEvent, heard: Heard & { target?: MessageRow }) {
    const { chat, sender, envelope, target } = heard;
    return {
      at: this.clock.now(),
      chat: target?.chat ?? chat,
      dedupe: `${event}|${chat}|${sender}|${envelope.id}`,
    };
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
    // Baileys may have learnt it by itself, since the chat's last message.
    const lid = lidOf(envelope.chatJid);
    const known = lid === undefined ? undefined : book.get(lid);
    if (lid !== undefined && known !== undefined) {
      await savePair(this.storage, write, this.instance.uid, { lid, phone: known });
    }
    return book;
  }
}

/**
 * Whether somebody may delete what others wrote: admins of the group, and our own phone, which offers it to admins
 * alone. WhatsApp's server cannot check it, because deletions are encrypted and `edit` is the sender's word.
 */
function mayDelete({ envelope, sender }: Heard, admins: KnownAdmins): boolean {
  const { isGroup, fromMe, edit, chatJid, authorJid } = envelope;
  if (!isGroup) return false;
  if (fromMe) return true;
  if (edit !== DELETES_AS_ADMIN) return false;
  const author = namedBy([sender, authorJid]);
  return admins.get(chatJid)?.some((admin) => isSame(admin, author)) ?? false;
}
