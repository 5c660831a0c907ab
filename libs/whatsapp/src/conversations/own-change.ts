import { proto } from '@whiskeysockets/baileys';
import type { MessageRow, MessagesRepository, Write } from '#libs/storage';
import { interpret } from '../codec/content.js';
import { editedContent } from '../codec/edits.js';
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
