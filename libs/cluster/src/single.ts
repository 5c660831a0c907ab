import type { Lease, NodeEntry, Storage, Uid, Write } from '#libs/storage';
import type { Holdings, HoldingsListener, ServerView } from './holdings.js';

/** One server, which has all instances of its database. */
export class Single implements Holdings {
  readonly isConfirmed = true;
  readonly unconfirmedMs = 0;

  /** @param self what it says of itself */
  constructor(
    private readonly storage: Storage,
    private readonly self: Omit<NodeEntry, 'draining'>,
  ) {}

  async start(listener: HoldingsListener): Promise<void> {
    const leases = (await this.storage.instances.uids()).map((instance) => ({ instance, epoch: 0 }));
    for (const lease of leases) this.storage.leases.put(lease);
    await listener.gained(leases, 'free');
  }

  async claim(write: Write, instance: Uid): Promise<Lease> {
    const lease = { instance, epoch: 0 };
    const { database, leases } = this.storage;
    database.afterCommit(write, (succeeded) => succeeded && leases.put(lease));
    return lease;
  }

  async servers(): Promise<ServerView[]> {
    return [{ ...this.self, state: 'live', instances: this.storage.leases.size, self: true }];
  }

  async drain(): Promise<void> {}

  async leave(): Promise<void> {}
}
