import { type Alarm, type Clock, type Logger, repeat } from '#libs/observability';
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
import type { Gain, Holdings, HoldingsListener, Loss } from './holdings.js';

/** Parts of the lifetime of a lease: how often a server says that it lives, looks after the others, and looks after itself. */
const BEATS = 4;
const SCANS = 10;
const CHECKS = 100;
/** The part after which a server that hears nothing from the database gives up its instances, before another one may take them. */
const OWN_SHARE = 0.7;
/** Instances that are taken at a time: each of them logs in at WhatsApp. */
const AT_ONCE = 25;
/** The clocks of servers and database may differ by so much before it is worth a line in the log, ms. */
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
    for (const lease of held) await tables.handOver(lease, null);
    await tables.forget(this.self.id);
  }

  async drain(): Promise<void> {
    this.draining = true;
    await this.beat();
  }

  private async beat(): Promise<void> {
    // A process that was stopped comes back here as well as anywhere.
    this.check();
    const sentAt = this.monotonic();
    const { tables, clock } = this.parts;
    const now = await tables.beat({ ...this.self, draining: this.draining });
    if (this.over) return;
    const skewMs = Math.abs(clock.now() - now);
    if (skewMs > CLOCK_TOLERANCE_MS && this.suspended)
      this.parts.logger.warn({ skewMs }, 'the clocks of this server and of the database differ');
    this.confirmedAt = sentAt;
    if (!this.suspended) return;
    // Others may have taken some of them. For what is left, a new epoch begins: nobody knows what was written last.
    const left = await tables.renew(this.self.id);
    this.suspended = false;
    this.confirmedSince = this.monotonic();
    // The next beat must not wait for it.
    void this.gain(left, 'resumed');
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
    const able = nodes.filter((node) => !node.draining && !gone.includes(node));
    const all = [...shares.values()].reduce((sum, count) => sum + count, 0);
    const fair = Math.ceil(all / Math.max(1, able.length));
    const room = (): number => Math.min(AT_ONCE, fair - leases.size);
    const known = nodes.reduce((sum, { id }) => sum + (shares.get(id) ?? 0), 0);
    if (all > known && room() > 0) await this.gain(await tables.takeFree(this.self.id, room()), 'free');
    for (const node of gone) {
      if ((shares.get(node.id) ?? 0) === 0) await tables.forget(node.id);
      else if (room() > 0) await this.gain(await tables.takeFrom(node, this.self.id, room()), 'takeover');
    }
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
    await this.gain(
      [...present.values()].filter(({ instance }) => !leases.of(instance)),
      'handover',
    );
  }

  private async gain(gained: readonly Lease[], why: Gain): Promise<void> {
    // The database may have been lost meanwhile.
    if (gained.length === 0 || this.suspended || this.over) return;
    const { leases, logger } = this.parts;
    for (const lease of gained) leases.put(lease);
    logger.info({ instances: gained.length, why }, 'instances are here now');
    await this.listener?.gained(gained, why);
  }

  private lose(lost: readonly Lease[], why: Loss): void {
    if (lost.length === 0) return;
    const { leases, logger } = this.parts;
    // The others are here again by now, under later leases.
    const gone = lost.filter(({ instance, epoch }) => leases.of(instance)?.epoch === epoch);
    for (const { instance } of gone) leases.drop(instance);
    logger.info({ instances: gone.length, why }, 'instances are no longer here');
    this.listener?.lost(gone, why);
  }
}
