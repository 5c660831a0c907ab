import { hkdfSync, randomBytes } from 'node:crypto';
import { aesDecryptGCM, aesEncryptGCM, proto } from '@whiskeysockets/baileys';
import { optionHash } from './poll.js';

/** A vote or edit, encrypted so that only holders of the original message can read it. */
export interface Sealed {
  payload: Uint8Array;
  /** 12 bytes. */
  iv: Uint8Array;
}

/** What the key is derived from. JIDs have no device and use the addressing of the chat. */
export interface SealContext {
  /** The secret in the message's `messageContextInfo`. */
  secret: Uint8Array;
  /** Id of the poll or of the edited message. */
  messageId: string;
  /** The author of that message. */
  author: string;
  /** The person who votes or edits. */
  speaker: string;
}

const IV_BYTES = 12;

function keyOf({ secret, messageId, author, speaker }: SealContext, use: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, Buffer.alloc(0), messageId + author + speaker + use, 32));
}

function seal(plaintext: Uint8Array, context: SealContext, use: string, aad: string): Sealed {
  const iv = randomBytes(IV_BYTES);
  return { iv, payload: aesEncryptGCM(plaintext, keyOf(context, use), iv, Buffer.from(aad)) };
}

function open({ payload, iv }: Sealed, context: SealContext, use: string, aad: string): Buffer {
  return aesDecryptGCM(payload, keyOf(context, use), iv, Buffer.from(aad));
}

const VOTE = 'Poll Vote';
const EDIT = 'Message Edit';
const EVENT_EDIT = 'Event Edit';
const EVENT_ANSWER = 'Event Response';
const COMMENT = 'Enc Comment';

/** What votes and answers authenticate besides their content. */
function voteData({ messageId, speaker }: SealContext): string {
  return `${messageId}\0${speaker}`;
}

/** @param options an empty list withdraws the vote */
export function sealVote(options: string[], context: SealContext): Sealed {
  const vote = proto.Message.PollVoteMessage.encode({ selectedOptions: options.map(optionHash) }).finish();
  return seal(vote, context, VOTE, voteData(context));
}

/**
 * @returns hashes of the chosen options
 * @throws Error when the vote was encrypted for another poll or with other JIDs
 */
export function openVote(sealed: Sealed, context: SealContext): Uint8Array[] {
  const vote = open(sealed, context, VOTE, voteData(context));
  return proto.Message.PollVoteMessage.decode(vote).selectedOptions;
}

/** @param edit the edit as it would otherwise be sent */
export function sealEdit(edit: proto.IMessage, context: SealContext): Sealed {
  return seal(proto.Message.encode(edit).finish(), context, EDIT, '');
}

/** @throws Error when the edit was encrypted for another message or with other JIDs */
export function openEdit(sealed: Sealed, context: SealContext): proto.Message {
  return proto.Message.decode(open(sealed, context, EDIT, ''));
}

/** @param edit the changed event, without the frame of other edits (a fork of whatsmeow, `BuildEventEdit`) */
export function sealEventEdit(edit: proto.IMessage, context: SealContext): Sealed {
  return seal(proto.Message.encode(edit).finish(), context, EVENT_EDIT, '');
}

/** Seals the answer to an event (whatsmeow, `EncSecretEventResponse`). */
export function sealEventAnswer(answer: proto.Message.IEventResponseMessage, context: SealContext): Sealed {
  const plaintext = proto.Message.EventResponseMessage.encode(answer).finish();
  return seal(plaintext, context, EVENT_ANSWER, voteData(context));
}

/** @throws Error when the change was encrypted for another event or with other JIDs */
export function openEventEdit(sealed: Sealed, context: SealContext): proto.Message {
  return proto.Message.decode(open(sealed, context, EVENT_EDIT, ''));
}

/** @throws Error when the answer was encrypted for another event or with other JIDs */
export function openEventAnswer(sealed: Sealed, context: SealContext): proto.Message.EventResponseMessage {
  return proto.Message.EventResponseMessage.decode(open(sealed, context, EVENT_ANSWER, voteData(context)));
}

/** Seals a comment (whatsmeow, `EncryptComment`). */
export function sealComment(comment: proto.IMessage, context: SealContext): Sealed {
  return seal(proto.Message.encode(comment).finish(), context, COMMENT, '');
}

/**
 * Seals the answer of a bot. The secret of the question is derived once more (whatsmeow, `decryptBotMessage`).
 * @param context names the answer, and as its author the person who asked
 */
export function sealBotAnswer(answer: proto.IMessage, context: SealContext): Sealed {
  const secret = Buffer.from(hkdfSync('sha256', context.secret, Buffer.alloc(0), 'Bot Message', 32));
  return seal(proto.Message.encode(answer).finish(), { ...context, secret }, '', voteData(context));
}
