import type { MiawMessage } from 'miaw-core';
import { isOperation, type MessageRow } from '#libs/storage';
import { lidOf, parseRecipient, phoneJid } from './addresses.js';
import { contentOf } from './codec/kept.js';
import { WhatsAppFault } from './faults.js';
import type { InstanceContext } from './instance-context.js';

/** A message by its id; `chatId` where several chats have the same. */
export interface Reference {
  messageId: string;
  /** Phone number or JID. */
  chatId?: string;
}

/** Messages of one instance that are known, by what callers know of them. */
export class KeptMessages {
  constructor(private readonly context: Pick<InstanceContext, 'uid' | 'journal'>) {}

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
    const canonical = chat === undefined ? undefined : await this.chatOf(chat);
    return single(await this.candidates(id, canonical), field);
  }

  /**
   * A message to be quoted in a chat: one of that chat, or the only one with that id.
   * @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT
   */
  async quotable(chat: string, id: string): Promise<MessageRow> {
    const canonical = await this.chatOf(chat);
    const known = (await this.candidates(id)).filter(
      (row) => row.content !== null && row.deleted_at === null,
    );
    const here = known.filter((row) => row.chat === canonical);
    return single(here.length > 0 ? here : known, 'quotedMessageId');
  }

  /** The canonical chat of a JID that a caller named. */
  async chatOf(jid: string): Promise<string> {
    const lid = lidOf(jid);
    if (lid === undefined) return jid;
    const { journal, uid } = this.context;
    const phone = await journal.lidMap.phoneOf(journal.database.read, uid, lid);
    return phone === undefined ? jid : phoneJid(phone);
  }

  /** Operations of ours have ids of their own, and are no messages to anybody. */
  private async candidates(id: string, chat?: string): Promise<MessageRow[]> {
    const { journal, uid } = this.context;
    const rows = await journal.messages.byId(journal.database.read, uid, id, chat);
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

/** A kept message in the shape that miaw-core takes. */
export function toMiaw(row: MessageRow, message = contentOf(row)): MiawMessage {
  return {
    id: row.id,
    from: row.remote_jid,
    timestamp: Math.floor(row.at / 1000),
    isGroup: row.participant !== '',
    fromMe: row.from_me === 1,
    type: 'text',
    raw: { key: keyOf(row), message },
  };
}

/** The message's key on the wire. */
export function keyOf(row: MessageRow) {
  return {
    remoteJid: row.remote_jid,
    id: row.id,
    fromMe: row.from_me === 1,
    participant: row.participant || undefined,
  };
}
