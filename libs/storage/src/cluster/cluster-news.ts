import type { Uid } from '../ids.js';

/** A connection over which news of other servers come. */
export interface Listening {
  /** Whether it is lost: what other servers have told since is not known here. */
  readonly isLost: boolean;
  /** Asks whether it still works. If there is no answer in time, it is lost. Never throws. */
  check(): Promise<void>;
  close(): Promise<void>;
}

/** What servers tell each other at once, so that nobody has to look for it. The rows are the truth: news may be lost. */
export interface ClusterNews {
  /**
   * Tells the other servers that the event logs of these instances may have grown. To be called after the commit: telling within
   * a commit would have it wait for those of all other servers.
   */
  tell(instances: readonly Uid[]): Promise<void>;

  /** @param heard called with what other servers tell */
  listen(heard: (instances: readonly Uid[]) => void): Promise<Listening>;
}
