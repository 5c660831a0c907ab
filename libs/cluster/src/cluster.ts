import { type Alarm, type Clock, type Logger, measures, repeat } from '#libs/observability';
import {
  type ClusterTables,
  DatabaseUnavailable,
  type HeldLeases,
  type Lease,
  type NodeEntry,
  type NodeId,
  type NodeView,
  type Uid,
  type Write,
} from '#libs/storage';
import type { Gain, Holdings, HoldingsListener, Loss, ServerState, ServerView } from './holdings.js';
import { leastLoaded, type Loads, whomToGive } from './placement.js';

/** Parts of the lifetime of a lease: how often a server says that it lives, looks after the others, and looks after itself. */
const BEATS = 4;
const SCANS = 10;
const CHECKS = 100;
/** The part after which a server that hears nothing from the database gives up its instances, before another one may take them. */
const OWN_SHARE = 0.7;
/** Instances that are taken at a time: each of them logs in at WhatsApp. */
const AT_ONCE = 25;
/** Instances that are given away at a time by a server that ends. */
const GIVEN_AT_ONCE = 8;
/** How long what is under way for an instance may take before it is given away, ms. */
const RELEASE_MS = 5_000;
/** Lifetimes for which servers neither come nor go before instances are evened out, and between two that are given for it. */
const CALM = 12;
const GIVING_PAUSE = 0.2;
/** The clocks of server and database may differ by so much, ms. */
const CLOCK_TOLERANCE_MS = 2_000;

/** What the cluster works with. */
export interface ClusterParts {
  tables: ClusterTables;
  leases: HeldLeases;
  clock: Clock;
  logger: Logger;
  /** A clock that nobody sets, in ms. */
  monotonic?: () => number;
}

/** What a server has seen of another one. */
interface Sighting {
  beat: number;
  /** Since when the beat stands still, on the own monotonic clock, ms. */
  since: number;
}

/**
 * Servers that share the instances of one database. Each says again and again that it lives. One that has not for the lifetime
 * of a lease is gone, and the others take its instances.
 *
 * No clocks are compared: how long a beat stands still is measured by whoever looks at it, and only while its own beats are
 * confirmed, so that an outage of the database takes nothing from anybody. A server that is not confirmed for 0.7 lifetimes gives
 * up its instances by itself, before anybody takes them. Even if all of that failed, nothing would be written by two: see
 * `Database.held`.
 */
export class Cluster implements Holdings {
  private readonly sightings = new Map<NodeId, Sighting>();
  private readonly monotonic: () => number;
  private alarms: readonly Alarm[] = [];
  private listener: HoldingsListener | undefined;
  /** When the last beat that was confirmed was sent, on the monotonic clock. */
  private confirmedAt = Number.NEGATIVE_INFINITY;
  /** Since when beats have been confirmed without a gap. */
  private confirmedSince: number | undefined;
  /** Since when servers have neither come nor gone, and when this one has given an instance last, on the monotonic clock. */
  private calmSince = 0;
  private gaveAt = Number.NEGATIVE_INFINITY;
  private known = '';
  /** Under which epochs others have what this server gave them, until it hears that they have. */
  private readonly given = new Map<Uid, number>();
  private suspended = true;
  private draining = false;
  private over = false;

  /** @param lifetimeMs of a lease: how long after its last sign of life a server is gone */
  constructor(
    private readonly self: Omit<NodeEntry, 'draining'>,
    private readonly lifetimeMs: number,
    private readonly parts: ClusterParts,
  ) {
    this.monotonic = parts.monotonic ?? (() => performance.now());
  }

  get isConfirmed(): boolean {
    return !this.suspended;
  }

  get unconfirmedMs(): number {
    return Math.max(0, this.monotonic() - this.confirmedAt);
  }

  async start(listener: HoldingsListener): Promise<void> {
    this.listener = listener;
    await this.beat();
    await this.scan();
    const { clock, logger } = this.parts;
    const onError = (error: unknown): void =>
      logger.debug({ err: error }, 'the database does not answer the cluster');
    this.alarms = [
      repeat(clock, this.lifetimeMs / BEATS, () => this.beat(), onError),
      repeat(clock, this.lifetimeMs / CHECKS, async () => this.check(), onError),
      repeat(clock, this.lifetimeMs / SCANS, () => this.scan(), onError),
    ];
  }

  async claim(write: Write, instance: Uid): Promise<Lease> {
    if (this.suspended) throw new DatabaseUnavailable('this server has lost the database');
    return this.parts.tables.insert(write, instance, this.self.id, (lease) => this.parts.leases.put(lease));
  }

