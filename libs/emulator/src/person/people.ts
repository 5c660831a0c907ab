import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import { chatAddressing } from '../stanzas/envelope.js';
import type { Receipts } from '../stanzas/receipts.js';
import type { ChatMessage } from './chat-log.js';
import { deleteDraft, editDraft, type EditForm, reactionDraft, textDraft } from './drafts.js';
import { contextInfo, type QuotedDraft } from './context.js';
import { mediaDraft, mediaMessage, type MediaTraits } from './media-drafts.js';
import type { PhoneMedia } from './phone-media.js';
import type { PhoneSender } from './phone-sender.js';

/** Something a person cannot do: no such message, more than one, or not theirs. */
export class CannotDo extends Error {
  constructor(
    readonly reason: 'not-found' | 'ambiguous' | 'not-theirs',
    message: string,
  ) {
    super(message);
  }
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
   * Writes a text.
   * @param mentions phone numbers
   * @returns the message's id
   * @throws CannotDo when the quoted message is not on the phone
   */
  write(
    account: Account,
    recipient: Account,
    text: string,
    quotedId?: string,
    mentions: string[] = [],
  ): Promise<string> {
    const quoted = quotedId === undefined ? undefined : this.quote(account, recipient, quotedId);
    const mentioned = this.mention(account, recipient, mentions);
    return this.sender.send(account, recipient, textDraft(text, quoted, mentioned));
  }

  /**
   * Uploads a file and sends it.
   * @param mentions phone numbers
   * @returns the message's id
   * @throws CannotDo when the quoted message is not on the phone
   */
  async share(
    account: Account,
    recipient: Account,
    traits: MediaTraits,
    plaintext: AsyncIterable<Buffer>,
    quotedId?: string,
    mentions: string[] = [],
  ): Promise<string> {
    const quoted = quotedId === undefined ? undefined : this.quote(account, recipient, quotedId);
    const mentioned = this.mention(account, recipient, mentions);
    const context = contextInfo(quoted, mentioned, traits.ephemeral);
    const file = await this.media.upload(account, traits.kind, plaintext);
    return this.sender.send(account, recipient, mediaDraft(traits, file, this.media.urlOf(file), context));
  }

  /** @throws CannotDo when the message is not there or not the person's own */
  edit(account: Account, id: string, text: string, form: EditForm, to?: string): Promise<string> {
    const { recipient, chat } = this.own(account, id, to);
    return this.sender.send(account, recipient, editDraft(id, chat, text, form));
  }

  /** Deletes for everyone. @throws CannotDo as `edit` */
  delete(account: Account, id: string, to?: string): Promise<string> {
    const { recipient, chat } = this.own(account, id, to);
    return this.sender.send(account, recipient, deleteDraft(id, chat));
  }

  /** @throws CannotDo when the message is not there */
  react(account: Account, id: string, emoji: string, to?: string): Promise<string> {
    const message = this.find(account, id, to);
    const recipient = this.directory.ensure(message.peer);
    const chat = recipient.jid(chatAddressing(account, recipient));
    return this.sender.send(account, recipient, reactionDraft(id, chat, message.fromMe, emoji));
  }

  /** Opens a message. @throws CannotDo when the message is not there or the person's own */
  read(account: Account, id: string, to?: string): void {
    const message = this.find(account, id, to);
    if (message.fromMe) throw new CannotDo('not-theirs', 'a person does not read messages of their own');
    const sender = this.directory.ensure(message.peer);
    message.read = true;
    account.chats.save(message);
    this.receipts.confirm(sender, id, { account, device: 0 }, 'read');
    this.receipts.readElsewhere(account, [id], sender.jid(chatAddressing(account, sender)));
  }

  private own(account: Account, id: string, to?: string) {
    const message = this.find(account, id, to);
    if (!message.fromMe) throw new CannotDo('not-theirs', 'people change messages of their own only');
    const recipient = this.directory.ensure(message.peer);
    return { recipient, chat: recipient.jid(chatAddressing(account, recipient)) };
  }

  private quote(account: Account, recipient: Account, id: string): QuotedDraft {
    const message = this.find(account, id, recipient.phone);
    const author = message.fromMe ? account : recipient;
    const { file, media, caption, text } = message;
    const content =
      file && media && mediaMessage({ ...media, kind: file.kind, caption }, file, this.media.urlOf(file));
    return { id, author: author.jid(chatAddressing(account, recipient)), text, content };
  }

  private mention(account: Account, recipient: Account, phones: string[]): string[] {
    const addressing = chatAddressing(account, recipient);
    return phones.map((phone) => this.directory.ensure(phone).jid(addressing));
  }

  /** @throws CannotDo when no message, or more than one, has that id */
  find(account: Account, id: string, peer?: string): ChatMessage {
    const [message, another] = account.chats.find(id, peer);
    if (!message) throw new CannotDo('not-found', 'this phone has no such message');
    if (another) throw new CannotDo('ambiguous', 'several chats have this id: say which with "to"');
    return message;
  }
}
