import { proto, toNumber, type WAPatchName } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { SharedEntry } from '../accounts/shared-entries.js';
import type { PhoneAppState } from './phone-app-state.js';

const { SyncdOperation } = proto.SyncdMutation;

/** A chat as its phone shows it, by what the app state has about it. */
export interface PhoneChat {
  /** JID as in the app state. */
  chat: string;
  archived: boolean;
  pinned: boolean;
  muted: boolean;
  /** Epoch ms; -1: without an end; null: not muted. */
  mutedUntil: number | null;
  unread: boolean;
  cleared: boolean;
  deleted: boolean;
  /** Ids of starred messages. */
  starred: string[];
}

/** What is changed about a chat. */
export interface PhoneChatChange {
  archived?: boolean;
  pinned?: boolean;
  muted?: boolean;
  mutedUntil?: number;
  unread?: boolean;
}

const KINDS = ['archive', 'pin_v1', 'mute', 'markChatAsRead', 'star', 'clearChat', 'deleteChat'] as const;

/**
 * The chats of a phone. Collections and versions are those of whatsmeow (`appstate/encode.go`, `appstate/keys.go`).
 */
export class PhoneChats {
  constructor(private readonly appState: PhoneAppState) {}

  all(account: Account): PhoneChat[] {
    const entries = KINDS.flatMap((kind) => account.shared.of(kind));
    return [...new Set(entries.map(({ index }) => index[1] ?? ''))].map((chat) =>
      chatOf(
        chat,
        entries.filter(({ index }) => index[1] === chat),
      ),
    );
  }

  find(account: Account, chat: string): PhoneChat {
    return this.all(account).find((each) => each.chat === chat) ?? chatOf(chat, []);
  }

  async change(account: Account, chat: string, change: PhoneChatChange): Promise<void> {
    const { archived, pinned, muted, mutedUntil, unread } = change;
    if (archived !== undefined)
      await this.write(account, 'regular_low', 3, ['archive', chat], {
        archiveChatAction: { archived, messageRange: rangeNow() },
      });
    if (pinned !== undefined)
      await this.write(account, 'regular_low', 5, ['pin_v1', chat], { pinAction: { pinned } });
    if (muted !== undefined)
      await this.write(account, 'regular_high', 2, ['mute', chat], {
        muteAction: { muted, muteEndTimestamp: muted ? (mutedUntil ?? -1) : undefined },
      });
    if (unread !== undefined)
      await this.write(account, 'regular_low', 3, ['markChatAsRead', chat], {
        markChatAsReadAction: { read: !unread, messageRange: rangeNow() },
      });
  }

  async clear(account: Account, chat: string, keepStarred: boolean): Promise<void> {
    await this.write(account, 'regular_high', 6, ['clearChat', chat, keepStarred ? '0' : '1', '0'], {
      clearChatAction: { messageRange: rangeNow() },
    });
  }

  async remove(account: Account, chat: string): Promise<void> {
    await this.write(account, 'regular_high', 6, ['deleteChat', chat, '1'], {
      deleteChatAction: { messageRange: rangeNow() },
    });
  }

  async star(account: Account, chat: string, id: string, fromMe: boolean, starred: boolean): Promise<void> {
    await this.write(account, 'regular_high', 2, ['star', chat, id, fromMe ? '1' : '0', '0'], {
      starAction: { starred },
    });
  }

  private async write(
    account: Account,
    type: WAPatchName,
    apiVersion: number,
    index: string[],
    action: proto.ISyncActionValue,
  ): Promise<void> {
    const syncAction = { ...action, timestamp: Date.now() };
    await this.appState.write(account, {
      type,
      apiVersion,
      operation: SyncdOperation.SET,
      index,
      syncAction,
    });
  }
}

function rangeNow(): proto.SyncActionValue.ISyncActionMessageRange {
  return { lastMessageTimestamp: Math.floor(Date.now() / 1000) };
}

function chatOf(chat: string, entries: readonly SharedEntry[]): PhoneChat {
  const actions = new Map(
    entries.map(({ index, action }) => [index[0], proto.SyncActionValue.fromObject(action)]),
  );
  const mute = actions.get('mute')?.muteAction;
  return {
    chat,
    archived: actions.get('archive')?.archiveChatAction?.archived ?? false,
    pinned: actions.get('pin_v1')?.pinAction?.pinned ?? false,
    muted: mute?.muted ?? false,
    mutedUntil: mute?.muted ? toNumber(mute.muteEndTimestamp) : null,
    unread: actions.get('markChatAsRead')?.markChatAsReadAction?.read === false,
    cleared: actions.has('clearChat'),
    deleted: actions.has('deleteChat'),
    starred: entries.flatMap(({ index: [kind, , id = ''], action }) =>
      kind === 'star' && proto.SyncActionValue.fromObject(action).starAction?.starred ? [id] : [],
    ),
  };
}
