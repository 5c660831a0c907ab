import { Mutex } from 'async-mutex';

/** Work in one lane: one after the other, in the order in which it came. */
export class Lane {
  private readonly mutex = new Mutex();

  /** Runs `work` when everything before it has settled. @throws what `work` throws; those behind it run all the same */
  async run<T>(work: () => Promise<T>): Promise<T> {
    return this.mutex.runExclusive(work);
  }

  /** Waits until everything that has come so far, and meanwhile, has settled. */
  async idle(): Promise<void> {
    while (this.mutex.isLocked()) await this.mutex.waitForUnlock();
  }
}

/** Lanes by name: work in one waits, work in different ones does not. */
export class Lanes {
  private readonly lanes = new Map<string, { lane: Lane; waiting: number }>();

  /** Runs `work` when everything before it in the lane has settled. @throws what `work` throws */
  async run<T>(name: string, work: () => Promise<T>): Promise<T> {
    const entry = this.lanes.get(name) ?? { lane: new Lane(), waiting: 0 };
    this.lanes.set(name, entry);
    entry.waiting += 1;
    try {
      return await entry.lane.run(work);
    } finally {
      entry.waiting -= 1;
      if (entry.waiting === 0) this.lanes.delete(name);
    }
  }

  /** How many lanes have work in them. */
  get size(): number {
    return this.lanes.size;
  }
}
