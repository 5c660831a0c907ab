import { proto } from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';
import { beginning } from './limits.js';
import { numberOf, possible } from './numbers.js';
import { openSealed, type Sealed, type SealedBetween } from './secrets.js';
import { unwrap } from './wrapping.js';

/** What somebody did with an earlier message, besides editing or deleting it. */
export type Change =
  | { kind: 'pin'; targetId: string; pinned: boolean; until?: number }
  | { kind: 'keep'; targetId: string; kept: boolean }
  /** A reaction that can only be decrypted with the secret of the message: in announcement groups. */
  | { kind: 'sealed-reaction'; targetId: string; sealed: Sealed };

/**
 * Reads a change. Undefined if the content is something else.
 * @param info the context of the message, which may be outside its wrappers
 */
export function readChange(
  content: proto.IMessage,
  info: proto.IMessageContextInfo | null | undefined,
): Change | undefined {
  const { pinInChatMessage, keepInChatMessage, encReactionMessage } = content;
  if (pinInChatMessage) return readPin(pinInChatMessage, info);
  if (keepInChatMessage) return readKeep(keepInChatMessage);
  return encReactionMessage ? readSealedReaction(encReactionMessage) : undefined;
}

function readPin(
  { key, type, senderTimestampMs }: proto.Message.IPinInChatMessage,
  info: proto.IMessageContextInfo | null | undefined,
): Change | undefined {
  if (!key?.id) return undefined;
  const pinned = type !== proto.Message.PinInChatMessage.Type.UNPIN_FOR_ALL;
  const seconds = info?.messageAddOnDurationInSecs ?? 0;
  const since = numberOf(senderTimestampMs) ?? 0;
  const until = pinned && seconds > 0 && since > 0 ? possible(since + seconds * 1000) : undefined;
  return { kind: 'pin', targetId: key.id, pinned, until };
}

function readKeep({ key, keepType }: proto.Message.IKeepInChatMessage): Change | undefined {
  if (!key?.id) return undefined;
  return { kind: 'keep', targetId: key.id, kept: keepType !== proto.KeepType.UNDO_KEEP_FOR_ALL };
}

function readSealedReaction(message: proto.Message.IEncReactionMessage): Change | undefined {
  const { targetMessageKey, encPayload, encIv } = message;
  if (!targetMessageKey?.id || !encPayload || !encIv) return undefined;
  return {
    kind: 'sealed-reaction',
    targetId: targetMessageKey.id,
    sealed: { payload: encPayload, iv: encIv },
  };
}

/**
 * Decrypts a reaction.
 * @returns the emoji, empty if the reaction was removed; undefined if it was not made for this message by these people
 */
export function openReaction(
  sealed: Sealed,
  original: proto.IMessage,
  originalId: string,
  people: SealedBetween,
): string | undefined {
  const { secret } = unwrap(original);
  if (!secret) return undefined;
  const of = { secret, id: originalId, use: 'Enc Reaction' } as const;
  const reaction = openSealed(sealed, of, people, (bytes) => proto.Message.ReactionMessage.decode(bytes));
  return reaction && beginning(reaction.text ?? '', LIMITS.nameCharacters);
}
