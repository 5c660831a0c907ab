import type { proto } from '@whiskeysockets/baileys';

/** A message that is quoted: its author in the chat's addressing. */
export interface QuotedDraft {
  id: string;
  author: string;
  text: string | undefined;
  /** Instead of the text, when it is more than that. */
  content?: proto.IMessage;
}

/**
 * What a message says about others: whom it quotes and mentions.
 * @param mentions JIDs in the chat's addressing
 * @param expiration seconds after which the message disappears
 */
export function contextInfo(
  quoted: QuotedDraft | undefined,
  mentions: string[],
  expiration?: number,
): proto.IContextInfo {
  const context: proto.IContextInfo = {};
  if (mentions.length > 0) context.mentionedJid = mentions;
  if (expiration !== undefined) context.expiration = expiration;
  if (quoted) {
    context.stanzaId = quoted.id;
    context.participant = quoted.author;
    context.quotedMessage = quoted.content ?? { conversation: quoted.text ?? '' };
  }
  return context;
}
