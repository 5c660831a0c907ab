import { createHash } from 'node:crypto';
import { decryptPollVote, type proto } from '@whiskeysockets/baileys';
import { LIMITS } from '#libs/config';
import type { PollInfo } from '#libs/events';
import { bounded } from './limits.js';
import { numberOf } from './numbers.js';
import type { SealedVote, Told } from './said.js';
import { unwrap } from './wrapping.js';

/** How many options are shown. WhatsApp's apps allow twelve. */
const MOST_OPTIONS = LIMITS.options;

/** The possible JIDs of the poll's author and of the voter, without device: phone and LID of each. */
export interface VotePeople {
  creators: readonly string[];
  voters: readonly string[];
}

/** The poll of an unwrapped message. Its fourth version has a separate wrapper. */
export function readPoll(content: proto.IMessage): PollInfo | undefined {
  const poll =
    content.pollCreationMessage ??
    content.pollCreationMessageV2 ??
    content.pollCreationMessageV3 ??
    content.pollCreationMessageV5;
  return poll ? pollOf(poll) : undefined;
}

function pollOf(poll: proto.Message.IPollCreationMessage): PollInfo {
  return {
    name: poll.name ?? '',
    options: poll.options?.map((option) => option.optionName ?? '') ?? [],
    selectableCount: poll.selectableOptionsCount ?? 0,
  };
}

export function readPollContent(creation: proto.Message.IPollCreationMessage): Told {
  const poll = pollOf(creation);
  const { shown, omitted } = bounded(poll.options, MOST_OPTIONS);
  return {
    text: poll.name || undefined,
    poll: { ...poll, options: shown },
    omitted: omitted === undefined ? undefined : { options: omitted },
  };
}

/** The result of a poll, which somebody sends when it has ended. */
export function readPollResult({ name, pollVotes }: proto.Message.IPollResultSnapshotMessage): Told {
  const { shown, omitted } = bounded(pollVotes ?? [], MOST_OPTIONS);
  return {
    text: name || undefined,
    poll: {
      name: name ?? '',
      options: shown.map(({ optionName }) => optionName ?? ''),
      selectableCount: 0,
      votes: shown.map(({ optionVoteCount }) => numberOf(optionVoteCount) ?? 0),
    },
    omitted: omitted === undefined ? undefined : { options: omitted },
  };
}

/**
 * Reads a vote: the options that are chosen now, in the order of the poll. A vote identifies options by the SHA-256 of
 * their text.
 * @returns undefined if the message is not a poll, or the vote was not made for it by one of these people
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
  const hashes = new Set(chosen.slice(0, MOST_OPTIONS).map((hash) => Buffer.from(hash).toString('hex')));
  const found = options
    .slice(0, MOST_OPTIONS)
    .filter((option) => hashes.has(createHash('sha256').update(option).digest('hex')));
  // A vote for options that were added later must not look like one that was removed.
  return found.length === 0 && hashes.size > 0 ? undefined : found;
}

/** Decrypts a vote. The tag of AES-GCM shows for which pair of addresses it was encrypted. */
function openVote(secret: Uint8Array, pollMsgId: string, vote: SealedVote, people: VotePeople) {
  for (const pollCreatorJid of people.creators) {
    for (const voterJid of people.voters) {
      try {
        return decryptPollVote(
          { encPayload: vote.payload, encIv: vote.iv },
          { pollCreatorJid, pollMsgId, pollEncKey: secret, voterJid },
        );
      } catch {
        // This pair does not fit.
      }
    }
  }
  return undefined;
}
