import { setImmediate } from 'node:timers/promises';
import { CommitUnknown } from '#libs/storage';
import type { Companion } from './companion.js';

/** How many sessions change before others get their turn, each of which takes about a millisecond. */
const AT_ONCE = 32;

/** Work on one session. */
interface Job {
  /** What has to share its commit. */
  companion: Companion | undefined;
  /** Does it. */
  attempt(): Promise<Attempt>;
  fail(error: unknown): void;
}

interface Attempt {
  succeeded: boolean;
  /** Settles the promise of the caller, to be called after the commit. */
  settle(): void;
}

/**
 * Work on Signal sessions. What is asked for in one turn of the event loop shares a commit: a message to many devices does
 * not need one for each. After some sessions the event loop gets its turn, so that a message to thousands holds up nobody.
 */
export class SessionBatches {
  private readonly waiting: Job[] = [];
  private running = false;

  /**
   * @param transaction commits everything that the work changes, or throws
   * @param bring adds a companion to the transaction
   */
  constructor(
    private readonly transaction: (work: () => Promise<void>) => Promise<void>,
    private readonly bring: (companion: Companion) => Promise<void>,
  ) {}

  /**
   * Runs `work` while the caller holds the lock of its session, and resolves with its result once it is on disk.
   * @param companion of a message that is encrypted; it shares the first commit of its message
   * @throws what `work` throws, which affects no other; the error of the commit
   */
  async run<T>(work: () => Promise<T>, companion?: Companion): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      this.waiting.push({
        companion,
        attempt: () =>
          work().then(
            (result) => ({ succeeded: true, settle: () => resolve(result) }),
            (error: unknown) => ({ succeeded: false, settle: () => reject(error) }),
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
    let attempts: Attempt[] = [];
    const taken: Companion[] = [];
    try {
      await this.transaction(async () => {
        attempts = await Promise.all(jobs.map((job) => job.attempt()));
        for (const [index, { companion }] of jobs.entries()) {
          if (!companion || companion.taken || !attempts[index]?.succeeded) continue;
          companion.taken = true;
          taken.push(companion);
          await this.bring(companion);
        }
      });
    } catch (error) {
      // Nothing of it is on disk, unless nobody knows.
      if (!(error instanceof CommitUnknown)) for (const companion of taken) companion.taken = false;
      for (const job of jobs) {
        if (job.companion) job.companion.fault = error;
        job.fail(error);
      }
      return;
    }
    for (const attempt of attempts) attempt.settle();
  }
}
