import type { Line, QueuedDelivery, Uid } from '#libs/storage';

/** Lines known at a time per target, which limits what the dispatcher remembers of a backlog. */
const MAX_LINES = 256;
/** Deliveries known behind the head of a line. */
const MAX_FOLLOWERS = 15;

/** The untried deliveries of one line, as far as they are known. */
interface Known {
  head: QueuedDelivery;
  /** Positions of the deliveries behind the head, in order. */
  followers: number[];
  /** Whether there are more behind the followers. */
  more: boolean;
}

function keyOf(line: Line): string {
  return line.chat === null ? line.instance : `${line.instance} ${line.chat}`;
}

/**
 * The heads of a target's lines. A line consists of the untried deliveries of one chat; its head is the oldest.
 *
 * The backlog of each instance is read once, from its oldest end to `reach`: within an instance, positions become
 * visible in their order, but those of two instances in any. Of each line met on the way the head is kept with a few
 * behind it; the others up to `reach` are looked up when those are done.
 */
export class Lines {
  private readonly known = new Map<string, Known>();
  private readonly readTo = new Map<Uid, number>();
  /** Instances that may have more beyond their reach. */
  private readonly unread = new Set<Uid>();

  /** The position up to which the backlog of an instance has been read. */
  reach(instance: Uid): number {
    return this.readTo.get(instance) ?? 0;
  }

  get isFull(): boolean {
    return this.known.size >= MAX_LINES;
  }

  /** To be called when an instance may have more. */
  expect(instance: Uid): void {
    this.unread.add(instance);
  }

  /** The instance that is to be read next, in turn, which counts as read from now on. Undefined when all are. */
  next(): Uid | undefined {
    const [instance] = this.unread;
    if (instance !== undefined) this.unread.delete(instance);
    return instance;
  }

  /**
   * Takes in a page of an instance's backlog that begins after its `reach`.
   * @returns false when there was no room for all of its lines
   */
  read(page: readonly QueuedDelivery[]): boolean {
    for (const delivery of page) {
      if (!this.takeIn(delivery)) return false;
      this.readTo.set(delivery.instance, delivery.position);
    }
    return true;
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
   * Makes the next delivery of a line its head, or forgets the line if it has no more deliveries.
   * @returns false if the next ones must be looked up and passed to `resume`
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

  /** Continues a line with the positions that were looked up, in order: at most {@link LOOKED_UP}, up to `reach`. */
  resume(line: Line, positions: readonly number[]): void {
    this.known.delete(keyOf(line));
    for (const position of positions) this.takeIn(untried(line, position));
  }

  /** Forgets everything. */
  clear(): void {
    this.known.clear();
    this.readTo.clear();
    this.unread.clear();
  }

  /** Returns false if there is no room for its line. */
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

/** How many positions of a line to look up: as many as are kept, and one more to see whether there are others. */
export const LOOKED_UP = MAX_FOLLOWERS + 2;

function untried({ instance, chat }: Line, position: number): QueuedDelivery {
  return { instance, chat, position, attempts: 0, due_at: 0 };
}
