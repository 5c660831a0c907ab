import {
  type AnyMessageContent,
  generateWAMessage,
  type MiscMessageGenerationOptions,
  normalizeMessageContent,
  proto,
  type WAMediaUploadFunction,
  type WASocket,
} from '@whiskeysockets/baileys';
import type { libraryLogger } from '../baileys/library-logger.js';
import type { Timer } from '../codec/timers.js';
import type { Letter } from './letter.js';
import { type Mention, renameMentions } from './mentions.js';

export interface CompositionSettings {
  logger: ReturnType<typeof libraryLogger>;
  messageId: string;
  upload: WAMediaUploadFunction;
  /** How long the media server may send nothing, ms. */
  uploadTimeoutMs: number;
  mentions: readonly Mention[];
  /** Undefined if the messages of the chat stay. */
  timer?: Timer;
}

/**
 * Makes the message of a letter, as Baileys' `sendMessage` does, and uploads its file.
 * @param content the content that miaw-core would pass to Baileys
 * @throws what `upload` throws
 */
export async function compose(
  socket: WASocket,
  letter: Letter,
  content: AnyMessageContent,
  options: MiscMessageGenerationOptions,
  { logger, messageId, upload, uploadTimeoutMs, mentions, timer }: CompositionSettings,
): Promise<proto.IMessage> {
  const preview = await letter.preview?.();
  const whole = await generateWAMessage(letter.jid, Object.assign({}, content, letter.amendments, preview), {
    logger,
    userJid: socket.user?.id ?? '',
    upload,
    mediaUploadTimeoutMs: uploadTimeoutMs,
    ...options,
    messageId,
  });
  // Parts of Baileys' message are plain objects without protobuf types.
  const message = proto.Message.decode(proto.Message.encode(whole.message ?? {}).finish());
  renameMentions(message, mentions);
  addContext(message, {
    ...(mentions.length > 0 && { mentionedJid: mentions.map(({ jid }) => jid) }),
    ...(letter.mentionsAll && { nonJidMentions: 1 }),
    ...(timer && { expiration: timer.seconds, ephemeralSettingTimestamp: timer.setAt }),
  });
  return letter.reshape?.(message, letter.jid) ?? message;
}

/**
 * Adds to the context of a message: whom it mentions, and when it disappears. It belongs inside the content; for a view-once
 * message, Baileys would add mentions beside the wrapped content.
 */
function addContext(message: proto.IMessage, context: proto.IContextInfo): void {
  const content = normalizeMessageContent(message);
  if (!content || Object.keys(context).length === 0) return;
  for (const part of Object.values(content)) {
    if (isContent(part)) part.contextInfo = { ...part.contextInfo, ...context };
  }
}

/** Whether a part of a message is content, which can have a context; `messageContextInfo` is not. */
function isContent(part: unknown): part is { contextInfo?: proto.IContextInfo | null } {
  return typeof part === 'object' && part !== null && 'contextInfo' in part;
}
