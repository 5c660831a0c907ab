/** Runs work in the background, and waits for its end on request. */
export class Background {
  private readonly running = new Set<Promise<void>>();

  /** @param work must not reject */
  run(work: () => Promise<void>): void {
    const running = work().finally(() => this.running.delete(running));
    this.running.add(running);
  }

  /** Resolves when no work runs and none is about to start. */
  async settled(): Promise<void> {
    await nextTurn();
    while (this.running.size > 0) {
      await Promise.all(this.running);
      await nextTurn();
    }
  }
}

/** Yields to everything else that is ready to run. */
export async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
