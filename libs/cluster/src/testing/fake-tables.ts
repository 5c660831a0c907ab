import type { ClusterTables, Holder, Lease, NodeEntry, NodeId, NodeView, Uid, Write } from '#libs/storage';

/** A database that servers share, in memory. Each call is one step, as a statement is, and takes effect at once or never. */
export class SharedTables {
  readonly rows = new Map<Uid, { node: NodeId | null; epoch: number }>();
  readonly nodes = new Map<NodeId, NodeView>();

  /** @param now the database's clock, epoch ms */
  constructor(
    instances: readonly Uid[],
    readonly now: () => number,
  ) {
    for (const instance of instances) this.rows.set(instance, { node: null, epoch: 0 });
  }
}

/** The tables as one server reaches them, or does not. */
export class FakeTables implements ClusterTables {
  isReachable = true;
  /** Whether nothing can be given to another server. */
  givesNothing = false;

  constructor(private readonly shared: SharedTables) {}

  async beat(node: NodeEntry): Promise<number> {
    this.reach();
    const before = this.shared.nodes.get(node.id)?.beat ?? 0;
    this.shared.nodes.set(node.id, { ...node, beat: before + 1, present: true });
    return this.shared.now();
  }

  async knows(node: NodeId): Promise<boolean> {
    this.reach();
    return this.shared.nodes.has(node);
  }

  async nodes(): Promise<NodeView[]> {
    this.reach();
    return [...this.shared.nodes.values()].map((node) => ({ ...node }));
  }

  async forget(node: NodeId): Promise<void> {
    this.reach();
    if (this.count(node) === 0) this.shared.nodes.delete(node);
  }

  async shares(): Promise<ReadonlyMap<NodeId | null, number>> {
    this.reach();
    const shares = new Map<NodeId | null, number>();
    for (const { node } of this.shared.rows.values()) shares.set(node, (shares.get(node) ?? 0) + 1);
    return shares;
  }

  async leasesOf(node: NodeId): Promise<Lease[]> {
    this.reach();
    return [...this.shared.rows].flatMap(([instance, { node: holder, epoch }]) =>
      holder === node ? [{ instance, epoch }] : [],
    );
  }

  async takeFree(node: NodeId, limit: number): Promise<Lease[]> {
    return this.take(node, limit, (holder) => holder === null || !this.shared.nodes.has(holder));
  }

  async takeFrom({ id, beat }: Pick<NodeView, 'id' | 'beat'>, node: NodeId, limit: number): Promise<Lease[]> {
    return this.take(node, limit, (holder) => holder === id && this.shared.nodes.get(id)?.beat === beat);
  }

  async renew(node: NodeId): Promise<Lease[]> {
    return this.take(node, Number.POSITIVE_INFINITY, (holder) => holder === node);
  }

  async handOver({ instance, epoch }: Lease, to: NodeId | null): Promise<boolean> {
    this.reach();
    if (this.givesNothing && to !== null) throw new Error('a fault of the database');
    if (this.shared.rows.get(instance)?.epoch !== epoch) return false;
    this.shared.rows.set(instance, { node: to, epoch: epoch + 1 });
    return true;
  }

  async insert(_write: Write, instance: Uid, node: NodeId, then: (lease: Lease) => void): Promise<Lease> {
    this.reach();
    this.shared.rows.set(instance, { node, epoch: 1 });
    const lease = { instance, epoch: 1 };
    then(lease);
    return lease;
  }

  async revisions(): Promise<{ keys: string; endpoints: string }> {
    return { keys: '', endpoints: '' };
  }

  async holderOf(): Promise<Holder | undefined> {
    return undefined;
  }

  private take(node: NodeId, limit: number, from: (holder: NodeId | null) => boolean): Lease[] {
    this.reach();
    const taken: Lease[] = [];
    for (const [instance, row] of this.shared.rows) {
      if (taken.length >= limit || !from(row.node)) continue;
      const lease = { instance, epoch: row.epoch + 1 };
      this.shared.rows.set(instance, { node, epoch: lease.epoch });
      taken.push(lease);
    }
    return taken;
  }

  private count(node: NodeId): number {
    return [...this.shared.rows.values()].filter((row) => row.node === node).length;
  }

  private reach(): void {
    if (!this.isReachable) throw new Error('the database is not reachable');
  }
}
