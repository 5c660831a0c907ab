import type { proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import { Group } from '../groups/group.js';
import type { Recipients } from '../chats/recipients.js';
import { answerMessage, type CalendarEvent, type EventAnswer, eventMessage } from '../content/calendar.js';
import type { Poll } from '../content/poll.js';
import {
  type SealContext,
  sealComment,
  sealEdit,
  sealEventAnswer,
  sealEventEdit,
  sealVote,
} from '../content/sealed.js';
import { timerDraft } from '../content/timer.js';
import { quotable, secretIn, withText } from '../content/text.js';
import { chatAddressing, chatJid, chatKey, type Recipient } from '../chats/envelope.js';
import type { Receipts } from '../chats/receipts.js';
import { type ChatMessage, placeOf } from '../accounts/chat-log.js';
import { contextInfo, type QuotedDraft } from '../content/context.js';
import {
  answerDraft,
  bareEdit,
  commentDraft,
  type Draft,
  deleteDraft,
  editDraft,
  type EditForm,
  eventEditDraft,
  keepDraft,
  pinDraft,
  reactionDraft,
  sealedEditDraft,
  type Unavailable,
  voteDraft,
} from '../content/drafts.js';
import type { Original } from '../accounts/originals.js';
import { mediaDraft, type MediaTraits } from '../content/media-drafts.js';
import type { PhoneMedia } from './phone-media.js';
import type { PhoneSender } from './phone-sender.js';
import { type Statement, statementDraft } from '../content/statements.js';

/** What phones write as the address of a sticker, where no file is: only its `directPath` leads to one. */
const STICKER_URL = 'https://web.whatsapp.net';

/**
 * An action that a person cannot take, for example because the message is unknown, is someone else's, or its id is
 * already used.
 */
export class CannotDo extends Error {
  constructor(
    readonly reason: 'not-found' | 'ambiguous' | 'not-theirs' | 'forbidden' | 'impossible' | 'taken',
    message: string,
    /** The invalid field of the request. */
    readonly field = 'id',
  ) {
    super(message);
  }
}

/** The options of a message of any kind. */
export interface Manner {
  /** Default: a new id. */
  id?: string;
  /** Id of the quoted message. */
  quoted?: string;
  /** Phone numbers. */
  mentions?: string[];
  /** Seconds after which the message disappears. */
  ephemeral?: number;
  /** Whether only the recipient's phone gets the content. */
  onlyPhone?: boolean;
  /** Whether a business has chosen that only phones show it. */
  masked?: boolean;
}

function withheld({ onlyPhone, masked }: Manner): Unavailable | undefined {
  if (masked) return 'masked';
  return onlyPhone ? 'fanout' : undefined;
}

/** Messages as people send and change them on their phones. */
export class People {
  constructor(
    private readonly directory: Directory,
    private readonly recipients: Recipients,
    private readonly sender: PhoneSender,
    private readonly receipts: Receipts,
    private readonly media: PhoneMedia,
  ) {}

  /**
   * Sends a message.
   * @returns the message's id
   * @throws CannotDo when the quoted message is not on the phone or the id is already used
   */
  async say(
    account: Account,
    recipient: Recipient,
    statement: Statement,
    manner: Manner = {},
  ): Promise<string> {
    const context = this.context(account, recipient, manner);
    const { id } = manner;
    const unavailable = withheld(manner);
    return this.sender.send(account, recipient, { ...statementDraft(statement, context), id, unavailable });
  }

  /**
   * Uploads a file and sends it.
   * @returns the message's id
   * @throws CannotDo when the quoted message is not on the phone or the id is already used
   */
  async share(
    account: Account,
    recipient: Recipient,
    traits: MediaTraits,
    plaintext: AsyncIterable<Buffer>,
    manner: Manner = {},
  ): Promise<string> {
    const context = this.context(account, recipient, manner) ?? {};
    const file = await this.media.upload(account, traits.kind, plaintext);
    const { id, ephemeral } = manner;
    const url = traits.mediaUrl ?? (traits.kind === 'sticker' ? STICKER_URL : this.media.urlOf(file));
    const disappears = ephemeral ?? (context.expiration || undefined);
    const draft = mediaDraft({ ...traits, ephemeral: disappears }, file, url, context);
    const unavailable = traits.viewOnce && !traits.toCompanions ? 'view_once' : withheld(manner);
    return this.sender.send(account, recipient, { ...draft, id, unavailable });
  }

  /**
   * Sends any content under any attributes.
   * @returns the message's id
   * @throws CannotDo as `say`
   */
  async sendRaw(account: Account, recipient: Recipient, draft: Draft): Promise<string> {
    this.context(account, recipient, { id: draft.id });
    return this.sender.send(account, recipient, draft);
  }

  /**
   * The content of what the phone has sent or received under an id, of any kind.
   * @throws CannotDo when there is none
   */
  content(account: Account, id: string): proto.Message {
    const original = account.originals.withId(id);
    if (!original) throw new CannotDo('not-found', 'this phone has neither sent nor received this id');
    return original.message;
  }

  /** @throws CannotDo when the message is unknown, someone else's, or of a kind without text */
  async edit(account: Account, id: string, text: string, form: EditForm, to?: string): Promise<string> {
    const { message, other, chat, author } = this.pick(account, id, to, true);
    const original = this.original(account, message).message;
    const edited = withText(original, text);
    if (!edited) throw new CannotDo('impossible', 'this message has no text to edit');
    if (form !== 'secret') return this.sender.send(account, other, editDraft(id, chat, edited, form));
    const sealed = sealEdit(bareEdit(id, chat, edited), this.seal(account, message, other, author));
    return this.sender.send(account, other, sealedEditDraft(id, chat, sealed));
  }

  /**
   * Deletes a message for everyone. Group admins can delete messages of others.
   * @throws CannotDo when the message is unknown or someone else's
   */
  async delete(account: Account, id: string, to?: string): Promise<string> {
    const { other, key } = this.pick(account, id, to, this.isAdmin(account, id, to) ? undefined : true);
    return this.sender.send(account, other, deleteDraft(key));
  }

  /** @throws CannotDo when the message is unknown */
  async react(account: Account, id: string, emoji: string, to?: string): Promise<string> {
    const { other, key } = this.pick(account, id, to);
    return this.sender.send(account, other, reactionDraft(key, emoji));
  }

  /**
   * Pins a message for everyone.
   * @param seconds how long; 0 removes the pin
   * @throws CannotDo when the message is unknown, or the group leaves it to its admins
   */
  async pin(account: Account, id: string, seconds: number, to?: string): Promise<string> {
    const { other, key } = this.pick(account, id, to);
    this.checkMayMark(account, other);
    return this.sender.send(account, other, pinDraft(key, seconds));
  }

  /**
   * Keeps a disappearing message for everyone, or no longer keeps it.
   * @throws CannotDo as `pin`; when the message does not disappear
   */
  async keep(account: Account, id: string, kept: boolean, to?: string): Promise<string> {
    const { message, other, key } = this.pick(account, id, to);
    this.checkMayMark(account, other);
    if (!message.ephemeral) throw new CannotDo('impossible', 'this message does not disappear');
    return this.sender.send(account, other, keepDraft(key, kept));
  }

  /**
   * Votes in a poll; an empty list withdraws the vote.
   * @throws CannotDo when the poll is unknown or does not allow the choice
   */
  async vote(account: Account, id: string, options: string[], to?: string): Promise<string> {
    const { message, other, key, author } = this.pick(account, id, to);
    this.check(message.poll, options);
    const sealed = sealVote(options, this.seal(account, message, other, author));
    return this.sender.send(account, other, voteDraft(key, sealed));
  }

  /**
   * Answers an event.
   * @param guests how many the person brings
   * @throws CannotDo when the event is unknown
   */
  async answer(account: Account, id: string, given: EventAnswer, guests: number, to?: string) {
    const { message, other, key, author } = this.pick(account, id, to);
    this.checkEvent(message);
    const sealed = sealEventAnswer(answerMessage(given, guests), this.seal(account, message, other, author));
    return this.sender.send(account, other, answerDraft(key, sealed));
  }

  /** Changes an event of the person's own. @throws CannotDo when it is unknown or someone else's */
  async changeEvent(account: Account, id: string, event: CalendarEvent, to?: string): Promise<string> {
    const { message, other, chat, author } = this.pick(account, id, to, true);
    this.checkEvent(message);
    const sealed = sealEventEdit(eventMessage(event), this.seal(account, message, other, author));
    return this.sender.send(account, other, eventEditDraft(id, chat, sealed));
  }

  /** Comments on a message. @throws CannotDo when the message is unknown */
  async comment(account: Account, id: string, text: string, to?: string): Promise<string> {
    const { message, other, key, author } = this.pick(account, id, to);
    const sealed = sealComment({ conversation: text }, this.seal(account, message, other, author));
    return this.sender.send(account, other, commentDraft(key, sealed));
  }

  /** Sets after how many seconds messages of a chat disappear; 0 turns it off. */
  setTimer(account: Account, recipient: Account, seconds: number): Promise<string> {
    return this.sender.send(account, recipient, timerDraft(seconds));
  }

  /**
   * Marks messages of one author in one chat as read, all at once.
   * @throws CannotDo when one is unknown or the person's own, or they are not of one author and chat
   */
  readAll(account: Account, ids: string[], to?: string): void {
    const read = ids.map((id) => this.pick(account, id, to, false));
    const [first] = read;
    if (!first) throw new CannotDo('impossible', 'ids: must not be empty', 'ids');
    const { author, chat, other } = first;
    if (read.some((each) => each.author !== author || each.chat !== chat))
      throw new CannotDo('impossible', 'ids: must be of one author and chat', 'ids');
    for (const { message } of read) {
      message.read = true;
      account.chats.save(message);
    }
    this.receipts.confirmAll(author, ids, { account, device: 0 }, 'read');
    this.receipts.readElsewhere(account, ids, chat, author.jid(chatAddressing(account, other)));
  }

  /** Marks a message as read. @throws CannotDo when the message is unknown or the person's own */
  read(account: Account, id: string, to?: string): void {
    this.readAll(account, [id], to);
  }

  private check(poll: Poll | undefined, options: string[]): void {
    if (!poll) throw new CannotDo('impossible', 'this message is not a poll');
    const unknown = options.find((option) => !poll.options.includes(option));
    if (unknown !== undefined)
      throw new CannotDo('impossible', `options: the poll has no option ${unknown}`, 'options');
    const most = poll.selectableCount === 0 ? poll.options.length : poll.selectableCount;
    if (new Set(options).size !== options.length || options.length > most)
      throw new CannotDo('impossible', `options: must be up to ${most} different options`, 'options');
  }

  private checkEvent({ type }: ChatMessage): void {
    if (type !== 'event') throw new CannotDo('impossible', 'this message is not an event');
  }

  private isAdmin(account: Account, id: string, to?: string): boolean {
    const [message] = account.chats.find(id, to);
    const chat = message && this.recipients.of(message.peer);
    return chat instanceof Group && chat.isAdmin(account.phone);
  }

  /**
   * Finds a message on the phone, with its author, its chat, the chat's JID and the message's key.
   * @param own true for the person's own messages, false for those of others, undefined for both
   */
  private pick(account: Account, id: string, to?: string, own?: boolean) {
    const message = this.find(account, id, to, own);
    const { fromMe } = message;
    const other = this.recipients.of(message.peer);
    const addressing = chatAddressing(account, other);
    const chat = chatJid(other, addressing);
    const author = this.authorOf(account, message);
    const participant = other instanceof Group && !fromMe ? author.jid(addressing) : undefined;
    return { message, other, chat, author, key: { remoteJid: chat, fromMe, id, participant } };
  }

  private authorOf(account: Account, { fromMe, from }: ChatMessage): Account {
    const author = fromMe ? account : this.directory.findJid(from);
    if (!author) throw new CannotDo('not-found', 'the author of this message is unknown');
    return author;
  }

  /**
   * Checks the options of a message, and builds its context.
   * @returns undefined for a message without quote, mentions and expiration
   * @throws CannotDo when the quoted message is not on the phone or the id is already used
   */
  private context(account: Account, recipient: Recipient, manner: Manner) {
    const { id, quoted, mentions = [], ephemeral, masked } = manner;
    if (id !== undefined && account.sent.find(id))
      throw new CannotDo('taken', 'id: this person has already sent a message with this id');
    if (recipient instanceof Group) this.checkMay(account, recipient);
    if (recipient instanceof Group && masked)
      throw new CannotDo('impossible', 'masked: is not for groups', 'masked');
    const usual = recipient instanceof Group ? recipient.ephemeral : account.timers.get(recipient.phone);
    const disappears = ephemeral ?? (usual || undefined);
    if (quoted === undefined && mentions.length === 0 && disappears === undefined) return undefined;
    const addressing = chatAddressing(account, recipient);
    const mentioned = mentions.map((phone) => this.directory.ensure(phone).jid(addressing));
    const answered = quoted === undefined ? undefined : this.quote(account, recipient, quoted);
    return contextInfo(answered, mentioned, disappears);
  }

  private checkMay({ phone }: Account, group: Group): void {
    if (!group.has(phone)) throw new CannotDo('forbidden', 'to: this person is not in the group', 'to');
    if (group.announce && !group.isAdmin(phone))
      throw new CannotDo('forbidden', 'to: only admins can send messages in this group', 'to');
  }

  private checkMayMark({ phone }: Account, recipient: Recipient): void {
    if (recipient instanceof Group && recipient.locked && !recipient.isAdmin(phone))
      throw new CannotDo('forbidden', 'only admins can do this in this group', 'to');
  }

  private quote(account: Account, recipient: Recipient, id: string): QuotedDraft {
    const message = this.find(account, id, chatKey(recipient));
    const author = this.authorOf(account, message);
    const original = message.deleted ? undefined : account.originals.find(placeOf(message));
    return {
      id,
      author: author.jid(chatAddressing(account, recipient)),
      text: message.text,
      content: original && quotable(original.message),
    };
  }

  private original(account: Account, message: ChatMessage): Original {
    const original = account.originals.find(placeOf(message));
    if (!original) throw new CannotDo('not-found', 'this phone no longer has the content of the message');
    return original;
  }

  private seal(account: Account, message: ChatMessage, other: Recipient, author: Account): SealContext {
    const secret = secretIn(this.original(account, message).message);
    if (!secret) throw new CannotDo('impossible', 'this message has no secret');
    const addressing = chatAddressing(account, other);
    const jids = { author: author.jid(addressing), speaker: account.jid(addressing) };
    return { secret, messageId: message.id, ...jids };
  }

  /**
   * Finds a message on the phone.
   * @param own true for the person's own messages, false for those of others, undefined for both
   * @throws CannotDo when no message, or more than one, has this id
   */
  find(account: Account, id: string, peer?: string, own?: boolean): ChatMessage {
    const all = account.chats.find(id, peer).filter(({ deletedForMe }) => !deletedForMe);
    if (all.length === 0) throw new CannotDo('not-found', 'this phone has no message with this id');
    const [message, another] = all.filter(({ fromMe }) => own === undefined || fromMe === own);
    if (!message && own) throw new CannotDo('not-theirs', 'only the author can change this message');
    if (!message) throw new CannotDo('not-theirs', 'a person cannot mark their own message as read');
    if (another)
      throw new CannotDo('ambiguous', 'several chats have a message with this id: name one with `to`');
    return message;
  }
}
