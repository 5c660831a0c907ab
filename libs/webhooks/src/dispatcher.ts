import { Background, type Clock, type Logger } from '#libs/observability';
import type { DeliveriesRepository, NewDeliveries, TargetId, TargetsRepository, Uid } from '#libs/storage';
import { Courier, type CourierOptions } from './courier.js';
import { Departures } from './departures.js';
import type { Poster } from './poster.js';
import { PER_TARGET, SharedSlots } from './slots.js';
import { type QueueParts, TargetQueue } from './target-queue.js';

/** Requests in flight over all targets, beyond the first of each. */
const OVERALL = 64;
/** Wait before another attempt to read the endpoints of instances, ms. */
const RENEW_AGAIN_MS = 1_000;

export interface DispatcherOptions extends CourierOptions {
  /** Limit of the requests in flight to one target; {@link PER_TARGET} by default. */
  perTarget?: number;
  /** Limit of the requests in flight over all targets, beyond the first of each; 64 by default. */
  overall?: number;
}

/** What the dispatcher works with. */
export interface DispatcherParts {
  targets: TargetsRepository;
  deliveries: DeliveriesRepository;
  newDeliveries: NewDeliveries;
  poster: Poster;
  clock: Clock;
  logger: Logger;
}

/**
 * Delivers events to their targets. Every delivery goes this way.
 *
 * The rows of the database are the truth; `wake` only says that there may be new ones. Only this process knows what is in
 * flight, so requests that a crash interrupted are made again.
 */
export class Dispatcher {
  private readonly queues = new Map<TargetId, TargetQueue>();
  private readonly bookkeeping = new Background();
  private readonly posting = new Background();
  private readonly departures = new Departures();
  private readonly queueParts: QueueParts;
  private started = false;
  private closed = false;

  constructor(
    options: DispatcherOptions,
    private readonly parts: DispatcherParts,
  ) {
    const courier = new Courier(options, { ...parts, bookkeeping: this.bookkeeping });
    this.queueParts = {
      ...parts,
      courier,
      slots: new SharedSlots(options.overall ?? OVERALL),
      departures: this.departures,
      claiming: this.bookkeeping,
      posting: this.posting,
      perTarget: options.perTarget ?? PER_TARGET,
      idle: (queue) => this.queues.delete(queue.target),
    };
  }

  /** Resumes everything that is pending. */
  async start(): Promise<void> {
    const targets = await this.parts.targets.deliverable();
    if (this.closed) return;
    this.started = true;
    for (const target of targets) this.queueOf(target).pump();
    this.wake();
  }

  /**
   * Call this when events were committed, and with the target's id when its configuration changed. Returns at once. Many
   * calls cost little more than one.
   */
  wake(target?: TargetId): void {
    if (!this.started || this.closed) return;
    if (target !== undefined) this.queueOf(target).refresh();
    for (const [id, instances] of this.parts.newDeliveries.take()) this.queueOf(id).added(instances);
  }

  /** Begins no more deliveries of an instance, until {@link renew}. Resolves when none is under way. */
  async withhold(instance: Uid): Promise<void> {
    await this.departures.withhold(instance);
  }

  /** To be called when the server has these instances from now on, or no longer. */
  renew(instances: readonly Uid[]): void {
    this.departures.allow(instances);
    if (!this.started || this.closed) return;
    void this.bookkeeping.run(async () => {
      try {
        const targets = await this.parts.targets.deliverable(instances);
        if (!this.closed) for (const target of targets) this.queueOf(target).renew();
      } catch (error) {
        this.parts.logger.warn({ err: error }, 'the endpoints of instances could not be read');
        // What is known counts no longer, whoever has the instances.
        for (const queue of this.queues.values()) queue.renew();
        this.parts.clock.after(RENEW_AGAIN_MS, () => this.renew(instances));
      }
    });
  }

  /** Resolves when everything that is due is in flight and every result is recorded. */
  async settled(): Promise<void> {
    await this.bookkeeping.settled();
  }

  /**
   * Stops in order: claims nothing more, lets requests in flight finish for up to `budgetMs`, aborts the rest (they are
   * made again after the next start) and records the results.
   */
  async drain(budgetMs: number): Promise<void> {
    this.closed = true;
    const queues = [...this.queues.values()];
    for (const queue of queues) queue.close();
    if (budgetMs > 0) await this.parts.clock.atMost(budgetMs, this.posting.settled());
    for (const queue of queues) queue.abort();
    await this.posting.settled();
    await this.bookkeeping.settled();
  }

  /** Stops without waiting for the requests in flight. */
  async stop(): Promise<void> {
    await this.drain(0);
  }

  private queueOf(target: TargetId): TargetQueue {
    let queue = this.queues.get(target);
    if (!queue) {
      queue = new TargetQueue(target, this.queueParts);
      this.queues.set(target, queue);
    }
    return queue;
  }
}
