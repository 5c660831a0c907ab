import { proto } from '@whiskeysockets/baileys';
import type { MessageRow, MessagesRepository, Write } from '#libs/storage';
import { interpret } from '../codec/content.js';
import { editedContent } from '../codec/edits.js';
import { decodeMessage } from '../codec/decode.js';
import { contentOf } from '../codec/known-message.js';

/**
 * Applies an own edit or deletion to the stored message, once WhatsApp's server has accepted it.
 * @param row the edit or deletion
 * @param at epoch ms
 */
export async function applyOwnChange(
  write: Write,
  messages: MessagesRepository,
  row: MessageRow,
  at: number,
): Promise<void> {
  const change = contentOf(row);
  const said = change && interpret(change);
  if (said?.kind !== 'edit' && said?.kind !== 'delete') return;
  const [target] = await messages.byId(write, row.instance, said.targetId, row.chat);
  if (!target) return;
  if (said.kind === 'delete') {
    await messages.change(write, target, { text: null, content: null, deleted_at: at });
    return;
  }
  const content = proto.Message.encode(editedContent(contentOf(target), said.content, said.text)).finish();
  await messages.change(write, target, { text: said.text, content, edited_at: at });
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
    await messages.change(write, row, { ...settled, text: null, content: null, deleted_at: at });
    return;
  }
  const said = interpret(decodeMessage(content));
  const text = said.kind === 'content' ? (said.text ?? said.caption ?? null) : null;
  await messages.change(write, row, { ...settled, text, content, edited_at: at });
}
