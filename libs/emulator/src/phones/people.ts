import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import { Group } from '../groups/group.js';
import type { Recipients } from '../chats/recipients.js';
import type { Poll } from '../content/poll.js';
import { type SealContext, sealEdit, sealVote } from '../content/sealed.js';
import { quotable, secretIn, withText } from '../content/text.js';
import { chatAddressing, chatJid, chatKey, type Recipient } from '../chats/envelope.js';
import type { Receipts } from '../chats/receipts.js';
import { type ChatMessage, placeOf } from '../accounts/chat-log.js';
import { contextInfo, type QuotedDraft } from '../content/context.js';
import {
  bareEdit,
  deleteDraft,
  editDraft,
  type EditForm,
  reactionDraft,
  sealedEditDraft,
  voteDraft,
} from '../content/drafts.js';
import type { Original } from '../accounts/originals.js';
import { mediaDraft, type MediaTraits } from '../content/media-drafts.js';
import type { PhoneMedia } from './phone-media.js';
import type { PhoneSender } from './phone-sender.js';
import { type Statement, statementDraft } from '../content/statements.js';

/**
 * Something a person cannot do: no such message, more than one, not theirs, not allowed in the group, no such thing,
 * an id used before.
 */
export class CannotDo extends Error {
  constructor(
    readonly reason: 'not-found' | 'ambiguous' | 'not-theirs' | 'forbidden' | 'impossible' | 'taken',
    message: string,
    /** The field of the request that is at fault. */
    readonly field = 'id',
  ) {
    super(message);
  }
}

/** How something is said. */
export interface Manner {
  /** The message's id; a new one unless given. */
  id?: string;
  /** Id of the message that is answered. */
  quoted?: string;
  /** Phone numbers. */
  mentions?: string[];
  /** Seconds after which the message disappears. */
  ephemeral?: number;
  /** Only the recipient's phone can read it. */
  onlyPhone?: boolean;
}

/** What people do with the messages on their phones. */
export class People {
  constructor(
    private readonly directory: Directory,
    private readonly recipients: Recipients,
    private readonly sender: PhoneSender,
    private readonly receipts: Receipts,
    private readonly media: PhoneMedia,
  ) {}

  /**
   * Says something in a chat.
   * @returns the message's id
   * @throws CannotDo when the quoted message is not on the phone or the id was used before
   */
  async say(
    account: Account,
    recipient: Recipient,
    statement: Statement,
    manner: Manner = {},
  ): Promise<string> {
    const context = this.context(account, recipient, manner);
    const { id, onlyPhone } = manner;
    return this.sender.send(account, recipient, { ...statementDraft(statement, context), id, onlyPhone });
  }

  /**
   * Uploads a file and sends it.
   * @returns the message's id
   * @throws CannotDo as `say`
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
    const { id, onlyPhone, ephemeral } = manner;
    const url = traits.mediaUrl ?? this.media.urlOf(file);
    const disappears = ephemeral ?? (context.expiration || undefined);
    const draft = mediaDraft({ ...traits, ephemeral: disappears }, file, url, context);
    return this.sender.send(account, recipient, { ...draft, id, onlyPhone });
  }

  /** @throws CannotDo when the message is not there, not the person's own, or of a kind without text */
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
   * Deletes for everyone: messages of one's own, in groups as an admin those of others, too.
   * @throws CannotDo when the message is not there or not the person's own
   */
  async delete(account: Account, id: string, to?: string): Promise<string> {
    const { other, key } = this.pick(account, id, to, this.isAdmin(account, id, to) ? undefined : true);
    return this.sender.send(account, other, deleteDraft(key));
  }

  /** @throws CannotDo when the message is not there */
  async react(account: Account, id: string, emoji: string, to?: string): Promise<string> {
    const { other, key } = this.pick(account, id, to);
    return this.sender.send(account, other, reactionDraft(key, emoji));
  }

  /**
   * Votes in a poll; no options take the vote back.
   * @throws CannotDo when the poll is not there or does not allow that choice
   */
  async vote(account: Account, id: string, options: string[], to?: string): Promise<string> {
    const { message, other, key, author } = this.pick(account, id, to);
    this.check(message.poll, options);
    const sealed = sealVote(options, this.seal(account, message, other, author));
    return this.sender.send(account, other, voteDraft(key, sealed));
  }

