import { AsyncLocalStorage } from 'node:async_hooks';
import type { Write } from '#libs/storage';

/** What has to be on disk before a message leaves, besides its ratchets: its row. */
export interface Companion {
  /** May be called again if the commit has to be repeated. */
  write(write: Write): Promise<unknown>;
  /** Whether a commit contains it, or is about to. */
  taken: boolean;
  /** Why its commit failed, if it did. Baileys only says that nothing could be encrypted. */
  fault?: unknown;
}

const companions = new AsyncLocalStorage<Companion>();

/**
 * Runs work that encrypts and sends a message. What its companion writes shares the commit of the first ratchet, which is on
 * disk before anything leaves. If nothing is encrypted, it is left to the caller.
 */
export async function accompanied<T>(companion: Companion, work: () => Promise<T>): Promise<T> {
  return companions.run(companion, work);
}

/** The companion of the message that is being sent here. */
export function currentCompanion(): Companion | undefined {
  return companions.getStore();
}
