import type { WAPatchName, WASocket } from '@whiskeysockets/baileys';
import type { NewEvent, Write } from '#libs/storage';
import type { AppStateChange } from '../codec/app-state.js';

/** Writes one commit, unless the connection has ended meanwhile: then it resolves with undefined, and nothing is written. */
export type Commit = <T>(work: (write: Write) => Promise<T>) => Promise<T | undefined>;

/** Stores an own change of the app state, behind everything that was received before it. */
export type KeepOwn = (
  socket: WASocket,
  collection: WAPatchName,
  change: Required<AppStateChange>,
) => Promise<void>;

/** What an instance stores of the app state, which the devices of an account share. */
export interface AppStateBook {
  /** The collection that contains it, by WhatsApp's name. */
  readonly collection: WAPatchName;

  /**
   * Removals of all stored entries that are missing in the content of the collection.
   * @param whole the whole content
   */
  missing(whole: readonly AppStateChange[]): Promise<AppStateChange[]>;

  /**
   * Stores a change. A change that is stored already has no effect.
   * @param isPast the change is from before the device read the collection for the first time, or is read once more
   * @returns the events that report what is different now
   */
  apply(write: Write, change: AppStateChange, isPast: boolean): Promise<NewEvent[]>;

  /** Does what is left of a change that is too big for one commit, after {@link apply}. */
  finish?(commit: Commit, change: AppStateChange, isPast: boolean): Promise<void>;
}