  async leave(): Promise<void> {
    this.over = true;
    for (const alarm of this.alarms) alarm.cancel();
    const { leases, tables } = this.parts;
    const held = leases.all;
    for (const { instance } of held) leases.drop(instance);
    // Others may have given it some at the last moment.
    for (const lease of [...held, ...(await tables.leasesOf(this.self.id))])
      await tables.handOver(lease, null);
    await tables.forget(this.self.id);
  }

  async servers(): Promise<ServerView[]> {
    const { tables } = this.parts;
    const nodes = await tables.nodes();
    const shares = await tables.shares();
    const gone = this.goneOf(nodes);
    const stateOf = (node: NodeView): ServerState => {
      if (gone.includes(node)) return 'silent';
      return node.draining ? 'draining' : 'live';
    };
    return nodes.map((node) => {
      const { id, url, version, startedAt } = node;
      const instances = shares.get(id) ?? 0;
      return { id, url, version, startedAt, state: stateOf(node), instances, self: id === this.self.id };
    });
  }

  async drain(budgetMs: number): Promise<void> {
    const deadline = this.monotonic() + budgetMs;
    this.draining = true;
    await this.beat();
    const { tables, leases } = this.parts;
    const nodes = await tables.nodes();
    const loads = this.loadsOf(this.othersOf(nodes, this.goneOf(nodes)), await tables.shares());
    const left = leases.all;
    const giveSome = async (): Promise<void> => {
      for (let lease = left.shift(); lease; lease = left.shift()) {
        const to = leastLoaded(loads);
        const ms = deadline - this.monotonic();
        if (to === undefined || ms <= 0) return;
        loads.set(to, (loads.get(to) ?? 0) + 1);
        await this.give(lease, to, Math.min(ms, RELEASE_MS));
      }
    };
    await Promise.all(Array.from({ length: GIVEN_AT_ONCE }, giveSome));
  }

  private async beat(): Promise<void> {
    // A process that was stopped comes back here as well as anywhere.
    this.check();
    const sentAt = this.monotonic();
    const { tables, clock } = this.parts;
    const askedAt = clock.now();
    const databaseAt = await tables.beat({ ...this.self, draining: this.draining });
    if (this.over) return;
    this.followClock(databaseAt, askedAt, this.monotonic() - sentAt);
    this.confirmedAt = sentAt;
    if (!this.suspended) return;
    // Others may have taken some of them. For what is left, a new epoch begins: nobody knows what was written last.
    const left = await tables.renew(this.self.id);
    this.suspended = false;
    this.confirmedSince = this.monotonic();
    // The next beat must not wait for it.
    void this.gain(left, 'resumed');
  }

  /**
   * Follows the clock of the database if this machine's differs: hops between servers, deliveries and whatever else falls due
   * is dated by one server and read by another.
   * @param databaseAt epoch ms by that clock, at some time of the `tookMs` that began at `askedAt`
   */
  private followClock(databaseAt: number, askedAt: number, tookMs: number): void {
    const skewMs = Math.round(databaseAt - askedAt - tookMs / 2);
    if (Math.abs(skewMs) <= CLOCK_TOLERANCE_MS + tookMs / 2) return;
    const { clock, logger } = this.parts;
    clock.correct(skewMs);
    logger.warn({ skewMs }, 'this server follows the clock of the database, which differs from its own');
  }

  /** Gives up everything if the database has not confirmed for too long that this server lives. */
  private check(): void {
    if (this.suspended || this.monotonic() - this.confirmedAt <= this.lifetimeMs * OWN_SHARE) return;
    this.suspended = true;
    this.confirmedSince = undefined;
    this.lose(this.parts.leases.all, 'unconfirmed');
  }

  /** Looks after the other servers, and takes what nobody has. */
  private async scan(): Promise<void> {
    if (this.suspended) return;
    const { tables, leases } = this.parts;
    const nodes = await tables.nodes();
    const gone = this.goneOf(nodes);
    await this.reconcile();
    if (this.draining || this.over) return;
    const shares = await tables.shares();
    const others = this.othersOf(nodes, gone);
    const all = [...shares.values()].reduce((sum, count) => sum + count, 0);
    const fair = Math.ceil(all / (others.length + 1));
    const room = (): number => Math.min(AT_ONCE, fair - leases.size);
    const known = nodes.reduce((sum, { id }) => sum + (shares.get(id) ?? 0), 0);
    if (all > known && room() > 0) await this.gain(await tables.takeFree(this.self.id, room()), 'free');
    for (const node of gone) {
      if ((shares.get(node.id) ?? 0) === 0) await tables.forget(node.id);
      else if (room() > 0) await this.gain(await tables.takeFrom(node, this.self.id, room()), 'takeover');
    }
    this.evenOut(others, shares);
  }

