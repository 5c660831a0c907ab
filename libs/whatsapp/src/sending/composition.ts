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
  /** How long the media server may be silent. */
  uploadTimeoutMs: number;
}

/**
 * Makes the message of a letter, as Baileys' `sendMessage` does, and uploads its file.
 * @param content what miaw-core would hand to Baileys
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
  // What Baileys made is in part plain objects, which do not know their own fields.
  const message = proto.Message.decode(proto.Message.encode(whole.message ?? {}).finish());
  mention(message, letter.mentions ?? []);
  return letter.reshape?.(message) ?? message;
}

/** By itself, Baileys puts mentions beside the content that a view-once message wraps. */
function mention(message: proto.IMessage, jids: readonly string[]): void {
  const content = normalizeMessageContent(message);
  if (!content || jids.length === 0) return;
  for (const part of Object.values(content)) {
    if (!isContent(part)) continue;
    part.contextInfo = { ...part.contextInfo, mentionedJid: [...jids] };
  }
}

/** A part of a message that can refer to others: all but its own frame (`messageContextInfo`). */
function isContent(part: unknown): part is { contextInfo?: proto.IContextInfo | null } {
  return typeof part === 'object' && part !== null && 'contextInfo' in part;
}
