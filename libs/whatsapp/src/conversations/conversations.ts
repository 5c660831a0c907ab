import { setImmediate } from 'node:timers/promises';
import type {
  ChatCursor,
  ChatFilter,
  ChatJid,
  ListedMessage,
  MessageCursor,
  MessageRow,
  MessageSelection,
  ReceiptRow,
  SearchTerm,
} from '#libs/storage';
import { isGroup, parseDestination, parsePerson, parseRecipient } from '../wire/jids.js';
import { searchTerms, type Snippet, Snippets } from '../codec/search.js';
import { invalid, WhatsAppFault } from '../faults.js';
import type { Page } from '../context/page.js';
import type { InstanceContext } from '../context/instance-context.js';
import type { KnownMessages, Reference } from './known-messages.js';
import { type ChatState, stateOf } from './chat-settings.js';
import { type ShownMessage, ShownMessages } from './shown-messages.js';
import { canonicalChat } from '../people/lid-map.js';

/** How much text is looked through in one turn of the event loop. A single message may have more. */
const CHARACTERS_PER_TURN = 64 * 1024;

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
  lastMessage?: ShownMessage;
  /** Ids of its labels. */
  labels: string[];
  /** Ids of the messages that are pinned for everyone, the latest pin first. */
  pinnedMessages: string[];
  /** Seconds after which messages disappear; 0: they stay; absent if that was never reported. */
  expiresIn?: number;
  /** Whether it is known that there is no picture. */
  hasNoPicture: boolean;
  /** WhatsApp's id of the picture, which changes with it; absent if it is unknown. */
  pictureId?: string;
}

/** Selects messages; what is absent does not count. */
export interface MessageFilter extends Pick<
  MessageSelection,
  'types' | 'fromMe' | 'starred' | 'from' | 'until'
> {
  /** Phone number or JID of the author. */
  author?: string;
  /** Words that the message contains. */
  search?: string;
}

/** Where a page of messages ended: by its place in the chat, or in the search. */
export type FilterCursor = MessageCursor | { entry: number };

/** A message that was selected. */
export interface FoundMessage extends ShownMessage {
  /** Where the words of the search are. */
  snippet?: Snippet;
}

export interface FoundMessages {
  messages: FoundMessage[];
  next?: FilterCursor;
  /** Messages of an earlier version of the server are still to be added to the search: some may be missing. */
  indexing?: true;
}

/** How far an own message got with one person. */
export interface ReceiptView {
  person: ChatJid;
  /** Epoch ms. */
  deliveredAt?: number;
  readAt?: number;
  playedAt?: number;
}

/** The stored chats and messages of an instance. */
export class Conversations {
  constructor(
    private readonly context: Pick<InstanceContext, 'uid' | 'storage' | 'clock'>,
    private readonly known: KnownMessages,
    private readonly shown: ShownMessages,
  ) {}

  /** @throws WhatsAppFault INVALID_REQUEST, MESSAGE_NOT_FOUND, CONFLICT */
  async message(reference: Reference): Promise<ShownMessage> {
    const row = await this.known.shown(reference);
    return this.shown.one(row);
  }

  /**
   * Who has received, read and played an own message, sorted by JID.
   * @throws WhatsAppFault CONFLICT if somebody else wrote the message; as {@link message}
   */
  async receipts(
    reference: Reference,
    { limit, before: after }: Page<ChatJid>,
  ): Promise<{ row: MessageRow; receipts: ReceiptView[]; next?: ChatJid }> {
    const row = await this.known.resolve(reference);
    if (row.from_me !== 1)
      throw new WhatsAppFault('CONFLICT', "only the instance's own messages have receipts");
    const rows = await this.context.storage.receipts.list(row.position, { limit: limit + 1, after });
    const shown = rows.slice(0, limit);
    const next = rows.length > limit ? shown.at(-1)?.person : undefined;
    return { row, receipts: shown.map(receiptOf), next };
  }

  /** Chats by their latest message, newest first. `next` is set if there are more. */
  async chats(
    { limit, before }: Page<ChatCursor>,
    selection: ChatSelection = {},
  ): Promise<{ chats: ChatView[]; next?: ChatCursor }> {
    const { storage, uid, clock } = this.context;
    const now = clock.now();
    const { chats, messages, labels, chatPictures } = storage;
    const rows = await chats.list(uid, { limit: limit + 1, before, filter: { ...selection, now } });
    const listed = rows.slice(0, limit);
    const jids = listed.map(({ chat }) => chat);
    const latest = [...(await messages.latest(uid, jids)).values()];
    const shown = await this.shown.show(latest);
    const lastOf = new Map(latest.map(({ chat }, index) => [chat, shown[index]]));
    const assigned = await labels.ofChats(uid, jids);
    const labelsOf = await this.shown.labelsBy(assigned.map(({ chat, label }) => [chat, label] as const));
    const pins = await messages.pinned(uid, jids, now);
    const pictures = await chatPictures.of(uid, jids);
    const views = listed.map(
      ({ chat, name, last_at: lastMessageAt, unread, expires_in, ...state }): ChatView => ({
        chatId: chat,
        isGroup: isGroup(chat),
        name: name ?? undefined,
        ...stateOf(state, now),
        unreadCount: unread,
        lastMessageAt,
        lastMessage: lastOf.get(chat),
        labels: labelsOf.get(chat) ?? [],
        pinnedMessages: pins.filter((pin) => pin.chat === chat).map(({ id }) => id),
        expiresIn: expires_in ?? undefined,
        hasNoPicture: pictures.get(chat)?.picture === null,
        pictureId: pictures.get(chat)?.picture ?? undefined,
      }),
    );
    const end = rows.length > limit ? listed.at(-1) : undefined;
    return { chats: views, next: end && { at: end.last_at, chat: end.chat } };
  }

