import { hkdfSync } from 'node:crypto';
import { aesDecryptGCM, proto } from '@whiskeysockets/baileys';
import { decodeMessage } from './decode.js';
import { filePart } from './media.js';
import { unwrap } from './wrapping.js';

/** An edit as phones send it since 2026: only who knows the original can read it. */
export interface SealedEdit {
  payload: Uint8Array;
  iv: Uint8Array;
}

/**
 * Opens an edit. The key is HKDF-SHA256 over the secret of the original without salt, for
 * `id || author || editor || "Message Edit"`, the cipher AES-256-GCM without additional data (whatsmeow,
 * msgsecret.go). Author and editor are one person, who goes by phone or LID in either place.
 * @param people the JIDs of the author, without device
 * @returns the message inside, undefined when no pair of addresses fits
 */
export function openEdit(
  edit: SealedEdit,
  original: proto.IMessage,
  originalId: string,
  people: readonly string[],
): proto.IMessage | undefined {
  const { secret } = unwrap(original);
  if (!secret) return undefined;
  for (const author of people) {
    for (const editor of people) {
      const info = Buffer.from(`${originalId}${author}${editor}Message Edit`);
      const key = Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(32), info, 32));
      try {
        return decodeMessage(aesDecryptGCM(edit.payload, key, edit.iv, Buffer.alloc(0)));
      } catch {
        // Not this pair.
      }
    }
  }
  return undefined;
}

/**
 * What is kept of a message after an edit. The secret of the original stays, for what comes later; so does its
 * file, whose edits carry the new caption and not always the key; and so does what it answers.
 * @param text the new text or caption
 */
export function editedContent(
  original: proto.IMessage | undefined,
  edited: proto.IMessage,
  text: string,
): proto.IMessage {
  if (!original) return edited;
  const kept = decodeMessage(proto.Message.encode(original).finish());
  const { content, secret } = unwrap(kept);
  const file = filePart(content);
  if (file) {
    file.part.caption = text;
    return kept;
  }
  const words = unwrap(edited).content;
  const messageContextInfo = {
    ...words.messageContextInfo,
    ...kept.messageContextInfo,
    messageSecret: secret,
  };
  if (!words.conversation && !words.extendedTextMessage) return { ...words, messageContextInfo };
  const quoting = content.extendedTextMessage?.contextInfo;
  const context = words.extendedTextMessage?.contextInfo;
  const contextInfo =
    quoting?.stanzaId && !context?.stanzaId ? { ...quoting, ...mentions(context) } : context;
  return {
    extendedTextMessage: { ...words.extendedTextMessage, text, contextInfo },
    messageContextInfo,
  };
}

function mentions(context: proto.IContextInfo | null | undefined) {
  return { mentionedJid: context?.mentionedJid ?? [] };
}
