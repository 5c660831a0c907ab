import { normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import type { MessageRow } from '#libs/storage';
import { isGroup, isNewsletter } from '../wire/jids.js';
import { filePart } from '../codec/media.js';
import { unwrap } from '../codec/wrapping.js';
import { WhatsAppFault } from '../faults.js';
import { contentOf } from '../codec/known-message.js';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;
/** Age up to which WhatsApp's apps accept edits of a message. */
const EDITABLE_MS = 15 * MINUTE_MS;

/** A span of time in words. */
function spanOf(ms: number): string {
  return ms < DAY_MS ? `${ms / MINUTE_MS} minutes` : `${ms / DAY_MS} days`;
}

/**
 * Returns the content of a message that may be edited.
 * @param now epoch ms
 * @param withinMs how long it may be edited
 * @throws WhatsAppFault CONFLICT with the reason if it may not be edited
 */
export function editable(row: MessageRow, now: number, withinMs = EDITABLE_MS): proto.IMessage {
  if (row.from_me !== 1) throw conflict("only the instance's own messages can be edited");
  const content = present(row);
  if (row.status === 'failed') throw conflict('the message was never sent');
  const parts = normalizeMessageContent(content);
  const hasText =
    parts?.conversation ??
    parts?.extendedTextMessage ??
    parts?.imageMessage ??
    parts?.videoMessage ??
    parts?.documentMessage;
  if (!hasText) throw conflict('the message has no text to edit');
  if (now - row.at > withinMs)
    throw conflict(`the message is older than ${spanOf(withinMs)} and can no longer be edited`);
  return content;
}

/** @throws WhatsAppFault CONFLICT if the message cannot be deleted for everyone */
export function revocable(row: MessageRow): void {
  if (row.deleted_at !== null) throw conflict('the message is already deleted');
  // In a group, admins may delete messages of others, which WhatsApp checks.
  if (row.from_me !== 1 && !isGroup(row.remote_jid))
    throw conflict("somebody else's message can only be deleted with scope=me");
  if (row.status === 'failed') throw conflict('the message was never sent');
}

/**
 * Returns the content of a message that may be forwarded.
 * @throws WhatsAppFault CONFLICT with the reason if it may not be forwarded
 */
export function forwardable(row: MessageRow): proto.IMessage {
  const content = present(row);
  if (opensOnce(content)) throw conflict('a view-once message cannot be forwarded');
  if (isNewsletter(row.remote_jid) && filePart(unwrap(content).content))
    throw conflict('the file of a channel post cannot be forwarded: it is not encrypted');
  return content;
}

/** The content of a message. @throws WhatsAppFault CONFLICT if it was deleted or cannot be read */
export function present(row: MessageRow): proto.IMessage {
  const content = contentOf(row);
  if (!content)
    throw conflict(row.deleted_at === null ? 'the message could not be read' : 'the message was deleted');
  return content;
}

function opensOnce(message: proto.IMessage): boolean {
  const { content, viewOnce } = unwrap(message);
  return viewOnce || filePart(content)?.part.viewOnce === true;
}

function conflict(message: string): WhatsAppFault {
  return new WhatsAppFault('CONFLICT', message);
}
