import type { WAPatchName } from '@whiskeysockets/baileys';
import type { NewEvent, Write } from '#libs/storage';
import type { AppStateChange } from '../codec/app-state.js';

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
   * @param isPast the change is from before the device read the collection for the first time
   * @returns the events that report what is different now
   */
  apply(write: Write, change: AppStateChange, isPast: boolean): Promise<NewEvent[]>;
}
