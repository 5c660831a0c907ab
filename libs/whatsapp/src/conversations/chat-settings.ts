import type { proto } from '@whiskeysockets/baileys';
import { type ChatJid, type ChatStateRow, isTexts, type ListedMessage, parsed } from '#libs/storage';
import { setAppStateEntry } from '../baileys/app-state.js';
import { CHAT_ENTRIES, type ChatEntry, FOR_EVER, wireChats } from '../codec/chat-actions.js';
import { keyOf } from '../codec/message-key.js';
import type { KeepOwn } from '../context/app-state-book.js';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault, withUnknownOutcome } from '../faults.js';
import { canonicalChat } from '../people/lid-map.js';
import { isNewsletter, parseRecipient } from '../wire/jids.js';
import type { KnownMessages, Reference } from './known-messages.js';

/** What is set for a chat. */
export interface ChatState {
  archived: boolean;
  pinned: boolean;
  muted: boolean;
  /** Until when it is muted, epoch ms; absent: without an end. */
  mutedUntil?: number;
  /** It was marked as unread. */
  markedUnread: boolean;
}

/** Changes of a chat. What is absent stays. */
export interface ChatChange {
  archived?: boolean;
  pinned?: boolean;
  /** Epoch ms; `forever`: without an end; null: not muted. */
  mutedUntil?: number | 'forever' | null;
  unread?: boolean;
}

/** What the devices of an account share about its chats: archived, pinned and the like. */
export class ChatSettings {
  constructor(
    private readonly context: InstanceContext,
    private readonly known: KnownMessages,
    private readonly keepOwn: KeepOwn,
  ) {}

  /**
   * Changes a chat, one field after the other.
   * @param jid phone number or JID
   * @throws WhatsAppFault INVALID_REQUEST; CONFLICT while the phone has not shared its keys; those of `Uplink.ask`. After a
   *   first change, its outcome is `unknown`.
   */
  async change(jid: string, change: ChatChange): Promise<ChatState & { chatId: ChatJid }> {
    const chat = await this.chatOf(jid);
    let changed = false;
    for (const step of await this.stepsOf(chat, change)) {
      try {
        await step();
      } catch (error) {
        throw changed ? withUnknownOutcome(error) : error;
      }
      changed = true;
    }
    return { chatId: chat, ...stateOf(await this.stateOf(chat), this.context.clock.now()) };
  }

  /** Removes the messages of a chat on all devices of the account. @throws as {@link change} */
  async clear(jid: string, keepStarred: boolean): Promise<ChatJid> {
    const chat = await this.chatOf(jid);
    // The last two parts: whether starred messages go, and whether files go from the phone.
    await this.patch(chat, 'clearChat', [keepStarred ? '0' : '1', '0'], {
      clearChatAction: { messageRange: await this.range(chat) },
    });
    return chat;
  }

  /** Deletes a chat on all devices of the account. @throws as {@link change} */
  async remove(jid: string): Promise<ChatJid> {
    const chat = await this.chatOf(jid);
    await this.patch(chat, 'deleteChat', ['1'], {
      deleteChatAction: { messageRange: await this.range(chat) },
    });
    return chat;
  }

  /**
   * Stars a message, or removes the star.
   * @throws WhatsAppFault MESSAGE_NOT_FOUND, CONFLICT; as {@link change}
   */
  async star(reference: Reference, starred: boolean): Promise<{ messageId: string; chatId: ChatJid }> {
    const row = await this.known.resolve(reference);
    if (isNewsletter(row.remote_jid))
      throw new WhatsAppFault('CONFLICT', 'a post in a channel cannot be starred');
    const { storage, uid } = this.context;
    const known = await storage.chatStates.findStar(storage.database.read, uid, row.chat, row.id);
    // As in whatsmeow: the author only if it is somebody else in a group.
    const author = row.participant !== '' && row.from_me === 0 ? row.participant : '0';
    const fresh = ['star', row.remote_jid, row.id, row.from_me === 1 ? '1' : '0', author];
    await this.write('star', known ? parsed(known.entry, isTexts) : fresh, { starAction: { starred } });
    return { messageId: row.id, chatId: row.chat };
  }

