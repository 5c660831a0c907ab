import { createHash } from 'node:crypto';
import { proto } from '@whiskeysockets/baileys';
import { Fields } from '../state/fields.js';

/** A question with answers to choose from. */
export interface Poll {
  name: string;
  options: string[];
  /** How many one may choose; 0 is any number. */
  selectableCount: number;
}

/** What somebody has chosen; the latest vote counts. */
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
    throw fields.wrong('options', `must be 2 to ${MOST_OPTIONS}`);
  if (new Set(options).size < options.length) throw fields.wrong('options', 'must differ');
  const selectableCount = fields.optionalInteger('selectableCount', { min: 0, max: options.length }) ?? 0;
  return { name: fields.text('name'), options, selectableCount };
}

/** Phones use the third version for a single choice, the first for everything else. */
export function pollMessage(poll: Poll, contextInfo?: proto.IContextInfo): proto.IMessage {
  const creation = {
    name: poll.name,
    options: poll.options.map((optionName) => ({ optionName })),
    selectableOptionsCount: poll.selectableCount,
    contextInfo,
  };
  return poll.selectableCount === 1 ? { pollCreationMessageV3: creation } : { pollCreationMessage: creation };
}

/** The poll in a message without wrappers, whichever version it is of. */
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

/** Votes name their options by SHA-256 of the text. */
export function optionHash(option: string): Buffer {
  return createHash('sha256').update(option).digest();
}

/** The options that hashes stand for; one that stands for none is shown in hex. */
export function optionsOf(poll: Poll, hashes: Uint8Array[]): string[] {
  const known = new Map(poll.options.map((option) => [optionHash(option).toString('hex'), option]));
  return hashes.map((hash) => {
    const hex = Buffer.from(hash).toString('hex');
    return known.get(hex) ?? `sha256:${hex}`;
  });
}
