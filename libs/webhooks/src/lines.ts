import type { Line, QueuedDelivery } from '#libs/storage';

/** Lines known at a time, per target: the bound of what the dispatcher remembers of a backlog. */
const MAX_LINES = 256;
/** Deliveries known behind the head of a line. */
const MAX_FOLLOWERS = 15;

/** The untried deliveries of one line, as far as they are known. */
interface Known {
  head: QueuedDelivery;
  /** Positions of those behind the head, in order. */
  followers: number[];
  /** There are more behind the followers. */
  more: boolean;
}

function keyOf(line: Line): string {
  return line.chat === null ? line.instance : `${line.instance} ${line.chat}`;
}

/**
 * The heads of a target's lines: per chat the oldest delivery that was not tried yet.
 *
 * The backlog is read once, from its oldest end to `reach`. Of each line met on the way the head is kept with a few
 * behind it; the others up to `reach` are looked up when those are done.
 */
export class Lines {
  private readonly known = new Map<string, Known>();
  private readTo = 0;

  /** The position up to which the backlog has been read. */
  get reach(): number {
    return this.readTo;
  }

  get isFull(): boolean {
    return this.known.size >= MAX_LINES;
  }

  /** Takes in a page of the backlog that begins after `reach`, as far as there is room for its lines. */
  read(page: readonly QueuedDelivery[]): void {
    for (const delivery of page) {
      if (delivery.attempts === 0 && !this.takeIn(delivery)) return;
      this.readTo = delivery.position;
    }
  }

  /** The heads that are not under way, oldest first. */
  ready(underWay: ReadonlySet<number>): QueuedDelivery[] {
    return [...this.known.values()]
      .map(({ head }) => head)
      .filter((head) => !underWay.has(head.position))
      .sort((one, other) => one.position - other.position);
  }

  /** Whether `delivery` is the head of its line. */
  isHead(delivery: QueuedDelivery): boolean {
    return this.known.get(keyOf(delivery))?.head.position === delivery.position;
  }

  /**
   * Puts the next of a line at its head; a line without one is forgotten.
   * @returns false when that has to be looked up: see `resume`
   */
  advance(line: Line): boolean {
    const known = this.known.get(keyOf(line));
    if (!known) return true;
    const next = known.followers.shift();
    if (next !== undefined) known.head = untried(line, next);
    else if (known.more) return false;
    else this.known.delete(keyOf(line));
    return true;
  }

  /** Goes on with a line at what was looked up: its positions up to `reach`, in order, {@link LOOKED_UP} at the most. */
  resume(line: Line, positions: readonly number[]): void {
    this.known.delete(keyOf(line));
    for (const position of positions) this.takeIn(untried(line, position));
  }

  /** Begins again at the oldest end. */
  clear(): void {
    this.known.clear();
    this.readTo = 0;
  }

  /** False when there is no room for its line. */
  private takeIn(delivery: QueuedDelivery): boolean {
    const known = this.known.get(keyOf(delivery));
    if (!known) {
      if (this.isFull) return false;
      this.known.set(keyOf(delivery), { head: delivery, followers: [], more: false });
    } else if (known.followers.length < MAX_FOLLOWERS && !known.more) known.followers.push(delivery.position);
    else known.more = true;
    return true;
  }
}

/** How many of a line are to be looked up at a time: all that is kept of it, and one to see whether there are more. */
export const LOOKED_UP = MAX_FOLLOWERS + 2;

function untried({ instance, chat }: Line, position: number): QueuedDelivery {
  return { instance, chat, position, attempts: 0, due_at: 0 };
}
