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
import type { Letter } from './letter.js';

export interface CompositionSettings {
  logger: ReturnType<typeof libraryLogger>;
  messageId: string;
  upload: WAMediaUploadFunction;
  /** How long the media server may send nothing, ms. */
  uploadTimeoutMs: number;
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
  { logger, messageId, upload, uploadTimeoutMs }: CompositionSettings,
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
  mention(message, letter.mentions ?? []);
  return letter.reshape?.(message) ?? message;
}

/** Adds mentions inside the content. For a view-once message, Baileys would add them beside the wrapped content. */
function mention(message: proto.IMessage, jids: readonly string[]): void {
  const content = normalizeMessageContent(message);
  if (!content || jids.length === 0) return;
  for (const part of Object.values(content)) {
    if (!isContent(part)) continue;
    part.contextInfo = { ...part.contextInfo, mentionedJid: [...jids] };
  }
}

/** Whether a part of a message is content, which can have a context; `messageContextInfo` is not. */
function isContent(part: unknown): part is { contextInfo?: proto.IContextInfo | null } {
  return typeof part === 'object' && part !== null && 'contextInfo' in part;
}
