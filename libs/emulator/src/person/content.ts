import { normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import { captionOf, type MediaContent, readMedia } from './media-content.js';

/** A message that another one speaks of. */
export interface MessageReference {
  id: string;
  /** Written by whoever speaks of it, in their own view. */
  fromMe: boolean;
}

export interface Quoted {
  id: string;
  text?: string;
  author?: string;
}

/** What a person sees in a message. */
export type Content =
  | {
      kind: 'message';
      type: string;
      text?: string;
      quoted?: Quoted;
      mentions: string[];
      forwarded?: boolean;
      media?: MediaContent;
    }
  | { kind: 'edit'; target: MessageReference; text?: string }
  | { kind: 'delete'; target: MessageReference }
  | { kind: 'reaction'; target: MessageReference; emoji: string }
  | { kind: 'other'; type: string };

/**
 * One way to read a message; undefined when it is not of that kind. Later kinds are added to the list.
 * @param message with its wrappers taken off
 * @param whole as it came
 */
export type ContentKind = (message: proto.IMessage, whole: proto.IMessage) => Content | undefined;

const { Type } = proto.Message.ProtocolMessage;

function reference(key: proto.IMessageKey | null | undefined): MessageReference | undefined {
  return key?.id ? { id: key.id, fromMe: key.fromMe === true } : undefined;
}

function plainText(message: proto.IMessage | null | undefined): string | undefined {
  const content = normalizeMessageContent(message ?? undefined);
  return content?.conversation ?? content?.extendedTextMessage?.text ?? captionOf(content);
}

function quoted(context: proto.IContextInfo | null | undefined): Quoted | undefined {
  if (!context?.stanzaId) return undefined;
  return {
    id: context.stanzaId,
    text: plainText(context.quotedMessage),
    author: context.participant ?? undefined,
  };
}

const edit: ContentKind = ({ protocolMessage }) => {
  const target = reference(protocolMessage?.key);
  if (protocolMessage?.type !== Type.MESSAGE_EDIT || !target) return undefined;
  return { kind: 'edit', target, text: plainText(protocolMessage.editedMessage) };
};

const revoke: ContentKind = ({ protocolMessage }) => {
  const target = reference(protocolMessage?.key);
  return target && protocolMessage?.type === Type.REVOKE ? { kind: 'delete', target } : undefined;
};

const reaction: ContentKind = ({ reactionMessage }) => {
  const target = reference(reactionMessage?.key);
  return target && { kind: 'reaction', target, emoji: reactionMessage?.text ?? '' };
};

const plain: ContentKind = ({ conversation, extendedTextMessage }) => {
  const text = extendedTextMessage?.text ?? conversation;
  if (text === null || text === undefined || (text === '' && !extendedTextMessage)) return undefined;
  const context = extendedTextMessage?.contextInfo;
  return {
    kind: 'message',
    type: 'text',
    text,
    quoted: quoted(context),
    mentions: context?.mentionedJid ?? [],
    forwarded: context?.isForwarded || undefined,
  };
};

const media: ContentKind = (message, whole) => {
  const found = readMedia(message, whole);
  return (
    found && {
      kind: 'message',
      type: found.kind,
      quoted: quoted(found.contextInfo),
      mentions: found.contextInfo?.mentionedJid ?? [],
      forwarded: found.contextInfo?.isForwarded || undefined,
      media: found,
    }
  );
};

const KINDS: readonly ContentKind[] = [edit, revoke, reaction, plain, media];

function otherType(message: proto.IMessage): string {
  const names = Object.entries(message).filter(([, value]) => value !== null && value !== undefined);
  return names.find(([name]) => name !== 'messageContextInfo')?.[0] ?? 'empty';
}

/** Reads a message as its recipient would see it, wrappers taken off. */
export function readContent(message: proto.IMessage): Content {
  const content = normalizeMessageContent(message) ?? message;
  for (const kind of KINDS) {
    const found = kind(content, message);
    if (found) return found;
  }
  return { kind: 'other', type: otherType(content) };
}
