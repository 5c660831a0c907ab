import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import type { Poll } from '../kinds/poll.js';
import { type SealContext, sealEdit, sealVote } from '../kinds/sealed.js';
import { quotable, secretIn, withText } from '../kinds/text.js';
import { chatAddressing } from '../stanzas/envelope.js';
import type { Receipts } from '../stanzas/receipts.js';
import { type ChatMessage, placeOf } from './chat-log.js';
import { contextInfo, type QuotedDraft } from './context.js';
import {
  bareEdit,
  deleteDraft,
  editDraft,
  type EditForm,
  reactionDraft,
  sealedEditDraft,
  voteDraft,
} from './drafts.js';
import type { Original } from './originals.js';
import { mediaDraft, type MediaTraits } from './media-drafts.js';
import type { PhoneMedia } from './phone-media.js';
import type { PhoneSender } from './phone-sender.js';
import { type Statement, statementDraft } from './statements.js';

/** Something a person cannot do: no such message, more than one, not theirs, no such thing, an id used before. */
export class CannotDo extends Error {
  constructor(
    readonly reason: 'not-found' | 'ambiguous' | 'not-theirs' | 'impossible' | 'taken',
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
    recipient: Account,
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
    recipient: Account,
    traits: MediaTraits,
    plaintext: AsyncIterable<Buffer>,
    manner: Manner = {},
  ): Promise<string> {
    const context = this.context(account, recipient, manner) ?? {};
    const file = await this.media.upload(account, traits.kind, plaintext);
    const { id, onlyPhone, ephemeral } = manner;
    const url = traits.mediaUrl ?? this.media.urlOf(file);
    const draft = mediaDraft({ ...traits, ephemeral }, file, url, context);
    return this.sender.send(account, recipient, { ...draft, id, onlyPhone });
  }

  /** @throws CannotDo when the message is not there, not the person's own, or of a kind without text */
  async edit(account: Account, id: string, text: string, form: EditForm, to?: string): Promise<string> {
    const { message, other, chat } = this.own(account, id, to);
    const original = this.original(account, message).message;
    const edited = withText(original, text);
    if (!edited) throw new CannotDo('impossible', 'this message has no text to edit');
    if (form !== 'secret') return this.sender.send(account, other, editDraft(id, chat, edited, form));
    const sealed = sealEdit(bareEdit(id, chat, edited), this.seal(account, message, other));
    return this.sender.send(account, other, sealedEditDraft(id, chat, sealed));
  }

  /** Deletes for everyone. @throws CannotDo when the message is not there or not the person's own */
  async delete(account: Account, id: string, to?: string): Promise<string> {
    const { other, chat } = this.own(account, id, to);
    return this.sender.send(account, other, deleteDraft(id, chat));
  }

  /** @throws CannotDo when the message is not there */
  async react(account: Account, id: string, emoji: string, to?: string): Promise<string> {
    const { message, other, chat } = this.pick(account, id, to);
    return this.sender.send(account, other, reactionDraft(id, chat, message.fromMe, emoji));
  }

  /**
   * Votes in a poll; no options take the vote back.
   * @throws CannotDo when the poll is not there or does not allow that choice
   */
  async vote(account: Account, id: string, options: string[], to?: string): Promise<string> {
    const { message, other, chat } = this.pick(account, id, to);
    this.check(message.poll, options);
    const sealed = sealVote(options, this.seal(account, message, other));
    return this.sender.send(account, other, voteDraft(id, chat, message.fromMe, sealed));
  }

  /** Opens a message. @throws CannotDo when the message is not there or the person's own */
  read(account: Account, id: string, to?: string): void {
    const { message, other, chat } = this.pick(account, id, to, false);
    message.read = true;
    account.chats.save(message);
    this.receipts.confirm(other, id, { account, device: 0 }, 'read');
    this.receipts.readElsewhere(account, [id], chat);
  }

  private check(poll: Poll | undefined, options: string[]): void {
    if (!poll) throw new CannotDo('impossible', 'this message is no poll');
    const unknown = options.find((option) => !poll.options.includes(option));
    if (unknown !== undefined) throw new CannotDo('impossible', `options: there is no ${unknown}`, 'options');
    const most = poll.selectableCount === 0 ? poll.options.length : poll.selectableCount;
    if (new Set(options).size !== options.length || options.length > most)
      throw new CannotDo('impossible', `options: up to ${most} different ones`, 'options');
  }

  private own(account: Account, id: string, to?: string) {
    return this.pick(account, id, to, true);
  }

  /**
   * A message on the phone, and its chat: the other side, and the JID by which the person names it.
   * @param own true for those of the person, false for those of others, undefined for both
   */
  private pick(account: Account, id: string, to?: string, own?: boolean) {
    const message = this.find(account, id, to, own);
    const other = this.directory.ensure(message.peer);
    return { message, other, chat: other.jid(chatAddressing(account, other)) };
  }

  /** What goes along with a message, undefined when that is nothing. @throws CannotDo as `say` */
  private context(account: Account, recipient: Account, { id, quoted, mentions = [], ephemeral }: Manner) {
    if (id !== undefined && account.sent.find(id))
      throw new CannotDo('taken', 'id: this person has sent a message with that id');
    if (quoted === undefined && mentions.length === 0 && ephemeral === undefined) return undefined;
    const addressing = chatAddressing(account, recipient);
    const mentioned = mentions.map((phone) => this.directory.ensure(phone).jid(addressing));
    const answered = quoted === undefined ? undefined : this.quote(account, recipient, quoted);
    return contextInfo(answered, mentioned, ephemeral);
  }

  private quote(account: Account, recipient: Account, id: string): QuotedDraft {
    const message = this.find(account, id, recipient.phone);
    const author = message.fromMe ? account : recipient;
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

  private seal(account: Account, message: ChatMessage, other: Account): SealContext {
    const secret = secretIn(this.original(account, message).message);
    if (!secret) throw new CannotDo('impossible', 'this message came without a secret');
    const addressing = chatAddressing(account, other);
    const author = message.fromMe ? account : other;
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