  /** Opens a message. @throws CannotDo when the message is not there or the person's own */
  read(account: Account, id: string, to?: string): void {
    const { message, other, chat, author } = this.pick(account, id, to, false);
    message.read = true;
    account.chats.save(message);
    this.receipts.confirm(author, id, { account, device: 0 }, 'read');
    this.receipts.readElsewhere(account, [id], chat, author.jid(chatAddressing(account, other)));
  }

  private check(poll: Poll | undefined, options: string[]): void {
    if (!poll) throw new CannotDo('impossible', 'this message is no poll');
    const unknown = options.find((option) => !poll.options.includes(option));
    if (unknown !== undefined) throw new CannotDo('impossible', `options: there is no ${unknown}`, 'options');
    const most = poll.selectableCount === 0 ? poll.options.length : poll.selectableCount;
    if (new Set(options).size !== options.length || options.length > most)
      throw new CannotDo('impossible', `options: up to ${most} different ones`, 'options');
  }

  private isAdmin(account: Account, id: string, to?: string): boolean {
    const [message] = account.chats.find(id, to);
    const chat = message && this.recipients.of(message.peer);
    return chat instanceof Group && chat.isAdmin(account.phone);
  }

  /**
   * A message on the phone, its author and its chat: whom it is with, the JID by which the person names it, and
   * the key by which they name the message.
   * @param own true for those of the person, false for those of others, undefined for both
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
    if (!author) throw new CannotDo('not-found', 'nobody has written this message');
    return author;
  }

  /** What goes along with a message, undefined when that is nothing. @throws CannotDo as `say` */
  private context(account: Account, recipient: Recipient, { id, quoted, mentions = [], ephemeral }: Manner) {
    if (id !== undefined && account.sent.find(id))
      throw new CannotDo('taken', 'id: this person has sent a message with that id');
    if (recipient instanceof Group) this.checkMay(account, recipient);
    const usual = recipient instanceof Group && recipient.ephemeral > 0 ? recipient.ephemeral : undefined;
    const disappears = ephemeral ?? usual;
    if (quoted === undefined && mentions.length === 0 && disappears === undefined) return undefined;
    const addressing = chatAddressing(account, recipient);
    const mentioned = mentions.map((phone) => this.directory.ensure(phone).jid(addressing));
    const answered = quoted === undefined ? undefined : this.quote(account, recipient, quoted);
    return contextInfo(answered, mentioned, disappears);
  }

  private checkMay({ phone }: Account, group: Group): void {
    if (!group.has(phone)) throw new CannotDo('forbidden', 'to: this person is not in the group', 'to');
    if (group.announce && !group.isAdmin(phone))
      throw new CannotDo('forbidden', 'to: only admins write in this group', 'to');
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
    if (!original) throw new CannotDo('not-found', 'this phone no longer has the content of that message');
    return original;
  }

  private seal(account: Account, message: ChatMessage, other: Recipient, author: Account): SealContext {
    const secret = secretIn(this.original(account, message).message);
    if (!secret) throw new CannotDo('impossible', 'this message came without a secret');
    const addressing = chatAddressing(account, other);
    const jids = { author: author.jid(addressing), speaker: account.jid(addressing) };
    return { secret, messageId: message.id, ...jids };
  }

  /**
   * @param own as for `pick`
   * @throws CannotDo when no message, or more than one, has that id
   */
  find(account: Account, id: string, peer?: string, own?: boolean): ChatMessage {
    const all = account.chats.find(id, peer).filter(({ deletedForMe }) => !deletedForMe);
    if (all.length === 0) throw new CannotDo('not-found', 'this phone has no such message');
    const [message, another] = all.filter(({ fromMe }) => own === undefined || fromMe === own);
    if (!message && own) throw new CannotDo('not-theirs', 'people change messages of their own only');
    if (!message) throw new CannotDo('not-theirs', 'a person does not read messages of their own');
    if (another) throw new CannotDo('ambiguous', 'several chats have this id: say which with "to"');
    return message;
  }
}
