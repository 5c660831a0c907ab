import type { Uid } from '#libs/storage';

/** Which deliveries are under way, by instance, and whose may not begin. */
export class Departures {
  private readonly underWay = new Map<Uid, number>();
  private readonly withheld = new Set<Uid>();
  private readonly waiting = new Map<Uid, () => void>();

  /** Whether deliveries of an instance may begin. */
  mayBegin(instance: Uid): boolean {
    return !this.withheld.has(instance);
  }

  /** @returns to be called when it is over */
  begin(instance: Uid): () => void {
    this.underWay.set(instance, (this.underWay.get(instance) ?? 0) + 1);
    return () => {
      const left = (this.underWay.get(instance) ?? 0) - 1;
      if (left > 0) {
        this.underWay.set(instance, left);
        return;
      }
      this.underWay.delete(instance);
      this.waiting.get(instance)?.();
      this.waiting.delete(instance);
    };
  }

  /** Lets no more deliveries of an instance begin. Resolves when none is under way. */
  async withhold(instance: Uid): Promise<void> {
    this.withheld.add(instance);
    if (this.underWay.has(instance))
      await new Promise<void>((resolve) => this.waiting.set(instance, resolve));
  }

  allow(instances: readonly Uid[]): void {
    for (const instance of instances) this.withheld.delete(instance);
  }
}