  /** Seconds after which messages of a chat disappear; undefined if that was never reported. */
  async expiresIn(chat: ChatJid): Promise<number | undefined> {
    const { storage, uid } = this.context;
    return (await storage.chatTimers.find(storage.database.read, uid, chat))?.seconds;
  }

  /**
   * Messages of a chat, newest first. The list is empty if the chat is unknown. Messages that were deleted are included only
   * without conditions other than times.
   * @param jid phone number or JID
   * @param filter.pinned only messages that are pinned for everyone; cannot be combined with `search`
   * @throws WhatsAppFault INVALID_REQUEST
   */
  async messages(
    jid: string,
    { pinned = false, ...filter }: MessageFilter & { pinned?: boolean },
    page: Page<FilterCursor>,
  ): Promise<FoundMessages> {
    const chat = await canonicalChat(this.context, parseRecipient(jid, 'jid'));
    if (pinned) return this.pinned(chat, filter, page);
    const { from, until, ...conditions } = filter;
    const isPlain = Object.values(conditions).every((each) => each === undefined);
    return isPlain ? this.inChat(chat, { from, until }, page) : this.found(chat, filter, page);
  }

  /**
   * Messages of all chats, newest first, without those that were deleted.
   * @param filter.chatId phone number or JID of a chat
   * @throws WhatsAppFault INVALID_REQUEST
   */
  async search(
    { chatId, ...filter }: MessageFilter & { chatId?: string },
    page: Page<FilterCursor>,
  ): Promise<FoundMessages> {
    const chat =
      chatId === undefined
        ? undefined
        : await canonicalChat(this.context, parseDestination(chatId, 'chatId'));
    return this.found(chat, filter, page);
  }

  private async inChat(
    chat: ChatJid,
    span: Pick<MessageSelection, 'from' | 'until'>,
    { limit, before }: Page<FilterCursor>,
  ): Promise<FoundMessages> {
    if (before && 'entry' in before) throw foreignCursor();
    const { storage, uid } = this.context;
    const rows = await storage.messages.inChat(uid, chat, { limit: limit + 1, before, ...span });
    const listed = rows.slice(0, limit);
    const end = rows.length > limit ? listed.at(-1) : undefined;
    return {
      messages: await this.shown.show(listed),
      next: end && { at: end.at, position: end.position },
    };
  }

  private async found(
    chat: ChatJid | undefined,
    { author, search, ...rest }: MessageFilter,
    { limit, before }: Page<FilterCursor>,
  ): Promise<FoundMessages> {
    if (before && !('entry' in before)) throw foreignCursor();
    const { storage, uid } = this.context;
    const sender = author === undefined ? undefined : await this.personOf(author);
    const terms = search === undefined ? [] : searchTerms(search);
    const { types, fromMe, starred, from, until } = rest;
    const selection = { chat, sender, types, fromMe, starred, from, until, terms };
    const isBehind = await storage.search.isBehind();
    const rows = await storage.search.find(uid, selection, { limit: limit + 1, before: before?.entry });
    const listed = rows.slice(0, limit);
    const shown = await this.shown.show(listed);
    const end = rows.length > limit ? listed.at(-1) : undefined;
    return {
      messages: terms.length > 0 ? await withSnippets(shown, listed, terms) : shown,
      next: end && { entry: end.entry },
      ...(isBehind && { indexing: true as const }),
    };
  }

  /** There are few pinned messages, so that they are selected here. */
  private async pinned(
    chat: ChatJid,
    { author, types, fromMe, starred, search, from = 0, until = Infinity }: MessageFilter,
    { before }: Page<FilterCursor>,
  ): Promise<FoundMessages> {
    if (search !== undefined) throw invalid('pinned', 'cannot be combined with search');
    if (before) throw foreignCursor();
    const { storage, uid, clock } = this.context;
    const sender = author === undefined ? undefined : await this.personOf(author);
    const rows = (await storage.messages.pinned(uid, [chat], clock.now())).filter(
      (row) =>
        row.at >= from &&
        row.at < until &&
        (sender === undefined || row.sender === sender) &&
        (types === undefined || types.includes(row.type)) &&
        (fromMe === undefined || (row.from_me === 1) === fromMe),
    );
    const shown = await this.shown.show(rows);
    return { messages: shown.filter((each) => starred === undefined || each.starred === starred) };
  }

  private async personOf(jid: string): Promise<ChatJid> {
    return canonicalChat(this.context, parsePerson(jid, 'from'));
  }
}

/** Long texts take long to look through, so that everything else runs in between. */
async function withSnippets(
  shown: readonly ShownMessage[],
  listed: readonly ListedMessage[],
  terms: readonly SearchTerm[],
): Promise<FoundMessage[]> {
  const snippets = new Snippets(terms);
  const found: FoundMessage[] = [];
  let characters = 0;
  for (const [index, message] of shown.entries()) {
    const text = message.text ?? message.caption;
    const details = listed[index]?.details ?? null;
    characters += (text?.length ?? 0) + (details?.length ?? 0);
    if (characters > CHARACTERS_PER_TURN) {
      await setImmediate();
      characters = 0;
    }
    found.push({ ...message, snippet: snippets.of(text, details) });
  }
  return found;
}

function foreignCursor(): WhatsAppFault {
  return invalid('cursor', 'must be the nextCursor of an earlier page of this list');
}

function receiptOf({ person, delivered_at, read_at, played_at }: ReceiptRow): ReceiptView {
  return {
    person,
    deliveredAt: delivered_at ?? undefined,
    readAt: read_at ?? undefined,
    playedAt: played_at ?? undefined,
  };
}
