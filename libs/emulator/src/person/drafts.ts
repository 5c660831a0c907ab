import { randomBytes } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';
import { contextInfo, type QuotedDraft } from './context.js';

/** A message that a person is about to send, with what its stanza has to say about it. */
export interface Draft {
  message: proto.IMessage;
  /** Stanza type. */
  type: string;
  /** `1` edits, `7` deletes for everyone. */
  edit?: string;
  /** Recipients do not show that it could not be read. */
  hidden?: boolean;
}

const { Type } = proto.Message.ProtocolMessage;

function fresh(): proto.IMessageContextInfo {
  return { messageSecret: randomBytes(32) };
}

/** @param mentions JIDs in the chat's addressing */
export function textDraft(text: string, quoted: QuotedDraft | undefined, mentions: string[]): Draft {
  const messageContextInfo = fresh();
  if (!quoted && mentions.length === 0)
    return { type: 'text', message: { conversation: text, messageContextInfo } };
  const context = contextInfo(quoted, mentions);
  return {
    type: 'text',
    message: { extendedTextMessage: { text, contextInfo: context }, messageContextInfo },
  };
}

export const EDIT_FORMS = ['wrapped', 'plain'] as const;
export type EditForm = (typeof EDIT_FORMS)[number];

/**
 * An edit of one's own message. Phones send the change wrapped in `editedMessage`, Baileys sends it bare: a
 * client has to understand both.
 * @param chat the other side's JID, which is how the sender names the chat
 */
export function editDraft(id: string, chat: string, text: string, form: EditForm): Draft {
  const bare: proto.IMessage = {
    protocolMessage: {
      key: { remoteJid: chat, fromMe: true, id },
      type: Type.MESSAGE_EDIT,
      editedMessage: { conversation: text },
      timestampMs: Date.now(),
    },
  };
  const message = form === 'plain' ? bare : { editedMessage: { message: bare } };
  return { type: 'text', edit: '1', message: { ...message, messageContextInfo: fresh() } };
}

/** Deletes one's own message for everyone. */
export function deleteDraft(id: string, chat: string): Draft {
  const key = { remoteJid: chat, fromMe: true, id };
  return { type: 'text', edit: '7', message: { protocolMessage: { key, type: Type.REVOKE } } };
}

/** @param fromMe whether the person reacts to a message of their own; an empty emoji takes a reaction back */
export function reactionDraft(id: string, chat: string, fromMe: boolean, emoji: string): Draft {
  const key = { remoteJid: chat, fromMe, id };
  return {
    type: 'reaction',
    hidden: true,
    message: { reactionMessage: { key, text: emoji, senderTimestampMs: Date.now() } },
  };
}
