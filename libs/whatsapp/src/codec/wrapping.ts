import { proto } from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';
import type { ParentMessage } from '#libs/events';
import { decodeMessage, encodedMessage } from './decode.js';
import { parentIn } from './parents.js';

/** Wrappers of content, which can contain each other (mostly WAProto's `FutureProofMessage`). */
export const WRAPPERS = [
  'ephemeralMessage',
  'viewOnceMessage',
  'viewOnceMessageV2',
  'viewOnceMessageV2Extension',
  'documentWithCaptionMessage',
  'editedMessage',
  'groupMentionedMessage',
  'associatedChildMessage',
  'groupStatusMessage',
  'groupStatusMessageV2',
  'lottieStickerMessage',
  'pollCreationMessageV4',
  'pollCreationOptionImageMessage',
  'eventCoverImage',
  'questionMessage',
  'questionReplyMessage',
  'botInvokeMessage',
  'botForwardedMessage',
  'limitSharingMessage',
  'statusMentionMessage',
  'groupStatusMentionMessage',
  'statusAddYours',
  'botTaskMessage',
  'commentMessage',
  'deviceSentMessage',
] as const satisfies (keyof proto.IMessage)[];

const VIEW_ONCE: ReadonlySet<string> = new Set([
  'viewOnceMessage',
  'viewOnceMessageV2',
  'viewOnceMessageV2Extension',
]);

/** Largest number of wrappers to open: more than any app nests. */
const DEPTH = LIMITS.wrappers;

/** A message without its wrappers. */
export interface Unwrapped {
  content: proto.IMessage;
  /** Whether a wrapper marks the message as view-once. */
  viewOnce: boolean;
  /** The secret with which edits of the message and votes in it are encrypted, 32 bytes. */
  secret?: Uint8Array;
  /** The message to which this one belongs. */
  parent?: ParentMessage;
}

/** Takes a message out of its wrappers. */
export function unwrap(message: proto.IMessage): Unwrapped {
  let content = message;
  let viewOnce = false;
  let secret = secretIn(message);
  let parent = parentIn(message);
  for (let depth = 0; depth < DEPTH; depth++) {
    const name = WRAPPERS.find((each) => content[each]?.message);
    const inner = name && content[name]?.message;
    if (!inner) break;
    viewOnce ||= VIEW_ONCE.has(name);
    content = inner;
    secret ??= secretIn(inner);
    parent ??= parentIn(inner);
  }
  return { content, viewOnce, secret, parent };
}

function secretIn({ messageContextInfo }: proto.IMessage): Uint8Array | undefined {
  const secret = messageContextInfo?.messageSecret;
  return secret && secret.length > 0 ? secret : undefined;
}

/** A padded payload without content. */
export const NOTHING_SAID: Uint8Array = Buffer.of(1);

/** Removes the random padding of a decrypted payload: the last byte is its length. */
export function unpad(payload: Uint8Array): Uint8Array {
  const count = payload.at(-1);
  if (count === undefined || count > payload.length) throw new RangeError('the payload has invalid padding');
  return payload.subarray(0, payload.length - count);
}

/** What {@link checkPayload} has made of payloads that nobody has read since. */
const checked = new WeakMap<Uint8Array, proto.IMessage>();

/** Decodes a payload that is about to be read. @throws what {@link readPayload} throws */
export function checkPayload(payload: Uint8Array): void {
  checked.set(payload, readPayload(payload));
}

/**
 * Decodes a decrypted, padded payload. A message from an own device is taken out of its wrapper.
 * @throws RangeError, Error as {@link decodeMessage}; Error if the payload is not padded
 */
export function readPayload(payload: Uint8Array): proto.IMessage {
  const known = checked.get(payload);
  if (known) {
    // Every reader has a message of its own.
    checked.delete(payload);
    return known;
  }
  const message = decodeMessage(unpad(payload));
  const sent = message.deviceSentMessage?.message;
  if (!sent) return message;
  const secret = secretIn(message);
  return secret ? withSecret(sent, secret) : sent;
}

/** A message with a secret that is stored beside it. A secret of its own stays. */
export function withSecret(message: proto.IMessage, messageSecret: Uint8Array): proto.IMessage {
  if (unwrap(message).secret) return message;
  // Of a field that comes twice, the last counts. Fields that WAProto does not have stay.
  const messageContextInfo = { ...message.messageContextInfo, messageSecret };
  const added = proto.Message.encode({ messageContextInfo }).finish();
  return decodeMessage(Buffer.concat([encodedMessage(message), added]));
}
