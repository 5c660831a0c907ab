/** Work that runs by itself, and that somebody may want to see the end of. */
export class Background {
  private readonly running = new Set<Promise<void>>();

  /** @param work must not reject */
  run(work: () => Promise<void>): void {
    const running = work().finally(() => this.running.delete(running));
    this.running.add(running);
  }

  /** Resolves when nothing runs, and nothing that was just about to begin has begun. */
  async settled(): Promise<void> {
    await nextTurn();
    while (this.running.size > 0) {
      await Promise.all(this.running);
      await nextTurn();
    }
  }
}

/** Lets everything else that is ready go first. */
export async function nextTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}
