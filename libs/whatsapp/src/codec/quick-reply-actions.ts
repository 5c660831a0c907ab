import { proto, toNumber } from '@whiskeysockets/baileys';
import type { AppStateChange } from './app-state.js';

/** The app-state collection that contains quick replies (WhatsApp Web, `WAWebQuickRepliesSync`; whatsmeow, `appstate/keys.go`). */
export const QUICK_REPLIES = 'regular';
/** Version of its entries (WhatsApp Web, `WAWebQuickRepliesSync`; Baileys, `chatModificationToAppPatch`). */
export const QUICK_REPLY_VERSION = 2;

const KIND = 'quick_reply';
const { QuickReplyAction } = proto.SyncActionValue;

/** A quick reply in the app state. */
export interface QuickReplyEdit {
  id: string;
  /** The whole entry; absent if it was deleted. */
  action?: proto.SyncActionValue.IQuickReplyAction;
  /** When it was changed, epoch ms; 0 if it is not known. */
  at: number;
}

/** Index of a quick reply. Its id is the time in seconds at which it was made. */
export function quickReplyIndex(id: string): string[] {
  return [KIND, id];
}

/** The whole entry of a quick reply, from what is stored of it. */
export function quickReplyAction(action: Uint8Array): proto.SyncActionValue.IQuickReplyAction {
  return { ...QuickReplyAction.decode(action) };
}

export function encodedQuickReply(action: proto.SyncActionValue.IQuickReplyAction): Uint8Array {
  return QuickReplyAction.encode(action).finish();
}

/** Reads a change of a quick reply. @returns undefined if it is about something else, or has no text: apps ignore that, too */
export function readQuickReplyChange({ index, action }: AppStateChange): QuickReplyEdit | undefined {
  const [kind, id] = index;
  if (kind !== KIND || id === undefined || id === '') return undefined;
  const at = toNumber(action?.timestamp);
  const whole = action?.quickReplyAction;
  if (!whole || whole.deleted) return { id, at };
  return whole.shortcut && whole.message ? { id, action: whole, at } : undefined;
}
