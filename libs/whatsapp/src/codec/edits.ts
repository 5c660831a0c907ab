import { proto } from '@whiskeysockets/baileys';
import { decodeMessage } from './decode.js';
import { filePart } from './media.js';
import { openSealed, type Sealed, type SealedUse } from './secrets.js';
import { unwrap } from './wrapping.js';

/** An edit as phones have sent it since 2026: it can only be read with the original message. */
export type SealedEdit = Sealed;

const USES: readonly SealedUse[] = ['Message Edit', 'Event Edit', 'Poll Edit'];

/**
 * Decrypts an edit. Author and editor are one person, and either can be named by phone or LID.
 * @param people the JIDs of the author, without device
 * @returns the decrypted message; undefined if no pair of addresses fits
 */
export function openEdit(
  edit: SealedEdit,
  original: proto.IMessage,
  originalId: string,
  people: readonly string[],
): proto.IMessage | undefined {
  const { secret } = unwrap(original);
  if (!secret) return undefined;
  const between = { authors: people, actors: people };
  for (const use of USES) {
    const opened = openSealed(edit, { secret, id: originalId, use }, between, decodeMessage);
    if (opened) return opened;
  }
  return undefined;
}

/**
 * The content of a message after an edit. The secret of the original stays, for later edits and votes. So does its file,
 * because an edit contains the new caption but not always the key, and so does the message that it quotes.
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
