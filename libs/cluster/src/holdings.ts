import type { Lease, Uid, Write } from '#libs/storage';

/** Why a server has an instance from now on. */
export type Gain =
  /** Nobody had it. */
  | 'free'
  /** The server that had it is gone. */
  | 'takeover'
  /** Another server gave it to this one. */
  | 'handover'
  /** It was here before, and nobody took it while this server could not reach the database. */
  | 'resumed';

/** Why a server no longer has an instance. */
export type Loss =
  /** Another server took it. */
  | 'taken'
  /** The database has not confirmed for too long that this server has it. */
  | 'unconfirmed';

/** Who acts for the instances that a server has. */
export interface HoldingsListener {
  /** Begins to act for them. Resolves when it is known that they are here; what takes time goes on after that. */
  gained(leases: readonly Lease[], why: Gain): Promise<void>;
  /** Stops at once to act for them: closes their connections, and makes no more requests in their name. */
  lost(leases: readonly Lease[], why: Loss): void;
}

/**
 * The instances that a server has: it alone is connected as their devices, sends for them and delivers their events. What is
 * written of them is written under a lease, see `Storage.held`.
 */
export interface Holdings {
  /** Tells the listener of all instances from now on. Resolves when it has taken up those that are there already. */
  start(listener: HoldingsListener): Promise<void>;

  /** Whether this server may have instances right now. */
  readonly isConfirmed: boolean;

  /**
   * Takes an instance in the unit of work that creates it. The listener is not told: whoever creates it knows.
   * @throws DatabaseUnavailable if this server may have no instances right now
   */
  claim(write: Write, instance: Uid): Promise<Lease>;

  /** Takes no more instances from now on: the server is about to end. */
  drain(): Promise<void>;

  /** Gives up all instances, after whatever acted for them has stopped. */
  leave(): Promise<void>;
}
