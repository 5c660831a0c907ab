import { nextTurn } from '#libs/observability';
import type { DeliveriesRepository, DueDelivery, QueuedDelivery, TargetId, Uid } from '#libs/storage';
import { Lines, LOOKED_UP } from './lines.js';

/** Deliveries read per page in search of lines. */
const PAGE = 200;

/** Deliveries that may go out now, and when to ask again (epoch ms) if nothing happens before. */
export interface Claim {
  deliveries: DueDelivery[];
  nextAt?: number;
}

/**
 * Claims in strict order: the oldest delivery, or nothing until it is due.
 * @param probeAt when it may go out in any case, epoch ms
 */
export async function claimOldest(
  repository: DeliveriesRepository,
  target: TargetId,
  now: number,
  probeAt = Number.POSITIVE_INFINITY,
): Promise<Claim> {
  const oldest = await repository.oldest(target);
  if (!oldest) return { deliveries: [] };
  const dueAt = Math.min(oldest.due_at, probeAt);
  if (oldest.attempts > 0 && dueAt > now) return { deliveries: [], nextAt: dueAt };
  return { deliveries: await repository.load([oldest.position]) };
}

/** Claims in the order of chats: first attempts line by line, retries whenever they are due. */
export class ChatClaims {
  private readonly lines = new Lines();
  private readonly done: QueuedDelivery[] = [];
  /** Whether it is known which instances have a backlog. */
  private begun = false;
  /** Nothing is due before `nextAt` (epoch ms, undefined: never) but what is under way; undefined: not known. */
  private quiet: { nextAt: number | undefined } | undefined;

  constructor(
    private readonly repository: DeliveriesRepository,
    private readonly target: TargetId,
  ) {}

  /** Up to `capacity` deliveries that are due at `now` (epoch ms) and not under way, oldest first. */
  async claim(now: number, capacity: number, underWay: ReadonlySet<number>): Promise<Claim> {
    await this.begin();
    await this.advanceLines();
    const { retries, nextAt } = await this.retries(now, capacity, underWay);
    const heads = await this.heads(capacity, underWay);
    const chosen = [...retries, ...heads]
      .sort((one, other) => one.position - other.position)
      .slice(0, capacity);
    const deliveries =
      chosen.length > 0 ? await this.repository.load(chosen.map((each) => each.position)) : [];
    if (deliveries.length < chosen.length) {
      this.dropGone(chosen, deliveries);
      return this.claim(now, capacity, underWay);
    }
    return { deliveries, nextAt };
  }

  /** Deliveries of an instance were added. */
  added(instance: Uid): void {
    this.lines.expect(instance);
  }

  /** A first attempt is over: its line may go on. */
  finished(delivery: QueuedDelivery): void {
    this.done.push(delivery);
  }

  /** Call this when retries may have been added or moved to another time. */
  reschedule(): void {
    this.quiet = undefined;
  }

  /** Forgets what is known about the backlog. */
  clear(): void {
    this.reschedule();
    this.lines.clear();
    this.done.length = 0;
    this.begun = false;
  }

  private async begin(): Promise<void> {
    if (this.begun) return;
    for (const instance of await this.repository.instances(this.target)) this.lines.expect(instance);
    this.begun = true;
  }

  private async heads(wanted: number, underWay: ReadonlySet<number>): Promise<QueuedDelivery[]> {
    for (;;) {
      const ready = this.lines.ready(underWay);
      if (ready.length >= wanted || this.lines.isFull) return ready;
      const instance = this.lines.next();
      if (instance === undefined) return ready;
      await this.read(instance);
    }
  }

  /** Reads a page of an instance's backlog. */
  private async read(instance: Uid): Promise<void> {
    const page = await this.repository.untried(this.target, instance, this.lines.reach(instance), PAGE);
    const complete = this.lines.read(page) && page.length < PAGE;
    if (complete) return;
    this.lines.expect(instance);
    await nextTurn();
  }

  private async advanceLines(): Promise<void> {
    for (let delivery = this.done.shift(); delivery; delivery = this.done.shift()) {
      if (!this.lines.isHead(delivery) || this.lines.advance(delivery)) continue;
      const range = {
        after: delivery.position,
        upTo: this.lines.reach(delivery.instance),
        limit: LOOKED_UP,
      };
      this.lines.resume(delivery, await this.repository.inLine(this.target, delivery, range));
    }
  }

  /** Retries that are due and not under way, and when the next one falls due. */
  private async retries(
    now: number,
    capacity: number,
    underWay: ReadonlySet<number>,
  ): Promise<{ retries: QueuedDelivery[]; nextAt: number | undefined }> {
    const { quiet } = this;
    if (quiet && (quiet.nextAt === undefined || now < quiet.nextAt)) return { retries: [], ...quiet };
    const due = await this.repository.dueRetries(this.target, now, capacity + underWay.size);
    const retries = due.filter((retry) => !underWay.has(retry.position));
    const nextAt = await this.repository.nextRetryAt(this.target, now);
    if (retries.length === 0) this.quiet = { nextAt };
    return { retries, nextAt };
  }

  /** Drops heads whose rows were deleted with their instance or finished by somebody else. */
  private dropGone(chosen: readonly QueuedDelivery[], found: readonly DueDelivery[]): void {
    const present = new Set(found.map((delivery) => delivery.position));
    for (const delivery of chosen) if (!present.has(delivery.position)) this.finished(delivery);
  }
}
