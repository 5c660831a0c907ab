/** Limit of the requests in flight to one target, unless the dispatcher is given another. */
export const PER_TARGET = 8;

/**
 * Slots for the requests in flight beyond each target's first.
 *
 * The first request of a target needs no slot. So every target makes progress, however many others hang and hold slots.
 * There are never more requests in flight than targets and slots together.
 */
export class SharedSlots {
  private taken = 0;
  private readonly waiting = new Set<() => void>();

  constructor(private readonly size: number) {}

  get free(): number {
    return this.size - this.taken;
  }

  /** Returns false if none is left. */
  take(): boolean {
    if (this.free <= 0) return false;
    this.taken += 1;
    return true;
  }

  giveBack(): void {
    this.taken -= 1;
    this.passOn();
  }

  /** Calls `wake` once when a slot is free. Those who asked first come first. */
  whenFree(wake: () => void): void {
    this.waiting.add(wake);
  }

  forget(wake: () => void): void {
    this.waiting.delete(wake);
  }

  /** Wakes whoever has waited longest, if a slot is free. Also called by those who were woken but need none. */
  passOn(): void {
    if (this.free <= 0) return;
    const [first] = this.waiting;
    if (!first) return;
    this.waiting.delete(first);
    first();
  }
}
