import type { proto } from '@whiskeysockets/baileys';
import { MESSAGE_TYPES, type MessagePayload, type MessageType, UNAVAILABLE } from '#libs/events';
import type { Lid, MessageRow, MessageStatus } from '#libs/storage';
import { isGroup } from '../wire/jids.js';
import { type Content, interpret } from './content.js';
import { decodeMessage } from './decode.js';
import type { Envelope } from './envelope.js';
import { lidsIn, messagePayload, type PhoneBook } from './message.js';

/** A stored message, with the fields of the `message` event. */
export interface KeptMessage extends MessagePayload {
  /** How far an own message has got. */
  status?: MessageStatus;
  /** WhatsApp's error code, if it refused the message. */
  error?: string;
  /** The `clientReference` of the request that sent the message. */
  clientReference?: string;
  /** Number of an own post in its channel. */
  serverId?: number;
  /** Epoch ms. */
  editedAt?: number;
  /** Epoch ms. The content of the message is no longer shown. */
  deletedAt?: number;
}

/**
 * The payload of a stored message.
 * @param book must contain at least {@link lidsInKept}
 * @param said its content, if it has been read: that takes long if it is large
 */
export function keptMessage(row: MessageRow, book: PhoneBook, said = saidIn(row)): KeptMessage {
  return {
    ...messagePayload(envelopeOf(row), said, book),
    status: row.status ?? undefined,
    error: row.error ?? undefined,
    clientReference: row.client_reference ?? undefined,
    serverId: row.server_id ?? undefined,
    editedAt: row.edited_at ?? undefined,
    deletedAt: row.deleted_at ?? undefined,
  };
}

/** The content of a stored message; undefined if the message was deleted or its content cannot be read. */
export function contentOf({ content, deleted_at }: MessageRow): proto.IMessage | undefined {
  try {
    return content && deleted_at === null ? decodeMessage(content) : undefined;
  } catch {
    return undefined;
  }
}

/** The LIDs that have to be looked up before {@link keptMessage} can be written. @param said as there */
export function lidsInKept(row: MessageRow, said = saidIn(row)): Lid[] {
  return lidsIn(envelopeOf(row), said);
}

function envelopeOf(row: MessageRow): Envelope {
  return {
    id: row.id,
    chatJid: row.chat,
    authorJid: row.sender,
    participant: row.participant,
    isGroup: isGroup(row.chat),
    fromMe: row.from_me === 1,
    timestamp: Math.floor(row.at / 1000),
    pushName: row.push_name ?? undefined,
    username: row.username ?? undefined,
    pairs: [],
  };
}

/** What a stored message says. */
export function saidIn(row: MessageRow): Content {
  const content = contentOf(row);
  const said = content && interpret(content);
  if (said?.kind === 'content') return said;
  if (row.deleted_at !== null) return { kind: 'content', type: typeOf(row.type) };
  const type = row.content && !content ? 'unknown' : typeOf(row.type);
  const unavailable = UNAVAILABLE.find((reason) => reason === row.unavailable);
  return { kind: 'content', type, text: row.text ?? undefined, unavailable };
}

function typeOf(name: string): MessageType {
  return MESSAGE_TYPES.find((type) => type === name) ?? 'unknown';
}
