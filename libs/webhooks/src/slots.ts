/** Requests in flight to one target at the most, unless the dispatcher is told otherwise. */
export const PER_TARGET = 8;

/**
 * The requests that may be in flight beyond each target's first.
 *
 * A target's first request never asks for a slot. However many targets hang, and however many slots they took
 * while nobody knew, every other target still gets on; all in all there are never more requests than targets
 * and slots together.
 */
export class SharedSlots {
  private taken = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly size: number) {}

  get free(): number {
    return this.size - this.taken;
  }

  /** False when there is none left. */
  take(): boolean {
    if (this.free <= 0) return false;
    this.taken += 1;
    return true;
  }

  giveBack(): void {
    this.taken -= 1;
    this.passOn();
  }

  /** Calls `wake` once when a slot is free, in the order of asking. */
  whenFree(wake: () => void): void {
    this.waiting.add(wake);
  }

  forget(wake: () => void): void {
    this.waiting.delete(wake);
  }

  /** Wakes who has waited longest, if there is a slot: also called by who was woken and did not need it. */
  passOn(): void {
    if (this.free <= 0) return;
    const [first] = this.waiting;
    if (!first) return;
    this.waiting.delete(first);
    first();
  }
}
