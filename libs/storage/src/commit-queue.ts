import type { Write } from './database.js';

/** A unit of work that waits for its commit. */
export interface Unit {
  run(write: Write): Promise<void>;
  succeed(): void;
  fail(error: unknown): void;
}

/**
 * Units of work in the order of their arrival, one commit after the other. Units that arrive in the same turn of the
 * event loop share a commit.
 */
export class CommitQueue {
  private waiting: Unit[] = [];
  private running: Promise<void> | undefined;

  constructor(
    /** Units in one commit at most, so that a burst does not hold the event loop. */
    private readonly unitsPerCommit: number,
    /** Tells every unit how it ended; does not reject. */
    private readonly commit: (units: readonly Unit[]) => Promise<void>,
  ) {}

  /** Resolves with the result of `work` when its commit has succeeded. @throws what `commit` fails the unit with */
  async add<T>(work: (write: Write) => Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      let value: T;
      this.waiting.push({
        run: async (write) => {
          value = await work(write);
        },
        succeed: () => resolve(value),
        fail: reject,
      });
      this.running ??= this.run();
    });
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    await this.running;
  }

  private async run(): Promise<void> {
    do {
      // Whatever else this turn of the loop brings shares the commit.
      await new Promise((resolve) => setImmediate(resolve));
      await this.commit(this.waiting.splice(0, this.unitsPerCommit));
    } while (this.waiting.length > 0);
    this.running = undefined;
  }
}
