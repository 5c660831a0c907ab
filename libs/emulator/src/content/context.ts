import type { proto } from '@whiskeysockets/baileys';

/** A quoted message; the author is a JID in the chat's addressing. */
export interface QuotedDraft {
  id: string;
  author: string;
  text: string | undefined;
  /** The content, if it is more than text. */
  content?: proto.IMessage;
}

/**
 * The context of a message: what it quotes, whom it mentions, when it disappears.
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
