import { randomBytes } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';
import type { Sealed } from './sealed.js';

/** A message that a person is about to send, with what its stanza has to say about it. */
export interface Draft {
  message: proto.IMessage;
  /** Stanza type. */
  type: string;
  /** What `<meta>` says about polls. */
  polltype?: 'creation' | 'vote';
  /** `1` edits, `7` deletes for everyone, `8` does so as an admin. */
  edit?: string;
  /** Recipients do not show that it could not be read. */
  hidden?: boolean;
  /** The id that the sender has chosen; otherwise a new one. */
  id?: string;
  /** The recipient's companions get a placeholder and have to ask their phone. */
  onlyPhone?: boolean;
}

const { Type } = proto.Message.ProtocolMessage;
const { SecretEncType } = proto.Message.SecretEncryptedMessage;

function fresh(): proto.IMessageContextInfo {
  return { messageSecret: randomBytes(32) };
}

/** Adds the secret that votes and edits will need, and the wrapper of messages that disappear. */
export function complete(content: proto.IMessage, ephemeral: boolean): proto.IMessage {
  const messageContextInfo = fresh();
  return ephemeral
    ? { ephemeralMessage: { message: content }, messageContextInfo }
    : { ...content, messageContextInfo };
}

export function textMessage(text: string, context: proto.IContextInfo | undefined): proto.IMessage {
  return context ? { extendedTextMessage: { text, contextInfo: context } } : { conversation: text };
}

export const EDIT_FORMS = ['wrapped', 'plain', 'secret'] as const;
export type EditForm = (typeof EDIT_FORMS)[number];

/** The change that an edit makes, as it is written when nothing is around it. */
export function bareEdit(id: string, chat: string, edited: proto.IMessage): proto.IMessage {
  const { messageContextInfo: _, ...editedMessage } = edited.ephemeralMessage?.message ?? edited;
  const key = { remoteJid: chat, fromMe: true, id };
  return {
    protocolMessage: { key, type: Type.MESSAGE_EDIT, editedMessage, timestampMs: Date.now() },
  };
}

/**
 * An edit of one's own message. Phones send the change wrapped in `editedMessage`, Baileys sends it bare: a
 * client has to understand both.
 * @param chat the other side's JID, which is how the sender names the chat
 * @param edited the whole message as it is from now on
 */
export function editDraft(
  id: string,
  chat: string,
  edited: proto.IMessage,
  form: Exclude<EditForm, 'secret'>,
): Draft {
  const bare = bareEdit(id, chat, edited);
  const message = form === 'plain' ? bare : { editedMessage: { message: bare } };
  return { type: 'text', edit: '1', message: { ...message, messageContextInfo: fresh() } };
}

/** An edit that only those can read who have the message, as phones send it since 2026. */
export function sealedEditDraft(id: string, chat: string, { payload, iv }: Sealed): Draft {
  const secretEncryptedMessage = {
    targetMessageKey: { remoteJid: chat, fromMe: true, id },
    encPayload: payload,
    encIv: iv,
    secretEncType: SecretEncType.MESSAGE_EDIT,
  };
  return { type: 'text', edit: '1', message: { secretEncryptedMessage, messageContextInfo: fresh() } };
}

/** @param poll the poll that the person votes in */
export function voteDraft(poll: proto.IMessageKey, { payload, iv }: Sealed): Draft {
  const pollUpdateMessage = {
    pollCreationMessageKey: poll,
    vote: { encPayload: payload, encIv: iv },
    senderTimestampMs: Date.now(),
  };
  return { type: 'poll', polltype: 'vote', hidden: true, message: { pollUpdateMessage } };
}

/** Deletes a message for everyone: one's own, or as an admin of the group somebody else's. */
export function deleteDraft(key: proto.IMessageKey): Draft {
  const edit = key.fromMe ? '7' : '8';
  return { type: 'text', edit, message: { protocolMessage: { key, type: Type.REVOKE } } };
}

/** @param key the message that the person reacts to @param emoji empty takes the reaction back */
export function reactionDraft(key: proto.IMessageKey, emoji: string): Draft {
  return {
    type: 'reaction',
    hidden: true,
    message: { reactionMessage: { key, text: emoji, senderTimestampMs: Date.now() } },
  };
}
