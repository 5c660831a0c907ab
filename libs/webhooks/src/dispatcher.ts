import type { Alarm, Clock, Logger } from '#libs/observability';
import type { DeliveriesRepository, NewDeliveries, TargetsRepository } from '#libs/storage';
import { Background } from './background.js';
import { Courier, type CourierOptions } from './courier.js';
import type { Poster } from './poster.js';
import { PER_TARGET, SharedSlots } from './slots.js';
import { type QueueParts, TargetQueue } from './target-queue.js';

/** Requests in flight beyond one per target, over all targets. */
const OVERALL = 64;

export interface DispatcherOptions extends CourierOptions {
  /** Requests in flight to one target at the most; {@link PER_TARGET} unless given. */
  perTarget?: number;
  /** Requests in flight beyond the first of each target, over all targets; 64 unless given. */
  overall?: number;
}

/** What the dispatcher needs of the house. */
export interface DispatcherParts {
  targets: TargetsRepository;
  deliveries: DeliveriesRepository;
  newDeliveries: NewDeliveries;
  poster: Poster;
  clock: Clock;
  logger: Logger;
}

/**
 * Brings journalled events to their targets: the one way there is.
 *
 * The rows are the truth. `wake` only says that there may be new ones; what is in flight is known to this
 * process alone, so whatever a crash cut off is sent again.
 */
export class Dispatcher {
  private readonly queues = new Map<string, TargetQueue>();
  private readonly bookkeeping = new Background();
  private readonly posting = new Background();
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
      claiming: this.bookkeeping,
      posting: this.posting,
      perTarget: options.perTarget ?? PER_TARGET,
      idle: (queue) => this.queues.delete(queue.target),
    };
  }

  /** Goes on with everything that is pending. */
  async start(): Promise<void> {
    const targets = await this.parts.targets.deliverable();
    if (this.closed) return;
    this.started = true;
    for (const target of targets) this.queueOf(target).pump();
    this.wake();
  }

  /**
   * To be called when events were committed, and with the target's id when its configuration changed. Returns
   * at once; many calls cost little more than one.
   */
  wake(target?: string): void {
    if (!this.started || this.closed) return;
    if (target !== undefined) this.queueOf(target).refresh();
    for (const [id, instances] of this.parts.newDeliveries.take()) this.queueOf(id).added(instances);
  }

  /** Resolves when everything that is due is in flight, and everything that came back is recorded. */
  async settled(): Promise<void> {
    await this.bookkeeping.settled();
  }

  /**
   * Ends in order: claims nothing more, lets requests in flight finish for up to `budgetMs`, cuts off the rest
   * (they are sent again after the next start) and writes down what came back.
   */
  async drain(budgetMs: number): Promise<void> {
    this.closed = true;
    const queues = [...this.queues.values()];
    for (const queue of queues) queue.close();
    await this.withinBudget(this.posting.settled(), budgetMs);
    for (const queue of queues) queue.abort();
    await this.posting.settled();
    await this.bookkeeping.settled();
  }

  /** Ends at once, as `drain` with no budget. */
  async stop(): Promise<void> {
    await this.drain(0);
  }

  private queueOf(target: string): TargetQueue {
    let queue = this.queues.get(target);
    if (!queue) {
      queue = new TargetQueue(target, this.queueParts);
      this.queues.set(target, queue);
    }
    return queue;
  }

  private async withinBudget(work: Promise<void>, budgetMs: number): Promise<void> {
    if (budgetMs <= 0) return;
    let alarm: Alarm | undefined;
    const over = new Promise<void>((resolve) => {
      alarm = this.parts.clock.after(budgetMs, resolve);
    });
    await Promise.race([work, over]);
    alarm?.cancel();
  }
}
