import { normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import type { MediaInfo, MessageType } from '#libs/events';

/** What a payload says, apart from who says it where. */
export type Said =
  | {
      kind: 'content';
      type: MessageType;
      text?: string;
      caption?: string;
      media?: MediaInfo;
      context?: Context;
    }
  | { kind: 'edit'; targetId: string; text: string; content: proto.IMessage }
  | { kind: 'delete'; targetId: string }
  | { kind: 'reaction'; targetId: string; emoji: string }
  /** Nothing that a person said: keys, settings, receipts of other kinds. */
  | { kind: 'nothing' };

/** What the message refers to. JIDs as on the wire. */
export interface Context {
  quoted?: { id: string; participant?: string; text?: string };
  mentions: string[];
}

/** Takes the random padding off a decrypted payload: the last byte says how many there are. */
export function unpad(payload: Uint8Array): Uint8Array {
  const count = payload.at(-1);
  if (count === undefined || count > payload.length) throw new RangeError('a payload with wrong padding');
  return payload.subarray(0, payload.length - count);
}

/** Decodes a decrypted, padded payload. A message from an own device is taken out of its wrapping. */
export function readPayload(payload: Uint8Array): proto.IMessage {
  const message = proto.Message.decode(unpad(payload));
  return message.deviceSentMessage?.message ?? message;
}

/** Says what a message is about. */
export function interpret(message: proto.IMessage): Said {
  const content = normalizeMessageContent(message);
  if (!content) return { kind: 'nothing' };
  if (content.protocolMessage) return interpretProtocol(content.protocolMessage);
  if (content.reactionMessage?.key?.id) {
    return {
      kind: 'reaction',
      targetId: content.reactionMessage.key.id,
      emoji: content.reactionMessage.text ?? '',
    };
  }
  return interpretContent(content);
}

function interpretProtocol(protocol: proto.Message.IProtocolMessage): Said {
  const { Type } = proto.Message.ProtocolMessage;
  const targetId = protocol.key?.id;
  if (!targetId) return { kind: 'nothing' };
  if (protocol.type === Type.REVOKE) return { kind: 'delete', targetId };
  if (protocol.type === Type.MESSAGE_EDIT && protocol.editedMessage) {
    const edited = interpret(protocol.editedMessage);
    if (edited.kind !== 'content') return { kind: 'nothing' };
    return {
      kind: 'edit',
      targetId,
      text: edited.text ?? edited.caption ?? '',
      content: protocol.editedMessage,
    };
  }
  return { kind: 'nothing' };
}

function interpretContent(content: proto.IMessage): Said {
  const plain = content.conversation;
  if (plain) return { kind: 'content', type: 'text', text: plain };
  const extended = content.extendedTextMessage;
  if (extended?.text !== null && extended?.text !== undefined) {
    return { kind: 'content', type: 'text', text: extended.text, context: readContext(extended.contextInfo) };
  }
  return interpretMedia(content) ?? interpretOther(content);
}

function interpretMedia(content: proto.IMessage): Said | undefined {
  const { imageMessage, documentMessage, audioMessage, stickerMessage } = content;
  const video = content.videoMessage ?? content.ptvMessage;
  if (imageMessage) return media('image', imageMessage, imageMessage.caption);
  if (video) return media('video', video, video.caption, video.seconds);
  if (audioMessage) return media('audio', audioMessage, null, audioMessage.seconds);
  if (documentMessage) return media('document', documentMessage, documentMessage.caption);
  if (stickerMessage) return media('sticker', stickerMessage, null);
  return undefined;
}

interface File {
  mimetype?: string | null;
  fileLength?: number | { toNumber(): number } | null;
  fileName?: string | null;
  contextInfo?: proto.IContextInfo | null;
}

function media(type: MessageType, file: File, caption?: string | null, seconds?: number | null): Said {
  const size = file.fileLength;
  return {
    kind: 'content',
    type,
    caption: caption ?? undefined,
    media: {
      mimetype: file.mimetype ?? 'application/octet-stream',
      fileName: file.fileName ?? undefined,
      sizeBytes: typeof size === 'number' ? size : size?.toNumber(),
      seconds: seconds ?? undefined,
    },
    context: readContext(file.contextInfo),
  };
}

/** Parts of a message that are not said by anybody. */
const SILENT = new Set(['senderKeyDistributionMessage', 'messageContextInfo', 'deviceSentMessage']);

function interpretOther(content: proto.IMessage): Said {
  const location = content.locationMessage ?? content.liveLocationMessage;
  if (location) return { kind: 'content', type: 'location', context: readContext(location.contextInfo) };
  const contact = content.contactMessage ?? content.contactsArrayMessage;
  if (contact) return { kind: 'content', type: 'contact', context: readContext(contact.contextInfo) };
  const poll = content.pollCreationMessage ?? content.pollCreationMessageV2 ?? content.pollCreationMessageV3;
  if (poll) return { kind: 'content', type: 'poll', text: poll.name ?? undefined };
  const spoken = Object.entries(content).some(([name, value]) => value && !SILENT.has(name));
  return spoken ? { kind: 'content', type: 'unknown' } : { kind: 'nothing' };
}

function readContext(info: proto.IContextInfo | null | undefined): Context | undefined {
  if (!info) return undefined;
  const context: Context = { mentions: info.mentionedJid ?? [] };
  if (info.stanzaId) {
    const quoted = info.quotedMessage ? interpret(info.quotedMessage) : undefined;
    context.quoted = {
      id: info.stanzaId,
      participant: info.participant ?? undefined,
      text: quoted?.kind === 'content' ? (quoted.text ?? quoted.caption) : undefined,
    };
  }
  return context;
}
