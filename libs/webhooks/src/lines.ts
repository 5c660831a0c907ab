import type { Line, QueuedDelivery } from '#libs/storage';

/** Lines known at a time, per target: the bound of what the dispatcher remembers of a backlog. */
const MAX_LINES = 256;

function keyOf(line: Line): string {
  return line.chat === null ? line.instance : `${line.instance} ${line.chat}`;
}

/**
 * The heads of a target's lines: per chat the oldest delivery that was not tried yet.
 *
 * The backlog is read once, from its oldest end to `reach`. Of each line met on the way only the head is kept;
 * what stands behind it up to `reach` is looked up when the head is done.
 */
export class Lines {
  private readonly heads = new Map<string, QueuedDelivery>();
  private readTo = 0;

  /** The position up to which the backlog has been read. */
  get reach(): number {
    return this.readTo;
  }

  get isFull(): boolean {
    return this.heads.size >= MAX_LINES;
  }

  /** Takes in a page of the backlog that begins after `reach`, as far as there is room for its lines. */
  read(page: readonly QueuedDelivery[]): void {
    for (const delivery of page) {
      const key = keyOf(delivery);
      if (delivery.attempts === 0 && !this.heads.has(key)) {
        if (this.isFull) return;
        this.heads.set(key, delivery);
      }
      this.readTo = delivery.position;
    }
  }

  /** The heads that are not under way, oldest first. */
  ready(underWay: ReadonlySet<number>): QueuedDelivery[] {
    return [...this.heads.values()]
      .filter((head) => !underWay.has(head.position))
      .sort((one, other) => one.position - other.position);
  }

  /** Whether `delivery` is the head of its line. */
  isHead(delivery: QueuedDelivery): boolean {
    return this.heads.get(keyOf(delivery))?.position === delivery.position;
  }

  /** Puts the next of a line at its head; without one the line is forgotten. */
  advance(line: Line, position: number | undefined): void {
    if (position === undefined) this.heads.delete(keyOf(line));
    else {
      const { instance, chat } = line;
      this.heads.set(keyOf(line), { instance, chat, position, attempts: 0, due_at: 0 });
    }
  }

  /** Begins again at the oldest end. */
  clear(): void {
    this.heads.clear();
    this.readTo = 0;
  }
}
