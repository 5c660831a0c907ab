import { proto, toNumber } from '@whiskeysockets/baileys';
import type { AppStateChange } from './app-state.js';

/** The app-state collection that contains labels and who has them. */
export const LABELS = 'regular';

const { LabelEditAction } = proto.SyncActionValue;
const { ListType } = LabelEditAction;

/** Types of entries that are labels. The others are WhatsApp's own lists of chats, such as favorites. */
const LABEL_TYPES: ReadonlySet<unknown> = new Set([
  undefined,
  null,
  ListType.NONE,
  ListType.PREDEFINED,
  ListType.CUSTOM,
]);

/** The whole entry of a label, from what is stored of it. */
export function labelAction(action: Uint8Array): proto.SyncActionValue.ILabelEditAction {
  return { ...LabelEditAction.decode(action) };
}

/** Whether a stored entry is a label. */
export function isLabel(action: Uint8Array): boolean {
  return LABEL_TYPES.has(labelAction(action).type);
}

/** A label in the app state. */
export interface LabelEdit {
  kind: 'label';
  id: string;
  /** Absent if the label was deleted. */
  name?: string;
  color?: number;
  predefinedId?: number;
  deleted: boolean;
  /** The whole entry; absent if it was removed. */
  action?: Uint8Array;
  /** When it was changed, epoch ms; 0 if it is not known. */
  at: number;
}

/** A label that was put on something, or taken off. */
export interface LabelAssignment {
  kind: 'assignment';
  label: string;
  /** JID of the chat, as in the index of the entry. */
  chat: string;
  /** Id of the message; empty if the chat itself has the label. */
  message: string;
  /** Index of the entry. */
  index: readonly string[];
  assigned: boolean;
  /** When it was changed, epoch ms; 0 if it is not known. */
  at: number;
}

export type LabelChange = LabelEdit | LabelAssignment;

/**
 * Index of a label. In this file as in Baileys (`chatModificationToAppPatch`) and whatsmeow (`appstate/encode.go`).
 */
export function labelIndex(id: string): string[] {
  return ['label_edit', id];
}

/** Index of a label on a chat, or on a message. */
export function assignmentIndex(label: string, chat: string, message: string): string[] {
  return message === '' ? ['label_jid', label, chat] : ['label_message', label, chat, message, '0', '0'];
}

/** Reads a change about labels. @returns undefined if it is about something else */
export function readLabelChange({ index, action }: AppStateChange): LabelChange | undefined {
  const [kind, label, chat, message = ''] = index;
  if (label === undefined || label === '') return undefined;
  const at = toNumber(action?.timestamp);
  if (kind === 'label_edit') {
    const whole = action?.labelEditAction ?? undefined;
    const { name, color, predefinedId, deleted } = whole ?? { deleted: true };
    return {
      kind: 'label',
      id: label,
      name: name ?? undefined,
      color: color ?? undefined,
      predefinedId: predefinedId ?? undefined,
      deleted: deleted ?? false,
      action: whole && LabelEditAction.encode(whole).finish(),
      at,
    };
  }
  if (chat === undefined || !(kind === 'label_jid' || (kind === 'label_message' && message !== '')))
    return undefined;
  const assigned = action?.labelAssociationAction?.labeled ?? false;
  return {
    kind: 'assignment',
    label,
    chat,
    message: kind === 'label_jid' ? '' : message,
    index,
    assigned,
    at,
  };
}
