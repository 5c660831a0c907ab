import { setMaxListeners } from 'node:events';
import { type Alarm, type Background, type Clock, type Logger, Rounds } from '#libs/observability';
import {
  type DeliveriesRepository,
  type DueDelivery,
  isDeliverable,
  type TargetId,
  type TargetRow,
  type TargetsRepository,
  type Uid,
} from '#libs/storage';
import { ChatClaims, type Claim, claimOldest } from './claims.js';
import type { Courier } from './courier.js';
import type { Departures } from './departures.js';
import type { SharedSlots } from './slots.js';

/** Delay before another try to read the database, ms. */
const CLAIM_AGAIN_MS = 1000;
/** Delay between the end of an attempt and a probe of a held target, ms: one that comes back is known within five seconds. */
const PROBE_MS = 4000;

/** What all queues share. */
export interface QueueParts {
  targets: TargetsRepository;
  deliveries: DeliveriesRepository;
  courier: Courier;
  slots: SharedSlots;
  departures: Departures;
  clock: Clock;
  logger: Logger;
  /** Run the claims and the requests. */
  claiming: Background;
  posting: Background;
  /** Limit of the requests in flight to a target that has none of its own. */
  perTarget: number;
  /** Called when a queue has nothing in flight and nothing to wait for. */
  idle(queue: TargetQueue): void;
}

/** Sends the deliveries of one target. All that it knows can be read from the database again. */
export class TargetQueue {
  /** By position: whether the request uses a shared slot instead of the target's own. */
  private readonly inFlight = new Map<number, boolean>();
  private readonly cutOff = new AbortController();
  private readonly chats: ChatClaims;
  private readonly rounds: Rounds;
  private alarm: Alarm | undefined;
  /** When the target is probed if it is held, epoch ms. */
  private probeAt: number | undefined;
  private row: TargetRow | undefined;
  /** Whether the target's row, or the times of its retries, may have changed since they were read. */
  private stale = true;
  /** Whether deliveries may be known of instances that are no longer here. */
  private outdated = false;
  private closed = false;

  constructor(
    readonly target: TargetId,
    private readonly parts: QueueParts,
  ) {
    // Every request in flight listens for the cut-off, and several parts of it: more than Node expects.
    setMaxListeners(0, this.cutOff.signal);
    this.chats = new ChatClaims(parts.deliveries, target);
    this.rounds = new Rounds(() => parts.claiming.run(() => this.round()), {
      clock: parts.clock,
      againMs: CLAIM_AGAIN_MS,
      onError: (error) => {
        parts.logger.error({ err: error, target }, 'deliveries could not be read');
        this.stale = true;
        this.chats.clear();
      },
    });
  }

  /** Sends what is due. May be called at any time, as often as needed. */
  readonly pump = (): void => this.rounds.wake();

  /** To be called when deliveries of these instances were added. */
  added(instances: Iterable<Uid>): void {
    for (const instance of instances) this.chats.added(instance);
    this.pump();
  }

  /** To be called when the target was changed, or its deliveries were made due. */
  refresh(): void {
    this.stale = true;
    this.pump();
  }

  /** To be called when the server has other instances than before. */
  renew(): void {
    this.outdated = true;
    this.refresh();
  }

  /** Stops claiming. Requests in flight continue. */
  close(): void {
    this.closed = true;
    void this.rounds.stop();
    this.parts.slots.forget(this.pump);
    this.wakeAt(undefined);
  }

  /** Aborts the requests in flight. */
  abort(): void {
    this.cutOff.abort();
  }

  private async round(): Promise<void> {
    await this.claim();
    if (this.rounds.wanted || this.inFlight.size > 0 || this.alarm) return;
    this.close();
    this.parts.idle(this);
  }

