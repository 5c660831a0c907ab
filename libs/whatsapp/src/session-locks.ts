import { Mutex } from 'async-mutex';
import { phoneOf } from './addresses.js';

/** One lock per Signal session, whichever name it is called by. */
export class SessionLocks {
  private readonly held = new Map<string, { mutex: Mutex; users: number }>();

  /** @param lidOf answers the LID JID, with the device, of a phone JID; null when it has none */
  constructor(private readonly lidOf: (phoneJid: string) => Promise<string | null>) {}

  /** Runs `work` while nobody else works on the session with `jid`. */
  async hold<T>(jid: string, work: () => Promise<T>): Promise<T> {
    const name = phoneOf(jid) === undefined ? jid : ((await this.lidOf(jid)) ?? jid);
    const lock = this.held.get(name) ?? { mutex: new Mutex(), users: 0 };
    this.held.set(name, lock);
    lock.users += 1;
    try {
      return await lock.mutex.runExclusive(work);
    } finally {
      lock.users -= 1;
      if (lock.users === 0) this.held.delete(name);
    }
  }
}
