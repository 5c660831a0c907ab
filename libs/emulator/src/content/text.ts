import { normalizeMessageContent, proto } from '@whiskeysockets/baileys';

/** The part of a message that can have a caption. */
function captioned(content: proto.IMessage): { caption?: string | null } | undefined {
  return (
    content.imageMessage ?? content.videoMessage ?? content.documentMessage ?? content.ptvMessage ?? undefined
  );
}

/** The text or caption of a message, with or without wrappers. */
export function textIn(message: proto.IMessage | null | undefined): string | undefined {
  const content = normalizeMessageContent(message ?? undefined);
  if (!content) return undefined;
  return (
    content.conversation ?? content.extendedTextMessage?.text ?? (captioned(content)?.caption || undefined)
  );
}

/** A deep copy, as a recipient decodes it. */
function copyOf(message: proto.IMessage): proto.Message {
  return proto.Message.decode(proto.Message.encode(message).finish());
}

/**
 * A copy of a message with another text or caption; wrappers and everything else are kept.
 * @returns undefined for kinds without text
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

/** The part of a message that a quote repeats: without wrappers, secret and its own quote. */
export function quotable(message: proto.IMessage): proto.IMessage {
  const copy = copyOf(message);
  const { messageContextInfo: _, ...content } = normalizeMessageContent(copy) ?? copy;
  for (const part of Object.values(content))
    if (typeof part === 'object' && part !== null && 'contextInfo' in part) part.contextInfo = undefined;
  return content;
}

/** The secret of a message, from which the keys of its votes and edits are derived. */
export function secretIn(message: proto.IMessage): Uint8Array | undefined {
  const inner = normalizeMessageContent(message);
  const secret = message.messageContextInfo?.messageSecret ?? inner?.messageContextInfo?.messageSecret;
  return secret?.length ? secret : undefined;
}
