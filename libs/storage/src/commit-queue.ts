import { setImmediate } from 'node:timers/promises';
import { held } from '#libs/observability';
import type { Lease } from './cluster/lease.js';
import type { Write } from './database.js';

/** A unit of work that waits to be committed. */
export interface Unit {
  /** What has to be valid for it to be written; undefined: nothing. */
  readonly lease: Lease | undefined;
  run(write: Write): Promise<void>;
  succeed(): void;
  fail(error: unknown): void;
}

/**
 * Commits units of work in the order of their arrival, one commit after the other. Units that arrive in one turn of the
 * event loop, or two, share a commit.
 */
export class CommitQueue {
  private waiting: Unit[] = [];
  private running: Promise<void> | undefined;

  constructor(
    /** Largest number of units in one commit, so that a burst does not block the event loop. */
    private readonly unitsPerCommit: number,
    /** Commits units and calls `succeed` or `fail` of each. Must not reject. */
    private readonly commit: (units: readonly Unit[]) => Promise<void>,
  ) {}

  /** Resolves with the result of `work` when its commit has succeeded. @throws the error that `commit` passed to `fail` */
  async add<T>(work: (write: Write) => Promise<T>, lease?: Lease): Promise<T> {
    // It runs in turn with the work of others, but belongs to what its caller does.
    const own = held(work);
    return new Promise<T>((resolve, reject) => {
      let value: T;
      this.waiting.push({
        lease,
        run: async (write) => {
          value = await own(write);
        },
        succeed: () => resolve(value),
        fail: reject,
      });
      this.running ??= this.run();
    });
  }

  /** Resolves when the queue is empty. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    do {
      // Units that arrive during this turn of the event loop and the next one share the commit. What they were made of, such
      // as the frames that a socket had, is over by then, and did not hold the loop together with the commit.
      await setImmediate();
      await setImmediate();
      await this.commit(this.waiting.splice(0, this.unitsPerCommit));
    } while (this.waiting.length > 0);
    this.running = undefined;
  }
}
