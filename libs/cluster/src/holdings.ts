import type { Lease, NodeId, Uid, Write } from '#libs/storage';

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
  /** This server gave it to another one. */
  | 'handover'
  /** The database has not confirmed for too long that this server has it. */
  | 'unconfirmed';

/** One of the servers that share a database. */
export interface ServerView {
  id: NodeId;
  /** Where other servers reach it. */
  url: string;
  version: string;
  /** Epoch ms. */
  startedAt: number;
  state: ServerState;
  /** How many instances it has. */
  instances: number;
  /** Whether it is this one. */
  self: boolean;
}

/** `silent`: it gives no signs of life, and is about to lose its instances. `draining`: it is about to end. */
export type ServerState = 'live' | 'draining' | 'silent';

/** Who acts for the instances that a server has. */
export interface HoldingsListener {
  /** Begins to act for them. Resolves when it is known that they are here; what takes time goes on after that. */
  gained(leases: readonly Lease[], why: Gain): Promise<void>;
  /**
   * Finishes what is under way for an instance, and begins nothing more: another server is about to have it. Never throws.
   * @param budgetMs after which it ends anyway
   */
  release(instance: Uid, budgetMs: number): Promise<void>;
  /** Stops at once to act for them: closes their connections, and makes no more requests in their name. */
  lost(leases: readonly Lease[], why: Loss): void;
}

/**
 * The instances that a server has: it alone is connected as their devices, sends for them and delivers their events. What is
 * written of them is written under a lease, see `Storage.held`.
 */
export abstract class Holdings {
  /** Tells the listener of all instances from now on. Resolves when it has taken up those that are there already. */
  abstract start(listener: HoldingsListener): Promise<void>;

  /** Whether this server may have instances right now. */
  abstract readonly isConfirmed: boolean;

  /** Since when the database has not confirmed that this server lives, ms; 0 if it need not. */
  abstract readonly unconfirmedMs: number;

  /**
   * Takes an instance in the unit of work that creates it. The listener is not told: whoever creates it knows.
   * @throws DatabaseUnavailable if this server may have no instances right now
   */
  abstract claim(write: Write, instance: Uid): Promise<Lease>;

  /** The servers that share the database, this one included. */
  abstract servers(): Promise<ServerView[]>;

  /**
   * Takes no more instances, and gives those that it has to other servers, if there are any: this one is about to end.
   * @param budgetMs when it is over, what is left stays until {@link leave}
   */
  abstract drain(budgetMs: number): Promise<void>;

  /** Gives up all instances, after whatever acted for them has stopped. */
  abstract leave(): Promise<void>;
}
