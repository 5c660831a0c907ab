import type { Write } from '../database.js';
import type { NodeId, Uid } from '../ids.js';
import type { Lease } from './lease.js';

/** What a server says of itself. */
export interface NodeEntry {
  id: NodeId;
  /** Where other servers reach it: `http://10.0.0.1:3000`. */
  url: string;
  version: string;
  /** Epoch ms. */
  startedAt: number;
  /** Whether it gives its instances to others, and takes none. */
  draining: boolean;
}

/** A server as the others see it. */
export interface NodeView extends NodeEntry {
  /** It grows as long as the server lives. */
  beat: number;
  /** Whether it has a connection to the database; true while the database has not run for long enough to tell. */
  present: boolean;
}

/** Who has an instance. */
export interface Holder {
  instance: Uid;
  /** Undefined: nobody. */
  node?: NodeId;
  url?: string;
}

/** The tables by which servers share the instances of one database. */
export interface ClusterTables {
  /**
   * Says that a server lives.
   * @returns the time of the database, epoch ms
   */
  beat(node: NodeEntry): Promise<number>;

  nodes(): Promise<NodeView[]>;

  /** Whether a server is among those that no other one has found to be gone. */
  knows(node: NodeId): Promise<boolean>;

  /**
   * Gives a new instance to a server, in the unit of work that creates it.
   * @param then called with the lease when that is committed
   */
  insert(write: Write, instance: Uid, node: NodeId, then: (lease: Lease) => void): Promise<Lease>;

  /** Removes a server that has no instances. */
  forget(node: NodeId): Promise<void>;

  /** How many instances each server has; under null those that nobody has. */
  shares(): Promise<ReadonlyMap<NodeId | null, number>>;

  leasesOf(node: NodeId): Promise<Lease[]>;

  /** Takes up to `limit` instances that nobody has, or whose server is not among the known ones. */
  takeFree(node: NodeId, limit: number): Promise<Lease[]>;

  /** Takes up to `limit` instances of a server, unless it has given a sign of life since it was seen. */
  takeFrom(seen: Pick<NodeView, 'id' | 'beat'>, node: NodeId, limit: number): Promise<Lease[]>;

  /** Begins a new epoch for all instances of a server, which does not know what it has written last. */
  renew(node: NodeId): Promise<Lease[]>;

  /** Gives an instance to another server, or to nobody. @returns whether it was still held */
  handOver(lease: Lease, to: NodeId | null): Promise<boolean>;

  /** Texts that are others when keys, or endpoints for all instances, have changed. */
  revisions(): Promise<{ keys: string; endpoints: string }>;

  /** Who has the instance that callers know by this id; undefined if no instance has this id. */
  holderOf(instanceId: string): Promise<Holder | undefined>;
}
