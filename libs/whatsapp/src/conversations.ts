import type { ChatCursor, MessageCursor, MessageRow } from '#libs/storage';
import { isGroup, parseRecipient } from './addresses.js';
import { type KeptMessage, keptMessage } from './codec/kept.js';
import type { Instance } from './instance.js';
import type { Reference } from './messages.js';
import { bookOf } from './phone-book.js';

/** A part of a list, newest first. */
export interface Page<C> {
  limit: number;
  /** Goes on where the page before ended. */
  before?: C;
}

/** A conversation with a person or in a group. */
export interface ChatView {
  chatId: string;
  isGroup: boolean;
  name?: string;
  /** Epoch ms of its latest message. */
  lastMessageAt: number;
  /** Absent when it was not kept. */
  lastMessage?: KeptMessage;
}

/** What instances know of their conversations. It needs no connection. */
export class Conversations {
  constructor(private readonly find: (instanceId: string) => Instance) {}

  /** @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_FOUND, MESSAGE_NOT_FOUND, CONFLICT */
  async message(instanceId: string, { messageId, chatId }: Reference): Promise<KeptMessage> {
    const chat = chatId === undefined ? undefined : parseRecipient(chatId, 'chatId');
    const instance = this.find(instanceId);
    return this.show(instance, await instance.messages.find(messageId, chat));
  }

  /** Chats by their latest message, newest first; `next` when there are more. */
  async chats(
    instanceId: string,
    { limit, before }: Page<ChatCursor>,
  ): Promise<{ chats: ChatView[]; next?: ChatCursor }> {
    const instance = this.find(instanceId);
    const { chats, messages } = instance.journal;
    const rows = await chats.list(instance.uid, { limit: limit + 1, before });
    const shown = rows.slice(0, limit);
    const latest = await messages.latest(
      instance.uid,
      shown.map(({ chat }) => chat),
    );
    const views = await Promise.all(
      shown.map(async ({ chat, name, last_at: lastMessageAt }): Promise<ChatView> => {
        const last = latest.get(chat);
        return {
          chatId: chat,
          isGroup: isGroup(chat),
          name: name ?? undefined,
          lastMessageAt,
          lastMessage: last && (await this.show(instance, last)),
        };
      }),
    );
    const end = rows.length > limit ? shown.at(-1) : undefined;
    return { chats: views, next: end && { at: end.last_at, chat: end.chat } };
  }

  /**
   * Messages of a chat, newest first; none when the chat is unknown.
   * @param jid phone number or JID
   * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_FOUND
   */
  async messages(
    instanceId: string,
    jid: string,
    { limit, before }: Page<MessageCursor>,
  ): Promise<{ messages: KeptMessage[]; next?: MessageCursor }> {
    const named = parseRecipient(jid, 'jid');
    const instance = this.find(instanceId);
    const chat = await instance.messages.chatOf(named);
    const rows = await instance.journal.messages.inChat(instance.uid, chat, { limit: limit + 1, before });
    const shown = rows.slice(0, limit);
    const messages = await Promise.all(shown.map((row) => this.show(instance, row)));
    const end = rows.length > limit ? shown.at(-1) : undefined;
    return { messages, next: end && { at: end.at, position: end.position } };
  }

  private async show(instance: Instance, row: MessageRow): Promise<KeptMessage> {
    const { addresses, database } = instance.journal;
    return keptMessage(row, await bookOf(addresses, database.read, [row]));
  }
}
