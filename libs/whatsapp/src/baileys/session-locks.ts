import { Lanes } from '#libs/observability';
import { phoneOf } from '../wire/jids.js';

/** One lock per Signal session, whichever of its names is used. */
export class SessionLocks {
  private readonly lanes = new Lanes();

  /** @param lidOf returns the LID JID, device included, of a phone JID; null if it is unknown */
  constructor(private readonly lidOf: (phoneJid: string) => Promise<string | null>) {}

  /** Runs `work` while holding the lock of the session with `jid`. */
  async hold<T>(jid: string, work: () => Promise<T>): Promise<T> {
    const name = phoneOf(jid) === undefined ? jid : ((await this.lidOf(jid)) ?? jid);
    return this.lanes.run(name, work);
  }
}