  private async stepsOf(chat: ChatJid, change: ChatChange): Promise<(() => Promise<void>)[]> {
    const { archived, pinned, mutedUntil, unread } = change;
    const pin = (isPinned: boolean) => () =>
      this.patch(chat, 'pin_v1', [], { pinAction: { pinned: isPinned } });
    const steps: (() => Promise<void>)[] = [];
    if (archived !== undefined) {
      const messageRange = await this.range(chat);
      steps.push(() => this.patch(chat, 'archive', [], { archiveChatAction: { archived, messageRange } }));
      // An archived chat cannot be pinned (whatsmeow, `BuildArchive`).
      if (archived && (await this.stateOf(chat))?.pinned_at) steps.push(pin(false));
    }
    if (pinned !== undefined) steps.push(pin(pinned));
    if (mutedUntil !== undefined) {
      const muteAction =
        mutedUntil === null
          ? { muted: false }
          : { muted: true, muteEndTimestamp: mutedUntil === 'forever' ? FOR_EVER : mutedUntil };
      steps.push(() => this.patch(chat, 'mute', [], { muteAction }));
    }
    if (unread !== undefined) {
      const messageRange = await this.range(chat);
      steps.push(() =>
        this.patch(chat, 'markChatAsRead', [], { markChatAsReadAction: { read: !unread, messageRange } }),
      );
    }
    return steps;
  }

  /** The messages of a chat up to now: WhatsApp names the newest, to tell later ones apart. */
  private async range(chat: ChatJid): Promise<proto.SyncActionValue.ISyncActionMessageRange> {
    const latest = await this.latest(chat);
    const seconds = Math.floor((latest?.at ?? this.context.clock.now()) / 1000);
    const messages = latest && [{ key: keyOf(latest), timestamp: seconds }];
    return { lastMessageTimestamp: seconds, ...(messages && { messages }) };
  }

  private async latest(chat: ChatJid): Promise<ListedMessage | undefined> {
    const { storage, uid } = this.context;
    return (await storage.messages.latest(uid, [chat])).get(chat);
  }

  private async chatOf(jid: string): Promise<ChatJid> {
    return canonicalChat(this.context, parseRecipient(jid, 'jid'));
  }

  private async stateOf(chat: ChatJid): Promise<ChatStateRow | undefined> {
    const { storage, uid } = this.context;
    return storage.chatStates.find(storage.database.read, uid, chat);
  }

  private async patch(
    chat: ChatJid,
    kind: ChatEntry,
    rest: readonly string[],
    action: proto.ISyncActionValue,
  ): Promise<void> {
    // An entry that exists is changed under its own index: the phone would not find another one.
    const entries = wireChats((await this.stateOf(chat))?.entries);
    const jid = entries[kind] ?? Object.values(entries)[0] ?? (await this.latest(chat))?.remote_jid ?? chat;
    await this.write(kind, [kind, jid, ...rest], action);
  }

  private async write(kind: ChatEntry, index: string[], action: proto.ISyncActionValue): Promise<void> {
    const { collection, version } = CHAT_ENTRIES[kind];
    await setAppStateEntry(this.context, this.keepOwn, { collection, version, index, action });
  }
}

/** @param now epoch ms: a chat that was muted until before is not muted */
export function stateOf(
  row: Pick<ChatStateRow, 'archived' | 'pinned_at' | 'muted_until' | 'marked_unread'> | undefined,
  now: number,
): ChatState {
  const until = row?.muted_until ?? 0;
  const muted = until === FOR_EVER || until > now;
  return {
    archived: row?.archived === 1,
    pinned: (row?.pinned_at ?? null) !== null,
    muted,
    ...(muted && until !== FOR_EVER && { mutedUntil: until }),
    markedUnread: row?.marked_unread === 1,
  };
}
