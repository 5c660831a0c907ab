import { Lanes } from '#libs/observability';
import { phoneOf } from '../wire/jids.js';

/** One lock per Signal session, whichever name it is called by. */
export class SessionLocks {
  private readonly lanes = new Lanes();

  /** @param lidOf answers the LID JID, with the device, of a phone JID; null when it has none */
  constructor(private readonly lidOf: (phoneJid: string) => Promise<string | null>) {}

  /** Runs `work` while nobody else works on the session with `jid`. */
  async hold<T>(jid: string, work: () => Promise<T>): Promise<T> {
    const name = phoneOf(jid) === undefined ? jid : ((await this.lidOf(jid)) ?? jid);
    return this.lanes.run(name, work);
  }
}
