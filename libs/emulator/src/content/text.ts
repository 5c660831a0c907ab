import { normalizeMessageContent, proto } from '@whiskeysockets/baileys';

/** The kinds that can have a caption. */
function captioned(content: proto.IMessage): { caption?: string | null } | undefined {
  return (
    content.imageMessage ?? content.videoMessage ?? content.documentMessage ?? content.ptvMessage ?? undefined
  );
}

/** The text or caption of a message, wrappers taken off. */
export function textIn(message: proto.IMessage | null | undefined): string | undefined {
  const content = normalizeMessageContent(message ?? undefined);
  if (!content) return undefined;
  return (
    content.conversation ?? content.extendedTextMessage?.text ?? (captioned(content)?.caption || undefined)
  );
}

/** A deep copy, as it looks after the wire. */
function copyOf(message: proto.IMessage): proto.Message {
  return proto.Message.decode(proto.Message.encode(message).finish());
}

/**
 * The same message with another text or caption; wrappers and everything else stay as they are.
 * @returns undefined for kinds that have no text
 */
export function withText(message: proto.IMessage, text: string): proto.Message | undefined {
  const copy = copyOf(message);
  const content = normalizeMessageContent(copy);
  const caption = content && captioned(content);
  if (content?.extendedTextMessage) content.extendedTextMessage.text = text;
  else if (caption) caption.caption = text;
  else if (typeof content?.conversation === 'string') content.conversation = text;
  else return undefined;
  return copy;
}

/** The part of a message that goes along in a quote: without wrappers, secret and what it quotes itself. */
export function quotable(message: proto.IMessage): proto.IMessage {
  const copy = copyOf(message);
  const { messageContextInfo: _, ...content } = normalizeMessageContent(copy) ?? copy;
  for (const part of Object.values(content))
    if (typeof part === 'object' && part !== null && 'contextInfo' in part) part.contextInfo = undefined;
  return content;
}

/** The secret of a message: votes and edits of it are sealed with what follows from it. */
export function secretIn(message: proto.IMessage): Uint8Array | undefined {
  const inner = normalizeMessageContent(message);
  const secret = message.messageContextInfo?.messageSecret ?? inner?.messageContextInfo?.messageSecret;
  return secret?.length ? secret : undefined;
}
