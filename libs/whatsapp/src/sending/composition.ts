import {
  type AnyMessageContent,
  generateWAMessage,
  type MiscMessageGenerationOptions,
  normalizeMessageContent,
  proto,
  type WAMessage,
  type WASocket,
} from '@whiskeysockets/baileys';
import { WhatsAppFault } from '../faults.js';
import type { libraryLogger } from '../library-logger.js';
import type { Letter } from './letter.js';

export interface CompositionSettings {
  logger: ReturnType<typeof libraryLogger>;
  messageId: string;
  /** How long the media server may be silent. */
  uploadTimeoutMs: number;
}

/**
 * Makes the message of a letter, as Baileys' `sendMessage` does, and uploads its file.
 * @param content what miaw-core hands to Baileys
 * @throws WhatsAppFault WHATSAPP_ERROR when the media server does not take the file
 */
export async function compose(
  socket: WASocket,
  letter: Letter,
  content: AnyMessageContent,
  options: MiscMessageGenerationOptions,
  { logger, messageId, uploadTimeoutMs }: CompositionSettings,
): Promise<WAMessage> {
  const whole = await generateWAMessage(letter.jid, Object.assign({}, content, letter.amendments), {
    logger,
    userJid: socket.user?.id ?? '',
    upload: (path, upload) => uploaded(socket.waUploadToServer(path, upload)),
    mediaUploadTimeoutMs: uploadTimeoutMs,
    ...options,
    messageId,
  });
  if (whole.message) {
    // What Baileys made is in part plain objects, which do not know their own fields.
    const message = proto.Message.decode(proto.Message.encode(whole.message).finish());
    mention(message, letter.mentions ?? []);
    whole.message = letter.reshape?.(message) ?? message;
  }
  return whole;
}

async function uploaded<T>(upload: Promise<T>): Promise<T> {
  try {
    return await upload;
  } catch (error) {
    throw new WhatsAppFault(
      'WHATSAPP_ERROR',
      "WhatsApp's media server did not take the file",
      { reason: 'upload_failed', outcome: 'not_sent' },
      { cause: error },
    );
  }
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
