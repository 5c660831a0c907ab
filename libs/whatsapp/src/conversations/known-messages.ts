import { type ChatJid, isOperation, type MessageRow, STATUS_CHAT } from '#libs/storage';
import { canonicalChat } from '../people/lid-map.js';
import { parseDestination, parsePerson } from '../wire/jids.js';
import { WhatsAppFault } from '../faults.js';
import type { InstanceContext } from '../context/instance-context.js';

/** Identifies a message by its id, and by `chatId` if several chats contain this id. */
export interface Reference {
  messageId: string;
  /** Phone number or JID, also of a channel. */
  chatId?: string;
}

/** Whose message is meant if several have the same id: that of the account, or that of somebody else. */
export type Whose = 'own' | 'theirs';

/** Finds the messages of one instance by the references of callers. */
export class KnownMessages {
  constructor(private readonly context: Pick<InstanceContext, 'uid' | 'storage'>) {}

  /**
   * A message to change or to pass on.
   * @param whose whose message is meant, where only one of them makes sense
   * @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, CONFLICT
   */
  async resolve(reference: Reference, whose?: Whose): Promise<MessageRow> {
    const row = await this.shown(reference, whose);
    if (isPost(row))
      throw new WhatsAppFault('CONFLICT', 'this is a status post, for which there are operations of its own');
    return row;
  }

  /** A message or a status post to show. @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, CONFLICT */
  async shown({ messageId, chatId }: Reference, whose?: Whose): Promise<MessageRow> {
    const chat = chatId === undefined ? undefined : parseDestination(chatId, 'chatId');
    const canonical = chat === undefined ? undefined : await canonicalChat(this.context, chat);
    const rows = await this.candidates(messageId, canonical);
    const meant = rows.filter(({ from_me }) => from_me === (whose === 'own' ? 1 : 0));
    return single(whose === undefined || meant.length === 0 ? rows : meant, 'messageId');
  }

  /**
   * The message with an id. Senders choose ids, so several chats can contain one id; `chat` then selects the message. Within
   * a chat the first one counts, as on phones: nobody can take an id that is known there.
   * @param chat JID of the chat, as a caller names it
   * @param field field of the request that contains the id
   * @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT
   */
  async find(id: string, chat?: string, field = 'messageId'): Promise<MessageRow> {
    const canonical = chat === undefined ? undefined : await canonicalChat(this.context, chat);
    return single(await this.candidates(id, canonical), field);
  }

  /**
   * A message to quote in a chat: one of this chat, a status post of its person, or else the only message with the id.
   * @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT
   */
  async quotable(chat: string, id: string): Promise<MessageRow> {
    const canonical = await canonicalChat(this.context, chat);
    const known = (await this.all(id)).filter((row) => row.content !== null && row.deleted_at === null);
    const here = known.filter((row) => row.chat === canonical);
    const posted = [];
    for (const row of known.filter(isPost))
      if ((await canonicalChat(this.context, row.sender)) === canonical) posted.push(row);
    const elsewhere = known.filter((row) => !isPost(row));
    return single([here, posted, elsewhere].find(({ length }) => length > 0) ?? [], 'quotedMessageId');
  }

  /**
   * The status post with an id.
   * @param own whether it is one of the account
   * @param author phone number or JID: several people can have posts with one id
   * @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, CONFLICT
   */
  async post(id: string, own: boolean, author?: string): Promise<MessageRow> {
    const jid =
      author === undefined ? undefined : await canonicalChat(this.context, parsePerson(author, 'author'));
    const posts: MessageRow[] = [];
    for (const row of (await this.all(id, STATUS_CHAT)).filter(({ from_me }) => (from_me === 1) === own))
      if (jid === undefined || (await canonicalChat(this.context, row.sender)) === jid) posts.push(row);
    const [post, another] = posts;
    if (!post) throw new WhatsAppFault('MESSAGE_NOT_FOUND', 'no status post with this id is known');
    if (another)
      throw new WhatsAppFault(
        'CONFLICT',
        'several people have a status post with this id: name one in author',
      );
    return post;
  }

  /** The messages with an id, the first to arrive first, without own operations: these have ids, too, but are not messages for callers. */
  private async candidates(id: string, chat?: ChatJid): Promise<MessageRow[]> {
    const rows = await this.all(id, chat);
    const messages = rows.filter((row) => !isPost(row));
    // Whoever chooses the id of somebody's message for a status post does not hide the message.
    return messages.length > 0 ? messages : rows;
  }

  private async all(id: string, chat?: ChatJid): Promise<MessageRow[]> {
    const { storage, uid } = this.context;
    const rows = await storage.messages.byId(storage.database.read, uid, id, chat);
    return rows.filter(({ type }) => !isOperation(type)).sort((one, other) => one.position - other.position);
  }
}

function isPost({ chat }: MessageRow): boolean {
  return chat === STATUS_CHAT;
}

function single([row, ...more]: MessageRow[], field: string): MessageRow {
  if (!row) {
    throw new WhatsAppFault('MESSAGE_NOT_FOUND', `${field} is not the id of a known message`, {
      fields: [{ field, reason: 'is not the id of a known message' }],
    });
  }
  if (more.some(({ chat }) => chat !== row.chat)) {
    throw new WhatsAppFault('CONFLICT', `${field} is the id of several messages`, {
      fields: [
        {
          field,
          reason: `is the id of messages in several chats${field === 'messageId' ? ': name the chat in chatId' : ''}`,
        },
      ],
    });
  }
  return row;
}
