import { createHash } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';
import { Fields } from '../state/fields.js';

/** A question with a list of options. */
export interface Poll {
  name: string;
  options: string[];
  /** How many options a person can choose; 0 means any number. */
  selectableCount: number;
}

/** The latest vote of a person. */
export interface Vote {
  /** Phone JID. */
  from: string;
  options: string[];
}

const MOST_OPTIONS = 12;

/** @throws InvalidInput naming the field */
export function readPoll(fields: Fields): Poll {
  fields.only('name', 'options', 'selectableCount', 'votes');
  const options = fields.texts('options');
  if (options.length < 2 || options.length > MOST_OPTIONS)
    throw fields.wrong('options', `must have 2 to ${MOST_OPTIONS} entries`);
  if (new Set(options).size < options.length) throw fields.wrong('options', 'must not repeat an option');
  const selectableCount = fields.optionalInteger('selectableCount', { min: 0, max: options.length }) ?? 0;
  return { name: fields.text('name'), options, selectableCount };
}

/** Phones use version 3 of the message for a single choice, version 1 otherwise. */
export function pollMessage(poll: Poll, contextInfo?: proto.IContextInfo): proto.IMessage {
  const creation = {
    name: poll.name,
    options: poll.options.map((optionName) => ({ optionName })),
    selectableOptionsCount: poll.selectableCount,
    contextInfo,
  };
  return poll.selectableCount === 1 ? { pollCreationMessageV3: creation } : { pollCreationMessage: creation };
}

/** The poll of an unwrapped message, in any version. */
export function pollCreation(message: proto.IMessage): proto.Message.IPollCreationMessage | undefined {
  return (
    message.pollCreationMessage ??
    message.pollCreationMessageV2 ??
    message.pollCreationMessageV3 ??
    message.pollCreationMessageV5 ??
    undefined
  );
}

export function pollIn(message: proto.IMessage): Poll | undefined {
  const creation = pollCreation(message);
  if (!creation) return undefined;
  return {
    name: creation.name ?? '',
    options: (creation.options ?? []).map(({ optionName }) => optionName ?? ''),
    selectableCount: creation.selectableOptionsCount ?? 0,
  };
}

/** Votes refer to options by the SHA-256 of their text. */
export function optionHash(option: string): Buffer {
  return createHash('sha256').update(option).digest();
}

/** The options with these hashes; an unknown hash is shown in hex. */
export function optionsOf(poll: Poll, hashes: Uint8Array[]): string[] {
  const known = new Map(poll.options.map((option) => [optionHash(option).toString('hex'), option]));
  return hashes.map((hash) => {
    const hex = Buffer.from(hash).toString('hex');
    return known.get(hex) ?? `sha256:${hex}`;
  });
}