  /** Gives an instance to a server that has fewer, if this one has too many, and all has been calm: each of them has to log in again. */
  private evenOut(others: readonly NodeView[], shares: ReadonlyMap<NodeId | null, number>): void {
    const now = this.monotonic();
    const known = others.map(({ id }) => id).join();
    if (known !== this.known) this.calmSince = now;
    this.known = known;
    const isCalm = now - this.calmSince > this.lifetimeMs * CALM;
    if (!isCalm || now - this.gaveAt < this.lifetimeMs * GIVING_PAUSE) return;
    const { leases } = this.parts;
    const to = whomToGive(leases.size, this.loadsOf(others, shares));
    const [lease] = leases.all;
    if (to === undefined || !lease) return;
    this.gaveAt = Number.POSITIVE_INFINITY;
    void this.give(lease, to, RELEASE_MS).then(() => (this.gaveAt = this.monotonic()));
  }

  /** Gives an instance to another server, when what is under way for it is over. Never throws: one that stays is taken up again. */
  private async give(lease: Lease, to: NodeId, budgetMs: number): Promise<void> {
    const { instance, epoch } = lease;
    const { leases, tables, logger } = this.parts;
    await this.listener?.release(instance, budgetMs);
    // It may have been lost meanwhile.
    if (leases.of(instance)?.epoch !== epoch) return;
    this.given.set(instance, epoch + 1);
    try {
      await tables.handOver(lease, to);
    } catch (error) {
      this.given.delete(instance);
      this.calmSince = this.monotonic();
      logger.warn({ err: error, instance }, 'an instance could not be given to another server');
    }
    this.lose([lease], 'handover');
  }

  /** The other servers that take instances. */
  private othersOf(nodes: readonly NodeView[], gone: readonly NodeView[]): NodeView[] {
    return nodes.filter((node) => node.id !== this.self.id && !node.draining && !gone.includes(node));
  }

  private loadsOf(nodes: readonly NodeView[], shares: ReadonlyMap<NodeId | null, number>): Loads {
    return new Map(nodes.map(({ id }) => [id, shares.get(id) ?? 0]));
  }

  /** The servers that are gone. */
  private goneOf(nodes: readonly NodeView[]): NodeView[] {
    const now = this.monotonic();
    // What stood still while this server heard nothing says nothing.
    const since = this.confirmedSince ?? now;
    for (const id of this.sightings.keys())
      if (!nodes.some((node) => node.id === id)) this.sightings.delete(id);
    return nodes.filter((node) => {
      if (node.id === this.self.id) return false;
      // What ran at this address before.
      if (!node.present && node.url === this.self.url) return true;
      const before = this.sightings.get(node.id);
      const sighting = before?.beat === node.beat ? before : { beat: node.beat, since: now };
      this.sightings.set(node.id, sighting);
      return now - Math.max(sighting.since, since) > this.lifetimeMs;
    });
  }

  /** Hears of what others have taken from this server, and given to it. */
  private async reconcile(): Promise<void> {
    const { tables, leases } = this.parts;
    const before = leases.all;
    const present = new Map((await tables.leasesOf(this.self.id)).map((lease) => [lease.instance, lease]));
    if (this.suspended) return;
    this.lose(
      before.filter(({ instance, epoch }) => present.get(instance)?.epoch !== epoch),
      'taken',
    );
    // What was read may be older than what was given away meanwhile.
    const isMine = ({ instance, epoch }: Lease): boolean =>
      !this.draining && epoch > (this.given.get(instance) ?? 0);
    await this.gain(
      [...present.values()].filter((lease) => !leases.of(lease.instance) && isMine(lease)),
      'handover',
    );
  }

  private async gain(gained: readonly Lease[], why: Gain): Promise<void> {
    // The database may have been lost meanwhile.
    if (gained.length === 0 || this.suspended || this.over) return;
    const { leases, logger } = this.parts;
    for (const lease of gained) {
      leases.put(lease);
      this.given.delete(lease.instance);
    }
    if (why !== 'handover') this.calmSince = this.monotonic();
    measures.holding.note({ change: 'gained', why, instances: gained.length });
    logger.info({ instances: gained.length, why }, 'instances are here now');
    await this.listener?.gained(gained, why);
  }

  private lose(lost: readonly Lease[], why: Loss): void {
    if (lost.length === 0) return;
    const { leases, logger } = this.parts;
    // The others are here again by now, under later leases.
    const gone = lost.filter(({ instance, epoch }) => leases.of(instance)?.epoch === epoch);
    for (const { instance } of gone) leases.drop(instance);
    measures.holding.note({ change: 'lost', why, instances: gone.length });
    logger.info({ instances: gone.length, why }, 'instances are no longer here');
    this.listener?.lost(gone, why);
  }
}
