import { setImmediate } from 'node:timers/promises';

/** How many sessions change before others get their turn, each of which takes about a millisecond. */
const AT_ONCE = 32;

/** Work on one session. */
interface Job {
  /** Does it. Resolves with a function that settles the promise of the caller, to be called after the commit. */
  attempt(): Promise<() => void>;
  fail(error: unknown): void;
}

/**
 * Work on Signal sessions. What is asked for in one turn of the event loop shares a commit: a message to many devices does
 * not need one for each. After some sessions the event loop gets its turn, so that a message to thousands holds up nobody.
 */
export class SessionBatches {
  private readonly waiting: Job[] = [];
  private running = false;

  /** @param transaction commits everything that the work changes, or throws */
  constructor(private readonly transaction: (work: () => Promise<void>) => Promise<void>) {}

  /**
   * Runs `work` while the caller holds the lock of its session, and resolves with its result once it is on disk.
   * @throws what `work` throws, which affects no other; the error of the commit
   */
  async run<T>(work: () => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({
        attempt: () =>
          work().then(
            (result) => () => resolve(result),
            (error: unknown) => () => reject(error),
          ),
        fail: reject,
      });
      if (!this.running) void this.drain();
    });
  }

  private async drain(): Promise<void> {
    this.running = true;
    while (this.waiting.length > 0) {
      await setImmediate();
      await this.commit(this.waiting.splice(0, AT_ONCE));
    }
    this.running = false;
  }

  private async commit(jobs: readonly Job[]): Promise<void> {
    let done: (() => void)[] = [];
    try {
      await this.transaction(async () => {
        done = await Promise.all(jobs.map((job) => job.attempt()));
      });
    } catch (error) {
      for (const job of jobs) job.fail(error);
      return;
    }
    for (const settle of done) settle();
  }
}
