import { isOperation, type MessageRow } from '#libs/storage';
import { canonicalChat } from '../people/lid-map.js';
import { parseRecipient } from '../wire/jids.js';
import { WhatsAppFault } from '../faults.js';
import type { InstanceContext } from '../context/instance-context.js';

/** A message by its id; `chatId` where several chats have the same. */
export interface Reference {
  messageId: string;
  /** Phone number or JID. */
  chatId?: string;
}

/** Messages of one instance that are known, by what callers know of them. */
export class KnownMessages {
  constructor(private readonly context: Pick<InstanceContext, 'uid' | 'storage'>) {}

  /** @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, CONFLICT */
  async resolve({ messageId, chatId }: Reference): Promise<MessageRow> {
    const chat = chatId === undefined ? undefined : parseRecipient(chatId, 'chatId');
    return this.find(messageId, chat);
  }

  /**
   * The one message with an id. Ids are their senders' choice: where several chats have the same, `chat` says which.
   * @param chat JID of the chat, as a caller names it
   * @param field the field of the request that holds the id
   * @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT
   */
  async find(id: string, chat?: string, field = 'messageId'): Promise<MessageRow> {
    const canonical = chat === undefined ? undefined : await canonicalChat(this.context, chat);
    return single(await this.candidates(id, canonical), field);
  }

  /**
   * A message to be quoted in a chat: one of that chat, or the only one with that id.
   * @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT
   */
  async quotable(chat: string, id: string): Promise<MessageRow> {
    const canonical = await canonicalChat(this.context, chat);
    const known = (await this.candidates(id)).filter(
      (row) => row.content !== null && row.deleted_at === null,
    );
    const here = known.filter((row) => row.chat === canonical);
    return single(here.length > 0 ? here : known, 'quotedMessageId');
  }

  /** Operations of ours have ids of their own, and are no messages to anybody. */
  private async candidates(id: string, chat?: string): Promise<MessageRow[]> {
    const { storage, uid } = this.context;
    const rows = await storage.messages.byId(storage.database.read, uid, id, chat);
    return rows.filter(({ type }) => !isOperation(type));
  }
}

function single([row, another]: MessageRow[], field: string): MessageRow {
  if (!row) {
    throw new WhatsAppFault('MESSAGE_NOT_FOUND', `${field} is not the id of a known message`, {
      fields: [{ field, reason: 'is not the id of a known message' }],
    });
  }
  if (another) {
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
