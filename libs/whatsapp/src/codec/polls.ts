import { createHash } from 'node:crypto';
import { decryptPollVote, type proto } from '@whiskeysockets/baileys';
import type { PollInfo } from '#libs/events';
import { unwrap } from './wrapping.js';

/** A vote as it comes: only who knows the poll can read it. */
export interface SealedVote {
  payload: Uint8Array;
  iv: Uint8Array;
}

/** Who may have signed for what, as JIDs without device. Either side goes by its phone or its LID. */
export interface VotePeople {
  creators: readonly string[];
  voters: readonly string[];
}

/** The poll of an unwrapped message. Its fourth form comes in a wrapping of its own. */
export function readPoll(content: proto.IMessage): PollInfo | undefined {
  const poll =
    content.pollCreationMessage ??
    content.pollCreationMessageV2 ??
    content.pollCreationMessageV3 ??
    content.pollCreationMessageV5;
  if (!poll) return undefined;
  return {
    name: poll.name ?? '',
    options: poll.options?.map((option) => option.optionName ?? '') ?? [],
    selectableCount: poll.selectableOptionsCount ?? 0,
  };
}

/**
 * Reads a vote: the options of the poll that are chosen now, in the order of the poll. Options are told by the
 * SHA-256 of their text.
 * @returns undefined when the message is no poll, or the vote was not made for it by one of these people
 */
export function readVote(
  poll: proto.IMessage,
  pollId: string,
  vote: SealedVote,
  people: VotePeople,
): string[] | undefined {
  const { content, secret } = unwrap(poll);
  const options = readPoll(content)?.options;
  if (!options || !secret) return undefined;
  const chosen = openVote(secret, pollId, vote, people)?.selectedOptions;
  if (!chosen) return undefined;
  const hashes = new Set(chosen.map((hash) => Buffer.from(hash).toString('hex')));
  return options.filter((option) => hashes.has(createHash('sha256').update(option).digest('hex')));
}

/** The tag of AES-GCM tells which pair of addresses it was encrypted for. */
function openVote(secret: Uint8Array, pollMsgId: string, vote: SealedVote, people: VotePeople) {
  for (const pollCreatorJid of people.creators) {
    for (const voterJid of people.voters) {
      try {
        return decryptPollVote(
          { encPayload: vote.payload, encIv: vote.iv },
          { pollCreatorJid, pollMsgId, pollEncKey: secret, voterJid },
        );
      } catch {
        // Not this pair.
      }
    }
  }
  return undefined;
}
