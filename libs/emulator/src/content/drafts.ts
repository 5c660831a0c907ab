import { randomBytes } from 'node:crypto';
import { type BinaryNode, proto } from '@whiskeysockets/baileys';
import { type Overrides, stanza } from '../wire/stanza.js';
import type { Sealed } from './sealed.js';

/** A message that a person is about to send, with the attributes of its stanza. */
export interface Draft {
  message: proto.IMessage;
  /** What is encrypted in place of the message, whatever it is; phones show nothing of it. */
  raw?: Buffer;
  /** Tag of the stanza; default `message`. */
  tag?: string;
  /** Stanza type. */
  type: string;
  /** The `polltype` of `<meta>`. */
  polltype?: 'creation' | 'vote';
  /** `1` is an edit, `7` a deletion for everyone, `8` a deletion by an admin. */
  edit?: string;
  /** Whether recipients show nothing when they cannot decrypt it. */
  hidden?: boolean;
  /** Default: a new id. */
  id?: string;
  /** Attributes of the stanza that other people's companions get, in place of the usual ones. */
  attributes?: Overrides;
  /** More children of that stanza. */
  children?: BinaryNode[];
  /** Set if companions get a placeholder instead of the content. */
  unavailable?: Unavailable;
}

/**
 * Why companions do not get a content. `fanout`: those of others have to ask their phone. `view_once`: nobody but the
 * phones ever gets it (Baileys issues 1151, 1789 and 2105; whatsmeow issue 705). `masked`: a business has chosen that
 * only phones show it, and the content of others says so.
 */
export type Unavailable = 'fanout' | 'view_once' | 'masked';

/** The placeholder. */
export function unavailableNode(kind: Unavailable): BinaryNode {
  return stanza('unavailable', { type: kind === 'view_once' ? kind : undefined });
}

/** What companions get in place of a masked message. */
export const MASKED: proto.IMessage = {
  placeholderMessage: { type: proto.Message.PlaceholderMessage.PlaceholderType.MASK_LINKED_DEVICES },
};

const { Type } = proto.Message.ProtocolMessage;
const { SecretEncType } = proto.Message.SecretEncryptedMessage;

function fresh(): proto.IMessageContextInfo {
  return { messageSecret: randomBytes(32) };
}

/** Adds the secret for votes and edits, and the wrapper of disappearing messages. */
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

/** The content of an edit, without any wrapper. */
export function bareEdit(id: string, chat: string, edited: proto.IMessage): proto.IMessage {
  const { messageContextInfo: _, ...editedMessage } = edited.ephemeralMessage?.message ?? edited;
  const key = { remoteJid: chat, fromMe: true, id };
  return {
    protocolMessage: { key, type: Type.MESSAGE_EDIT, editedMessage, timestampMs: Date.now() },
  };
}

/**
 * An edit of a person's own message. Phones wrap it in `editedMessage`, Baileys does not; clients have to
 * understand both.
 * @param chat JID of the other side
 * @param edited the whole message after the edit
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

/** An edit encrypted with the secret of the message, as phones send it since 2026. */
export function sealedEditDraft(id: string, chat: string, { payload, iv }: Sealed): Draft {
  const secretEncryptedMessage = {
    targetMessageKey: { remoteJid: chat, fromMe: true, id },
    encPayload: payload,
    encIv: iv,
    secretEncType: SecretEncType.MESSAGE_EDIT,
  };
  return { type: 'text', edit: '1', message: { secretEncryptedMessage, messageContextInfo: fresh() } };
}

/** The change of an event, encrypted with the secret of the message that created it. */
export function eventEditDraft(id: string, chat: string, { payload, iv }: Sealed): Draft {
  const secretEncryptedMessage = {
    targetMessageKey: { remoteJid: chat, fromMe: true, id },
    encPayload: payload,
    encIv: iv,
    secretEncType: SecretEncType.EVENT_EDIT,
  };
  return { type: 'event', edit: '1', message: { secretEncryptedMessage, messageContextInfo: fresh() } };
}

/** @param event key of the message that created the event */
export function answerDraft(event: proto.IMessageKey, { payload, iv }: Sealed): Draft {
  const encEventResponseMessage = { eventCreationMessageKey: event, encPayload: payload, encIv: iv };
  return { type: 'event', hidden: true, message: { encEventResponseMessage, messageContextInfo: fresh() } };
}

/** @param target key of the message that is commented on */
export function commentDraft(target: proto.IMessageKey, { payload, iv }: Sealed): Draft {
  const encCommentMessage = { targetMessageKey: target, encPayload: payload, encIv: iv };
  return { type: 'text', message: { encCommentMessage, messageContextInfo: fresh() } };
}

/** @param poll key of the poll */
export function voteDraft(poll: proto.IMessageKey, { payload, iv }: Sealed): Draft {
  const pollUpdateMessage = {
    pollCreationMessageKey: poll,
    vote: { encPayload: payload, encIv: iv },
    senderTimestampMs: Date.now(),
  };
  return { type: 'poll', polltype: 'vote', hidden: true, message: { pollUpdateMessage } };
}

/** Deletes a message for everyone: the sender's own, or, as a group admin, someone else's. */
export function deleteDraft(key: proto.IMessageKey): Draft {
  const edit = key.fromMe ? '7' : '8';
  return { type: 'text', edit, message: { protocolMessage: { key, type: Type.REVOKE } } };
}

/**
 * Pins a message for everyone (whatsmeow `EditAttributePinInChat`).
 * @param seconds how long; 0 removes the pin
 */
export function pinDraft(key: proto.IMessageKey, seconds: number): Draft {
  const { PIN_FOR_ALL, UNPIN_FOR_ALL } = proto.Message.PinInChatMessage.Type;
  const type = seconds > 0 ? PIN_FOR_ALL : UNPIN_FOR_ALL;
  return {
    type: 'text',
    edit: '2',
    hidden: true,
    message: {
      pinInChatMessage: { key, type, senderTimestampMs: Date.now() },
      messageContextInfo: { ...fresh(), messageAddOnDurationInSecs: seconds },
    },
  };
}

/** Keeps a disappearing message for everyone, or no longer keeps it (whatsmeow `getEditAttribute`). */
export function keepDraft(key: proto.IMessageKey, kept: boolean): Draft {
  const { KEEP_FOR_ALL, UNDO_KEEP_FOR_ALL } = proto.KeepType;
  const keepType = kept ? KEEP_FOR_ALL : UNDO_KEEP_FOR_ALL;
  return {
    type: 'text',
    edit: !kept && key.fromMe ? '7' : undefined,
    message: { keepInChatMessage: { key, keepType, timestampMs: Date.now() }, messageContextInfo: fresh() },
  };
}

/**
 * @param key the message to react to
 * @param emoji empty removes the reaction
 */
export function reactionDraft(key: proto.IMessageKey, emoji: string): Draft {
  return {
    type: 'reaction',
    hidden: true,
    message: { reactionMessage: { key, text: emoji, senderTimestampMs: Date.now() } },
  };
}
