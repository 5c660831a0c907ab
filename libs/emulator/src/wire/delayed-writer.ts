/** Bounds of a delay in ms. */
export interface Latency {
  least: number;
  most: number;
}

/** Does things in their order, each after a random time within bounds; at once if there is no delay. */
export class DelayedWriter {
  private readonly waiting: { due: number; write: () => void }[] = [];
  /** When the last thing is due, in ms. */
  private last = 0;

  constructor(private readonly latency: () => Latency) {}

  /** Does nothing for some ms. */
  pause(ms: number): void {
    this.last = Math.max(this.last, Date.now() + ms);
  }

  run(write: () => void): void {
    const { least, most } = this.latency();
    const now = Date.now();
    this.last = Math.max(this.last, now + least + Math.random() * (most - least));
    if (this.waiting.length === 0 && this.last <= now) write();
    else if (this.waiting.push({ due: this.last, write }) === 1) this.wait();
  }

  /** One timer at a time: those of several could change the order. */
  private wait(): void {
    const [next] = this.waiting;
    if (!next) return;
    setTimeout(
      () => {
        this.waiting.shift();
        next.write();
        this.wait();
      },
      Math.max(0, Math.ceil(next.due - Date.now())),
    );
  }
}
