import { type proto, toNumber, type WAPatchName } from '@whiskeysockets/baileys';
import { isObject, parsed } from '#libs/storage';
import type { AppStateChange } from './app-state.js';

/**
 * Where the app state has what is set for chats. Kinds, collections and versions as in Baileys
 * (`chatModificationToAppPatch`) and whatsmeow (`appstate/encode.go`, `appstate/keys.go`). For stars, Baileys names
 * another collection, which is wrong.
 */
export const CHAT_ENTRIES = {
  archive: { collection: 'regular_low', version: 3 },
  pin_v1: { collection: 'regular_low', version: 5 },
  markChatAsRead: { collection: 'regular_low', version: 3 },
  mute: { collection: 'regular_high', version: 2 },
  star: { collection: 'regular_high', version: 2 },
  clearChat: { collection: 'regular_high', version: 6 },
  deleteChat: { collection: 'regular_high', version: 6 },
} as const satisfies Record<string, { collection: WAPatchName; version: number }>;

export type ChatEntry = keyof typeof CHAT_ENTRIES;

/** JIDs of a chat in the app state, by kind of entry, from what is stored of them. */
export function wireChats(entries = '{}'): Readonly<Partial<Record<string, string>>> {
  return parsed(entries, isTextByName);
}

function isTextByName(value: unknown): value is Record<string, string> {
  return isObject(value) && Object.values(value).every((each) => typeof each === 'string');
}

/** A chat that is muted without an end. */
export const FOR_EVER = -1;

/** What a change of the app state says about a chat. */
export type ChatAction = {
  /** JID of the chat, as in the index of the entry. */
  chat: string;
  /** When it was changed, epoch ms; 0 if it is not known. */
  at: number;
} & (
  | { kind: 'archive'; archived: boolean }
  | { kind: 'pin_v1'; pinned: boolean }
  | { kind: 'mute'; mutedUntil: number | null }
  // Messages up to `until` (epoch ms) are read.
  | { kind: 'markChatAsRead'; read: boolean; until?: number }
  | { kind: 'star'; message: string; starred: boolean }
  | { kind: 'clearChat'; until: number; keepStarred: boolean }
  | { kind: 'deleteChat'; until: number }
);

/** Reads a change about a chat. @returns undefined if it is about something else */
export function readChatAction({ index, action }: AppStateChange): ChatAction | undefined {
  const [kind, chat, third = ''] = index;
  if (!isChatEntry(kind) || chat === undefined) return undefined;
  const at = toNumber(action?.timestamp);
  switch (kind) {
    case 'archive':
      return { kind, chat, at, archived: action?.archiveChatAction?.archived ?? false };
    case 'pin_v1':
      return { kind, chat, at, pinned: action?.pinAction?.pinned ?? false };
    case 'mute':
      return { kind, chat, at, mutedUntil: mutedUntil(action?.muteAction) };
    case 'markChatAsRead': {
      const { read, messageRange } = action?.markChatAsReadAction ?? { read: true };
      return { kind, chat, at, read: read ?? true, until: endOf(messageRange) };
    }
    case 'star':
      return third === ''
        ? undefined
        : { kind, chat, at, message: third, starred: action?.starAction?.starred ?? false };
    case 'clearChat': {
      const until = endOf(action?.clearChatAction?.messageRange);
      return until === undefined ? undefined : { kind, chat, at, until, keepStarred: third === '0' };
    }
    default: {
      const until = endOf(action?.deleteChatAction?.messageRange);
      return until === undefined ? undefined : { kind, chat, at, until };
    }
  }
}

function isChatEntry(kind: string | undefined): kind is ChatEntry {
  return kind !== undefined && Object.hasOwn(CHAT_ENTRIES, kind);
}

function mutedUntil(action: proto.SyncActionValue.IMuteAction | null | undefined): number | null {
  if (!action?.muted) return null;
  return toNumber(action.muteEndTimestamp) || FOR_EVER;
}

/** The end of a range of messages, whose times are in seconds. */
function endOf(range: proto.SyncActionValue.ISyncActionMessageRange | null | undefined): number | undefined {
  const seconds = Math.max(
    toNumber(range?.lastMessageTimestamp),
    toNumber(range?.lastSystemMessageTimestamp),
  );
  return seconds === 0 ? undefined : seconds * 1000 + 999;
}
