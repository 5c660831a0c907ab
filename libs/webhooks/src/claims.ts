import type { DeliveriesRepository, DueDelivery, QueuedDelivery } from '#libs/storage';
import { nextTurn } from './background.js';
import { Lines, LOOKED_UP } from './lines.js';

/** Deliveries read at a time while looking for lines. */
const PAGE = 200;

/** What may go out now, and when to ask again (epoch ms) if nothing happens before. */
export interface Claim {
  deliveries: DueDelivery[];
  nextAt?: number;
}

/** Strictly in order: the oldest delivery, or nothing while it is not due. */
export async function claimOldest(
  repository: DeliveriesRepository,
  target: string,
  now: number,
): Promise<Claim> {
  const [oldest] = await repository.queued(target, 0, 1);
  if (!oldest) return { deliveries: [] };
  if (oldest.attempts > 0 && oldest.due_at > now) return { deliveries: [], nextAt: oldest.due_at };
  return { deliveries: await repository.load([oldest.position]) };
}

/** In the order of chats: first attempts line by line, further ones whenever they are due. */
export class ChatClaims {
  private readonly lines = new Lines();
  private readonly done: QueuedDelivery[] = [];
  /** No retry is due before that (epoch ms) but those that are under way; undefined: not known. */
  private quietUntil: number | undefined;

  constructor(
    private readonly repository: DeliveriesRepository,
    private readonly target: string,
  ) {}

  /** Up to `capacity` deliveries that are due at `now` (epoch ms) and not under way, oldest first. */
  async claim(now: number, capacity: number, underWay: ReadonlySet<number>): Promise<Claim> {
    await this.advanceLines();
    const retries = await this.dueRetries(now, capacity, underWay);
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
    return { deliveries, nextAt: await this.nextRetryAt(now, retries.length === 0) };
  }

  /** A first attempt is over: its line may go on. */
  finished(delivery: QueuedDelivery): void {
    this.done.push(delivery);
  }

  /** To be called when there may be other retries, or at other times. */
  reschedule(): void {
    this.quietUntil = undefined;
  }

  /** Forgets what it knows of the backlog. */
  clear(): void {
    this.reschedule();
    this.lines.clear();
    this.done.length = 0;
  }

  private async heads(wanted: number, underWay: ReadonlySet<number>): Promise<QueuedDelivery[]> {
    let ready = this.lines.ready(underWay);
    while (ready.length < wanted && !this.lines.isFull) {
      const page = await this.repository.queued(this.target, this.lines.reach, PAGE);
      this.lines.read(page);
      ready = this.lines.ready(underWay);
      if (page.length < PAGE) break;
      await nextTurn();
    }
    return ready;
  }

  private async advanceLines(): Promise<void> {
    for (let delivery = this.done.shift(); delivery; delivery = this.done.shift()) {
      if (!this.lines.isHead(delivery) || this.lines.advance(delivery)) continue;
      const { reach } = this.lines;
      this.lines.resume(
        delivery,
        await this.repository.inLine(this.target, delivery, {
          after: delivery.position,
          upTo: reach,
          limit: LOOKED_UP,
        }),
      );
    }
  }

  private async dueRetries(
    now: number,
    capacity: number,
    underWay: ReadonlySet<number>,
  ): Promise<QueuedDelivery[]> {
    if (this.quietUntil !== undefined && now < this.quietUntil) return [];
    const due = await this.repository.dueRetries(this.target, now, capacity + underWay.size);
    return due.filter((retry) => !underWay.has(retry.position));
  }

  /** @param quiet nothing is due now */
  private async nextRetryAt(now: number, quiet: boolean): Promise<number | undefined> {
    if (this.quietUntil === undefined || now >= this.quietUntil) {
      const next = await this.repository.nextRetryAt(this.target, now);
      if (!quiet) return next;
      this.quietUntil = next ?? Number.POSITIVE_INFINITY;
    }
    return Number.isFinite(this.quietUntil) ? this.quietUntil : undefined;
  }

  /** Heads whose rows went with their instance, or were finished by somebody else. */
  private dropGone(chosen: readonly QueuedDelivery[], found: readonly DueDelivery[]): void {
    const present = new Set(found.map((delivery) => delivery.position));
    for (const delivery of chosen) if (!present.has(delivery.position)) this.finished(delivery);
  }
}
