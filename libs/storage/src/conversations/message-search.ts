import { type RawBuilder, sql } from 'kysely';
import type { Read, Write } from '../database.js';
import type { Uid } from '../ids.js';
import type { ChatJid } from '../jids.js';
import { CONTENT_BYTES, LISTED_COLUMNS, type ListedMessage, type MessageRow } from './messages.js';

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

/** The columns of a {@link FoundRow}, of the tables `messages` and `search_entries`. */
export const FOUND_COLUMNS = sql`${sql.join(LISTED_COLUMNS.map((column) => sql.ref(column)))},
  ${CONTENT_BYTES} as content_bytes, search_entries.entry`;

/** How many entries one second has, as in the migrations that made the indexes. */
const PER_SECOND = 2_097_152;
const LAST_ENTRY = Number.MAX_SAFE_INTEGER;

/** Where a page continues, and how large it is. */
export interface SearchPage {
  limit: number;
  /** Only entries before this one: `entry` of the last row of the previous page. */
  before?: number;
}

/** The entries that a selection and a page leave: from `first` on, and before `end`. */
export function entriesOf(
  { from = 0, until = Number.MAX_SAFE_INTEGER }: MessageSelection,
  { before = LAST_ENTRY }: SearchPage,
): { first: number; end: number } {
  return { first: entryAt(from), end: Math.min(before, entryAt(until)) };
}

/** The first entry of a second. @param at epoch ms */
function entryAt(at: number): number {
  return Math.min(Math.ceil(at / 1000) * PER_SECOND, LAST_ENTRY);
}

/**
 * The search in messages. A message is in it from the commit that stores it until the commit that deletes it or marks it as
 * deleted; those of an earlier version are added later.
 */
export abstract class MessageSearch {
  constructor(protected readonly read: Read) {}

  /** Messages by time, newest first, without those that were deleted. */
  async find(instance: Uid, selection: MessageSelection, page: SearchPage): Promise<FoundRow[]> {
    return (await this.query(instance, selection, page).execute(this.read)).rows;
  }

  /** Whether messages of an earlier version are still to be added. */
  abstract isBehind(): Promise<boolean>;

  /** The newest messages that are still to be added. */
  abstract missing(db: Read, limit: number): Promise<MessageRow[]>;

  /**
   * Adds messages of {@link missing}, in the unit of work that has read them: they must not change in between.
   * @param messages all of them, with what is found besides the text; an empty list says that nothing is missing
   */
  abstract add(write: Write, messages: readonly Pick<MessageRow, 'position' | 'details'>[]): Promise<void>;

  /** The query of a page, whose cost must not grow with the number of messages. */
  protected abstract query(
    instance: Uid,
    selection: MessageSelection,
    page: SearchPage,
  ): RawBuilder<FoundRow>;
}