  private async claim(): Promise<void> {
    this.wakeAt(undefined);
    if (this.outdated) this.chats.clear();
    this.outdated = false;
    const target = await this.current();
    if (!target || !isDeliverable(target)) {
      this.chats.clear();
      return;
    }
    const oneByOne = target.ordering === 'strict' || target.held_since !== null;
    const claim = oneByOne ? await this.claimOldest(target) : await this.claimByChat(target);
    if (this.closed) return;
    const { departures } = this.parts;
    for (const delivery of claim.deliveries)
      if (departures.mayBegin(delivery.instance) && !this.send(target, delivery)) break;
    this.wakeAt(claim.nextAt);
    this.settleSlots(!oneByOne && target.failures === 0, this.limitOf(target));
  }

  /** The target's row, read again only if it may have changed. A success of a healthy target changes nothing. */
  private async current(): Promise<TargetRow | undefined> {
    if (!this.stale) return this.row;
    this.stale = false;
    this.chats.reschedule();
    this.row = await this.parts.targets.find(this.target);
    return this.row;
  }

  /** The oldest delivery. To a held target it goes out every few seconds as a probe, too, whenever it is due. */
  private async claimOldest({ held_since: heldSince }: TargetRow): Promise<Claim> {
    this.chats.clear();
    if (this.inFlight.size > 0) return { deliveries: [] };
    const { deliveries, clock } = this.parts;
    const now = clock.now();
    this.probeAt = heldSince === null ? undefined : (this.probeAt ?? now + PROBE_MS);
    return claimOldest(deliveries, this.target, now, this.probeAt);
  }

  private async claimByChat(target: TargetRow): Promise<Claim> {
    const capacity = this.capacity(target);
    if (capacity === 0) return { deliveries: [] };
    const underWay = new Set(this.inFlight.keys());
    return this.chats.claim(this.parts.clock.now(), capacity, underWay);
  }

  /**
   * How many more requests the target may have: its own one, and shared ones while it answers well. A failing target keeps
   * only its own, so a target that hangs releases its shared slots at the first timeout.
   */
  private capacity(target: TargetRow): number {
    const own = this.ownIsFree() ? 1 : 0;
    if (target.failures > 0) return own;
    return Math.max(0, Math.min(this.limitOf(target) - this.inFlight.size, own + this.parts.slots.free));
  }

  private limitOf({ concurrency }: TargetRow): number {
    return concurrency ?? this.parts.perTarget;
  }

  private ownIsFree(): boolean {
    for (const shared of this.inFlight.values()) if (!shared) return false;
    return true;
  }

  /** Returns false if no slot is left. */
  private send(target: TargetRow & { url: string }, delivery: DueDelivery): boolean {
    const shared = !this.ownIsFree();
    if (shared && !this.parts.slots.take()) return false;
    this.inFlight.set(delivery.position, shared);
    const end = this.parts.departures.begin(delivery.instance);
    void this.parts.posting.run(async () => {
      const { accepted, notBefore } = await this.parts.courier.deliver(target, delivery, this.cutOff.signal);
      const soonest = this.parts.clock.now() + PROBE_MS;
      this.probeAt = Math.max(soonest, notBefore ?? soonest);
      if (!accepted || this.row?.failures !== 0 || this.row.held_since !== null) this.stale = true;
      this.inFlight.delete(delivery.position);
      if (delivery.attempts === 0) this.chats.finished(delivery);
      if (shared) this.parts.slots.giveBack();
      end();
      this.pump();
    });
    return true;
  }

  /** Asks for the next shared slot if one is missing; otherwise offers a free slot to the next queue. */
  private settleSlots(mayShare: boolean, limit: number): void {
    const { slots } = this.parts;
    const wanting = mayShare && this.inFlight.size > 0 && this.inFlight.size < limit;
    if (wanting && slots.free <= 0) slots.whenFree(this.pump);
    else slots.passOn();
  }

  private wakeAt(time: number | undefined): void {
    this.alarm?.cancel();
    this.alarm = undefined;
    if (time === undefined) return;
    this.alarm = this.parts.clock.after(time - this.parts.clock.now(), () => {
      this.alarm = undefined;
      this.pump();
    });
  }
}
