import type { WAPatchName } from '@whiskeysockets/baileys';
import type { Payload } from '#libs/events';
import type { Clock } from '#libs/observability';
import {
  type ChatJid,
  type ChatStateChange,
  type ChatStateRow,
  inBatches,
  isTexts,
  isWireJid,
  type NewEvent,
  parsed,
  type Storage,
  type Uid,
  type Write,
} from '#libs/storage';
import type { AppStateChange } from '../codec/app-state.js';
import {
  CHAT_ENTRIES,
  type ChatAction,
  type ChatEntry,
  FOR_EVER,
  readChatAction,
  wireChats,
} from '../codec/chat-actions.js';
import { plausible } from '../codec/times.js';
import type { AppStateBook, Commit } from '../context/app-state-book.js';
import { chatUpdated } from '../context/new-events.js';
import { canonicalOf } from '../people/lid-map.js';

type News = Omit<Payload<'chat_update'>, 'chatId' | 'at'>;

/** Stores what is set for the chats of an account in one collection of its app state. */
export class ChatBook implements AppStateBook {
  constructor(
    readonly collection: WAPatchName,
    private readonly storage: Storage,
    private readonly instance: Uid,
    private readonly clock: Clock,
  ) {}

  async missing(whole: readonly AppStateChange[]): Promise<AppStateChange[]> {
    const { chatStates, database } = this.storage;
    const present = new Set(whole.map(({ index }) => JSON.stringify(index)));
    const states = await chatStates.all(database.read, this.instance);
    const stars = await chatStates.stars(database.read, this.instance);
    return [...states.flatMap(entriesOf), ...stars.map(({ entry }) => parsed(entry, isTexts))]
      .filter(([kind]) => this.has(kind))
      .filter((index) => !present.has(JSON.stringify(index)))
      .map((index) => ({ index }));
  }

  async apply(write: Write, change: AppStateChange, isPast: boolean): Promise<NewEvent[]> {
    const action = this.read(change, isPast);
    if (!action) return [];
    const chat = await canonicalOf(this.storage.lidMap, write, this.instance, action.chat);
    const now = this.clock.now();
    const at = plausible(action.at, now);
    const before = await this.storage.chatStates.find(write, this.instance, chat);
    const news = await this.carryOut(write, chat, { ...action, at }, before, change.index);
    return news ? [chatUpdated(now, { chatId: chat, ...news, at })] : [];
  }

  /** Removes all messages that were too many for {@link apply}. */
  async finish(commit: Commit, change: AppStateChange, isPast: boolean): Promise<void> {
    const action = this.read(change, isPast);
    if (action?.kind !== 'clearChat' && action?.kind !== 'deleteChat') return;
    const remove = async (write: Write) =>
      this.clear(write, await canonicalOf(this.storage.lidMap, write, this.instance, action.chat), action);
    await inBatches(async () => (await commit(remove)) ?? 0);
  }

  /** @returns how many rows were removed */
  private async clear(write: Write, chat: ChatJid, action: ChatAction & { until: number }): Promise<number> {
    const key = { instance: this.instance, chat };
    const keepStarred = action.kind === 'clearChat' && action.keepStarred;
    return this.storage.messages.clearChat(
      write,
      key,
      action.until,
      keepStarred,
      action.kind === 'deleteChat',
    );
  }

  /** @returns undefined if there is nothing to carry out */
  private read(change: AppStateChange, isPast: boolean): ChatAction | undefined {
    const action = readChatAction(change);
    if (!action || !this.has(action.kind) || !isWireJid(action.chat)) return undefined;
    // What was removed long ago is not part of the history; what this server has kept stays.
    return isPast && (action.kind === 'clearChat' || action.kind === 'deleteChat') ? undefined : action;
  }

  /** @returns what is different now; undefined: nothing */
  private async carryOut(
    write: Write,
    chat: ChatJid,
    action: ChatAction,
    before: ChatStateRow | undefined,
    index: readonly string[],
  ): Promise<News | undefined> {
    const { chatStates } = this.storage;
    const key = { instance: this.instance, chat };
    const entries = JSON.stringify({ ...wireChats(before?.entries), [action.kind]: action.chat });
    const set = (change: ChatStateChange) => chatStates.change(write, key, { ...change, entries });
    switch (action.kind) {
      case 'archive':
        await set({ archived: action.archived ? 1 : 0 });
        return (before?.archived === 1) === action.archived ? undefined : { archived: action.archived };
      case 'pin_v1':
        await set({ pinned_at: action.pinned ? (before?.pinned_at ?? action.at) : null });
        return ((before?.pinned_at ?? null) !== null) === action.pinned
          ? undefined
          : { pinned: action.pinned };
      case 'mute':
        await set({ muted_until: action.mutedUntil });
        return (before?.muted_until ?? null) === action.mutedUntil ? undefined : muteOf(action.mutedUntil);
      case 'markChatAsRead':
        await set({ marked_unread: action.read ? 0 : 1 });
        if (action.read && action.until !== undefined) await chatStates.read(write, key, action.until);
        return isRead(before, action) ? undefined : { unread: !action.read };
      case 'star': {
        const was = (await chatStates.findStar(write, this.instance, chat, action.message)) !== undefined;
        const star = { ...key, message: action.message, entry: JSON.stringify(index) };
        if (action.starred) await chatStates.star(write, star);
        else await chatStates.unstar(write, star);
        return was === action.starred ? undefined : { messageId: action.message, starred: action.starred };
      }
      case 'clearChat':
        return (await this.clear(write, chat, action)) > 0 ? { cleared: true } : undefined;
      default:
        return (await this.clear(write, chat, action)) > 0 ? { deleted: true } : undefined;
    }
  }

  private has(kind: string | undefined): boolean {
    return Object.entries(CHAT_ENTRIES).some(
      ([name, { collection }]) => name === kind && collection === this.collection,
    );
  }
}

/** The entries of the app state that a chat must have. */
function entriesOf(row: ChatStateRow): string[][] {
  const kinds: ChatEntry[] = [
    ...(row.archived === 1 ? (['archive'] as const) : []),
    ...(row.pinned_at === null ? [] : (['pin_v1'] as const)),
    ...(row.muted_until === null ? [] : (['mute'] as const)),
    ...(row.marked_unread === 1 ? (['markChatAsRead'] as const) : []),
  ];
  const chats = wireChats(row.entries);
  return kinds.map((kind) => [kind, chats[kind] ?? row.chat]);
}

function isRead(
  before: ChatStateRow | undefined,
  { read, until = 0 }: { read: boolean; until?: number },
): boolean {
  const wasUnread = before?.marked_unread === 1;
  return read ? !wasUnread && (before?.read_at ?? 0) >= until : wasUnread;
}

function muteOf(until: number | null): News {
  if (until === null) return { muted: false };
  return { muted: true, ...(until !== FOR_EVER && { mutedUntil: until }) };
}
