import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { ChatJid } from '../jids.js';
import type { ListedMessage, MessageRow } from './messages.js';

/** A word that a message must contain. */
export interface SearchTerm {
  /** Words that must follow each other, separated by spaces. */
  words: string;
  /** Whether the last word only has to begin so. */
  isPrefix: boolean;
}

/** Selects messages. All conditions must be met. */
export interface MessageSelection {
  /** Undefined: all chats, but no status posts. */
  chat?: ChatJid;
  /** The author. */
  sender?: ChatJid;
  /** One of these types. */
  types?: readonly string[];
  fromMe?: boolean;
  starred?: boolean;
  /** All of them must be in the text, caption, name of the file or the like. */
  terms?: readonly SearchTerm[];
  /** Epoch ms: no earlier messages. */
  from?: number;
  /** Epoch ms: only earlier messages. */
  until?: number;
}

/** A message that was found. */
export type FoundRow = ListedMessage & {
  /** Where it stands among all messages, by time. */
  entry: number;
};

/**
 * The search in messages. A message is in it from the commit that stores it until the commit that deletes it or marks it as
 * deleted; those of an earlier version are added later.
 */
export abstract class MessageSearch {
  /**
   * Messages by time, newest first, without those that were deleted.
   * @param options.before continues after this message: `entry` of the last row of the previous page
   */
  abstract find(
    instance: Uid,
    selection: MessageSelection,
    options: { limit: number; before?: number },
  ): Promise<FoundRow[]>;

  /** Whether messages of an earlier version are still to be added. */
  abstract isBehind(): Promise<boolean>;

  /** The newest messages that are still to be added. */
  abstract missing(db: Read, limit: number): Promise<MessageRow[]>;

  /**
   * Adds messages of {@link missing}, in the unit of work that has read them: they must not change in between.
   * @param messages all of them, with what is found besides the text; an empty list says that nothing is missing
   */
  abstract add(write: Write, messages: readonly Pick<MessageRow, 'position' | 'details'>[]): Promise<void>;
}
