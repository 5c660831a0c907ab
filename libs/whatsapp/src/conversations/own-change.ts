import { proto } from '@whiskeysockets/baileys';
import {
  type ChatJid,
  isOperation,
  type MessageRow,
  type MessagesRepository,
  STATUS_CHAT,
  type Storage,
  type Write,
} from '#libs/storage';
import { labelChangeIn } from '../codec/member-label.js';
import { interpret, type Said } from '../codec/content.js';
import { editedContent, openEdit } from '../codec/edits.js';
import { decodeMessage } from '../codec/decode.js';
import { contentOf } from '../codec/known-message.js';
import { detailsOf } from '../codec/search.js';
import { timerSetBy } from '../codec/timers.js';
import { isGroup } from '../wire/jids.js';
import { keepTimer } from './chat-timers.js';

/**
 * Applies an own change to what is stored, once WhatsApp's server has accepted it: an edit, deletion, pin or the like to its
 * message, a timer to its chat, and the own label to its group.
 * @param row the change
 * @param own the JIDs of the account, without device: by phone and by LID
 * @param at epoch ms
 */
export async function applyOwnChange(
  write: Write,
  storage: Storage,
  row: MessageRow,
  own: readonly string[],
  at: number,
): Promise<void> {
  const change = contentOf(row);
  if (!change) return;
  if (!isOperation(row.type)) {
    await applyTimer(write, storage, row, change, at);
    await applyLabel(write, storage, row, change, at);
    return;
  }
  const { messages } = storage;
  const said = interpret(change);
  if (said.kind === 'content' || said.kind === 'nothing') return;
  if (said.kind === 'sealed-edit') return applySealed(write, messages, row, said, own, at);
  const targets = await messages.byId(write, row.instance, said.targetId, row.chat);
  // Somebody else may have chosen the same id for a post; in a group, admins delete messages of others.
  const target = row.chat === STATUS_CHAT ? targets.find(({ from_me }) => from_me === 1) : targets[0];
  if (!target) return;
  switch (said.kind) {
    case 'delete':
      await messages.change(write, target, { text: null, details: null, content: null, deleted_at: at });
      return;
    case 'edit':
      await messages.change(write, target, { ...editedRow(target, said), edited_at: at });
      return;
    case 'pin':
      await messages.change(write, target, pinOf(said, at));
      return;
    case 'keep':
      await messages.change(write, target, keepOf(said, target, row.sender, at));
      return;
    default:
      return;
  }
}

/** A new timer counts from now on. Groups have their timers from WhatsApp's server. */
async function applyTimer(
  write: Write,
  storage: Storage,
  { instance, chat }: MessageRow,
  change: proto.IMessage,
  at: number,
): Promise<void> {
  if (isGroup(chat)) return;
  const timer = timerSetBy(change);
  if (timer) await keepTimer(storage, write, { uid: instance }, chat, timer, at);
}

/** What the account calls its role in a group. */
async function applyLabel(
  write: Write,
  { memberLabels }: Storage,
  { instance, chat, sender }: MessageRow,
  change: proto.IMessage,
  at: number,
): Promise<void> {
  const label = isGroup(chat) ? labelChangeIn(change, at) : undefined;
  if (label)
    await memberLabels.save(write, {
      instance,
      group_jid: chat,
      member: sender,
      label: label.label,
      set_at: label.at,
    });
}

/** What an edit makes of a message. */
export function editedRow(
  target: MessageRow,
  { text, content }: { text: string; content: proto.IMessage },
): Pick<MessageRow, 'text' | 'details' | 'content'> {
  const edited = editedContent(contentOf(target), content, text);
  const said = interpret(edited);
  const details = said.kind === 'content' ? detailsOf(said) : null;
  return { text, details, content: proto.Message.encode(edited).finish() };
}

/** `kept_at` of a message that its sender does not allow to keep. */
export const NEVER_KEPT = 0;

/**
 * What keeping a message, or undoing that, makes of it. What its own sender undoes is undone for good ("About kept
 * messages", faq.whatsapp.com/728928448599090).
 * @param by canonical JID of the person who does it
 * @param at epoch ms
 */
export function keepOf(
  { kept }: { kept: boolean },
  { kept_at, sender }: MessageRow,
  by: ChatJid,
  at: number,
): Pick<MessageRow, 'kept_at'> {
  if (kept_at === NEVER_KEPT) return { kept_at };
  return { kept_at: kept ? at : by === sender ? NEVER_KEPT : null };
}

/** What pinning a message, or removing the pin, makes of it. @param at epoch ms */
export function pinOf(
  { pinned, until }: { pinned: boolean; until?: number },
  at: number,
): Pick<MessageRow, 'pinned_at' | 'pinned_until'> {
  return pinned ? { pinned_at: at, pinned_until: until ?? null } : { pinned_at: null, pinned_until: null };
}

/** Applies the change of an own event, which is encrypted for those who have the event. */
async function applySealed(
  write: Write,
  messages: MessagesRepository,
  row: MessageRow,
  { targetId, sealed }: Extract<Said, { kind: 'sealed-edit' }>,
  own: readonly string[],
  at: number,
): Promise<void> {
  const [target] = await messages.byId(write, row.instance, targetId, row.chat);
  const original = target && contentOf(target);
  const content = original && openEdit(sealed, original, targetId, own);
  if (!content) return;
  const said = interpret(content);
  const text = said.kind === 'content' ? (said.text ?? '') : '';
  await messages.change(write, target, { ...editedRow(target, { text, content }), edited_at: at });
}

/**
 * Ends the change of an own post in a channel, which WhatsApp's server has answered.
 * @param row the post, with its change
 * @param answer epoch ms, and the error if the change was refused
 */
export async function settlePostChange(
  write: Write,
  messages: MessagesRepository,
  row: MessageRow,
  { at, error }: { at: number; error?: string },
): Promise<void> {
  const settled = { change: null, change_at: null };
  if (error !== undefined) {
    await messages.change(write, row, settled);
    return;
  }
  const { change: content } = row;
  if (content === null) {
    await messages.change(write, row, {
      ...settled,
      text: null,
      details: null,
      content: null,
      deleted_at: at,
    });
    return;
  }
  const said = interpret(decodeMessage(content));
  const text = said.kind === 'content' ? (said.text ?? said.caption ?? null) : null;
  const details = said.kind === 'content' ? detailsOf(said) : null;
  await messages.change(write, row, { ...settled, text, details, content, edited_at: at });
}
