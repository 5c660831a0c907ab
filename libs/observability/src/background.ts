/** Runs work in the background, and waits for its end on request. */
export class Background {
  private readonly running = new Set<Promise<unknown>>();

  /** Returns the work, for those who wait for it or handle its failure. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const running = work().finally(() => this.running.delete(running));
    this.running.add(running);
    return running;
  }

  /** Resolves when no work runs and none is about to start. */
  async settled(): Promise<void> {
    await nextTurn();
    while (this.running.size > 0) {
      await Promise.allSettled(this.running);
      await nextTurn();
    }
  }
}

/** Yields to everything else that is ready to run. */
export async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
