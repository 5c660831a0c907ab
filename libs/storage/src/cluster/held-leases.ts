import { type Database, Fenced } from '../database.js';
import type { Uid } from '../ids.js';
import type { Lease } from './lease.js';

/** The leases that this server has, as far as it knows: another one may have taken them. */
export class HeldLeases {
  private readonly held = new Map<Uid, { lease: Lease; database: Database }>();

  /** @param everything what writes for any instance, where there is one server only */
  constructor(
    private readonly database: Database,
    private readonly everything?: Database,
  ) {}

  get all(): Lease[] {
    return [...this.held.values()].map(({ lease }) => lease);
  }

  get size(): number {
    return this.held.size;
  }

  of(instance: Uid): Lease | undefined {
    return this.held.get(instance)?.lease;
  }

  put(lease: Lease): void {
    this.held.set(lease.instance, { lease, database: this.database.held(lease) });
  }

  drop(instance: Uid): void {
    this.held.delete(instance);
  }

  /** What writes for an instance. @throws Fenced if this server does not have it */
  databaseOf(instance: Uid): Database {
    const database = this.everything ?? this.held.get(instance)?.database;
    if (!database) throw new Fenced();
    return database;
  }
}
