import { normalizeMessageContent, proto } from '@whiskeysockets/baileys';
import { type MessageRow, STATUS_CHAT, type WireJid } from '#libs/storage';
import { toMiaw } from '../codec/message-key.js';
import type { Letter } from './letter.js';
import type { Audience } from './status-audience.js';

/** Changes the text of an own message, or the caption of its file. */
export function editLetter(row: MessageRow, content: proto.IMessage, text: string): Letter {
  return {
    jid: row.remote_jid,
    about: row.id,
    perform: (client) => client.editMessage(toMiaw(row), text),
    // Baileys edits texts only; for a file, the new caption is set here.
    reshape: (message) => {
      const captioned = withCaption(content, text);
      if (captioned && message.protocolMessage) message.protocolMessage.editedMessage = captioned;
      return message;
    },
  };
}

/** Deletes a message for everyone. */
export function revocationLetter(row: MessageRow): Letter {
  return { jid: row.remote_jid, about: row.id, perform: (client) => client.deleteMessage(toMiaw(row)) };
}

/**
 * Deletes an own status post.
 * @param author JID of the account: the key of a post names its author (WhatsApp Web's `WAWebEncryptAndSendStatusMsg`)
 * @param audience those who got the post
 */
export function statusRevocationLetter(
  row: MessageRow,
  author: string,
  audience: Letter['audience'],
): Letter {
  return {
    ...revocationLetter(row),
    jid: STATUS_CHAT,
    audience,
    reshape: (message) => {
      const key = message.protocolMessage?.key;
      if (key) key.participant = author;
      return message;
    },
  };
}

/**
 * Reacts to a status post of somebody else, which only they see.
 * @param author their JID, as on the wire
 * @param emoji an empty string removes the reaction
 */
export function statusReactionLetter(row: MessageRow, author: WireJid, emoji: string): Letter {
  const audience: Audience = { setting: 'allowlist', people: [author] };
  return { ...reactionLetter(row, emoji), jid: STATUS_CHAT, audience };
}

/** @param emoji an empty string removes the reaction */
export function reactionLetter(row: MessageRow, emoji: string): Letter {
  return { jid: row.remote_jid, about: row.id, perform: (client) => client.sendReaction(toMiaw(row), emoji) };
}

/** Forwards a known message. Its file is not uploaded again. */
export function forwardLetter(jid: WireJid, row: MessageRow, content: proto.IMessage): Letter {
  return { jid, perform: (client) => client.forwardMessage(toMiaw(row, bare(content)), jid) };
}

/**
 * What the account says about a message. miaw-core has no such messages: its text goes through what all messages go through,
 * and the content is exchanged.
 * @param message makes the content when it is known how the chat names its people
 */
export function remark(row: MessageRow, message: () => proto.IMessage): Letter {
  return {
    jid: row.remote_jid,
    about: row.id,
    perform: (client) => client.sendText(row.remote_jid, row.id),
    reshape: message,
  };
}

function withCaption(message: proto.IMessage, caption: string): proto.IMessage | undefined {
  const { imageMessage, videoMessage, documentMessage } = normalizeMessageContent(message) ?? {};
  if (imageMessage) return { imageMessage: { ...imageMessage, caption } };
  if (videoMessage) return { videoMessage: { ...videoMessage, caption } };
  return documentMessage ? { documentMessage: { ...documentMessage, caption } } : undefined;
}

/** Reduces a message to its content: Baileys marks only the first part of a message as forwarded. */
function bare(message: proto.IMessage): proto.IMessage {
  const {
    messageContextInfo: _frame,
    senderKeyDistributionMessage: _keys,
    ...content
  } = proto.Message.toObject(proto.Message.fromObject(normalizeMessageContent(message) ?? {}));
  return content;
}
