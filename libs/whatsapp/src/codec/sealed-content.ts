import { proto } from '@whiskeysockets/baileys';
import { decodeMessage } from './decode.js';
import { openSealed, type Sealed, type SealedBetween } from './secrets.js';
import { unwrap } from './wrapping.js';

/** The content of a message that is sealed with the secret of the message to which it belongs. */
export interface SealedContent {
  targetId: string;
  /** JID of the author of that message, if the sender names it. */
  author?: string;
  sealed: Sealed;
  use: 'Enc Comment' | 'Event Response';
}

/** A comment on a message in the announcement group of a community, or the answer to an event. */
export function sealedContentIn(message: proto.IMessage): SealedContent | undefined {
  const { encCommentMessage: comment, encEventResponseMessage: answer } = unwrap(message).content;
  if (comment) return sealedBy(comment.targetMessageKey, comment, 'Enc Comment');
  return answer ? sealedBy(answer.eventCreationMessageKey, answer, 'Event Response') : undefined;
}

function sealedBy(
  key: proto.IMessageKey | null | undefined,
  { encPayload, encIv }: { encPayload?: Uint8Array | null; encIv?: Uint8Array | null },
  use: SealedContent['use'],
): SealedContent | undefined {
  if (!key?.id || !encPayload || !encIv?.length) return undefined;
  const sealed = { payload: encPayload, iv: encIv };
  return { targetId: key.id, author: key.participant ?? undefined, sealed, use };
}

/**
 * Decrypts the content of a message.
 * @param original the message to which it belongs
 * @returns the message as it would be without the seal; undefined if it was not made for the original by these people
 */
export function openContent(
  message: proto.IMessage,
  { sealed, targetId, use }: SealedContent,
  original: proto.IMessage,
  people: SealedBetween,
): proto.IMessage | undefined {
  const { secret } = unwrap(original);
  if (!secret) return undefined;
  const { content } = unwrap(message);
  const messageContextInfo = content.messageContextInfo ?? message.messageContextInfo;
  return openSealed(sealed, { secret, id: targetId, use }, people, (bytes) => {
    if (use === 'Enc Comment') {
      const targetMessageKey = content.encCommentMessage?.targetMessageKey;
      return { commentMessage: { message: decodeMessage(bytes), targetMessageKey }, messageContextInfo };
    }
    // `Message` has no field for an answer that is not sealed: here it has no `encIv`.
    proto.Message.EventResponseMessage.decode(bytes);
    const eventCreationMessageKey = content.encEventResponseMessage?.eventCreationMessageKey;
    return { encEventResponseMessage: { eventCreationMessageKey, encPayload: bytes }, messageContextInfo };
  });
}
