/** Work in lanes: one after the other within a lane, at the same time between lanes. */
export class Lanes {
  private readonly tails = new Map<string, Promise<unknown>>();

  /** Runs `work` when everything before it in the lane has settled. */
  run<T>(lane: string, work: () => Promise<T>): Promise<T> {
    const before = this.tails.get(lane) ?? Promise.resolve();
    const run = before.then(work);
    const tail = run
      .catch(() => undefined)
      .finally(() => {
        if (this.tails.get(lane) === tail) this.tails.delete(lane);
      });
    this.tails.set(lane, tail);
    return run;
  }
}
