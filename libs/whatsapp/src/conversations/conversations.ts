import type { ChatCursor, ChatFilter, ChatJid, MessageCursor, MessageRow } from '#libs/storage';
import { isGroup, isNewsletter, parseRecipient } from '../wire/jids.js';
import { contentOf, type KeptMessage, keptMessage } from '../codec/known-message.js';
import { WhatsAppFault } from '../faults.js';
import type { Page } from '../context/page.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { KnownMessages, Reference } from './known-messages.js';
import { type ChatState, stateOf } from './chat-settings.js';
import type { FetchedMedia, MediaDownloads } from '../media/media-downloads.js';
import { bookOf, canonicalChat } from '../people/lid-map.js';

/** Selects chats; what is absent does not count. */
export type ChatSelection = Omit<ChatFilter, 'now'>;

/** A chat with a person or group. */
export interface ChatView extends ChatState {
  chatId: ChatJid;
  isGroup: boolean;
  name?: string;
  /** How many messages of others are not read, at most 1000. */
  unreadCount: number;
  /** When the latest message was written, epoch ms. */
  lastMessageAt: number;
  /** Absent if the message is no longer stored. */
  lastMessage?: KeptMessage;
}

/** The stored chats and messages of an instance. Only files require a request to WhatsApp. */
export class Conversations {
  constructor(
    private readonly context: Pick<InstanceContext, 'uid' | 'storage' | 'clock'>,
    private readonly known: KnownMessages,
    private readonly downloads: MediaDownloads,
  ) {}

  /** @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, CONFLICT */
  async message(reference: Reference): Promise<KeptMessage> {
    return this.show(await this.known.resolve(reference));
  }

  /**
   * Fetches a file of a message into `destination`.
   * @param index which of its files, from 0
   * @throws WhatsAppFault CONFLICT if the message was deleted; as {@link message} and `MediaDownloads.fetch`
   */
  async file(reference: Reference, destination: string, index: number): Promise<FetchedMedia> {
    const row = await this.known.resolve(reference);
    if (row.deleted_at !== null) throw new WhatsAppFault('CONFLICT', 'the message was deleted');
    // The files of channels are not encrypted.
    if (isNewsletter(row.remote_jid)) return this.downloads.fetchPost(contentOf(row), destination, index);
    return this.downloads.fetch(row, destination, index);
  }

  /** Chats by their latest message, newest first. `next` is set if there are more. */
  async chats(
    { limit, before }: Page<ChatCursor>,
    selection: ChatSelection = {},
  ): Promise<{ chats: ChatView[]; next?: ChatCursor }> {
    const { storage, uid, clock } = this.context;
    const now = clock.now();
    const { chats, messages } = storage;
    const rows = await chats.list(uid, { limit: limit + 1, before, filter: { ...selection, now } });
    const shown = rows.slice(0, limit);
    const latest = await messages.latest(
      uid,
      shown.map(({ chat }) => chat),
    );
    const views = await Promise.all(
      shown.map(async ({ chat, name, last_at: lastMessageAt, unread, ...state }): Promise<ChatView> => {
        const last = latest.get(chat);
        return {
          chatId: chat,
          isGroup: isGroup(chat),
          name: name ?? undefined,
          ...stateOf(state, now),
          unreadCount: unread,
          lastMessageAt,
          lastMessage: last && (await this.show(last)),
        };
      }),
    );
    const end = rows.length > limit ? shown.at(-1) : undefined;
    return { chats: views, next: end && { at: end.last_at, chat: end.chat } };
  }

  /**
   * Messages of a chat, newest first. The list is empty if the chat is unknown.
   * @param jid phone number or JID
   * @throws WhatsAppFault INVALID_REQUEST
   */
  async messages(
    jid: string,
    { limit, before }: Page<MessageCursor>,
  ): Promise<{ messages: KeptMessage[]; next?: MessageCursor }> {
    const { storage, uid } = this.context;
    const chat = await canonicalChat(this.context, parseRecipient(jid, 'jid'));
    const rows = await storage.messages.inChat(uid, chat, { limit: limit + 1, before });
    const shown = rows.slice(0, limit);
    const messages = await Promise.all(shown.map((row) => this.show(row)));
    const end = rows.length > limit ? shown.at(-1) : undefined;
    return { messages, next: end && { at: end.at, position: end.position } };
  }

  private async show(row: MessageRow): Promise<KeptMessage> {
    const { lidMap, database } = this.context.storage;
    return keptMessage(row, await bookOf(lidMap, database.read, [row]));
  }
}
