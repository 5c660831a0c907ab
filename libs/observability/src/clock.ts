/** Thrown when something did not happen in time. */
export class Expired extends Error {
  constructor(ms?: number) {
    super(ms === undefined ? 'the deadline has passed' : `not within ${Math.round(ms)} ms`);
    this.name = 'Expired';
  }
}

/** A pending call that can be cancelled. */
export interface Alarm {
  cancel(): void;
}

/**
 * Does something every so often, one time after the other, until it is cancelled.
 * @param everyMs time between the end of one time and the beginning of the next
 * @param onError what fails is tried again at the next time
 */
export function repeat(
  clock: Clock,
  everyMs: number,
  work: () => Promise<void>,
  onError: (error: unknown) => void,
): Alarm {
  let over = false;
  let alarm: Alarm | undefined;
  const next = (): void => {
    if (over) return;
    alarm = clock.after(everyMs, () => void work().catch(onError).finally(next));
  };
  next();
  return {
    cancel: () => {
      over = true;
      alarm?.cancel();
    },
  };
}

/** By how much the clock that this process follows is ahead of its machine's, ms. */
let aheadMs = 0;

/**
 * Epoch ms of the clock that this process follows. It is the machine's, unless that differs from the database's: what
 * several servers share falls due at the same time for all of them.
 */
export function epochMs(): number {
  return Date.now() + aheadMs;
}

/** The source of time. Tests replace it to run an hour's schedule in milliseconds. */
export abstract class Clock {
  /** Epoch milliseconds. */
  abstract now(): number;
  /** Follows another clock from now on. @param byMs by how much that one is ahead of this one */
  abstract correct(byMs: number): void;
  /** Calls `action` once, `ms` milliseconds from now. Does not keep the process alive. */
  abstract after(ms: number, action: () => void): Alarm;

  /**
   * Waits for `work`, but no longer than `ms`. The work itself goes on.
   * @throws Expired; what `work` throws in time
   */
  async within<T>(ms: number, work: Promise<T>): Promise<T> {
    return new Promise<T>((resolve, reject) => {
      const alarm = this.after(ms, () => reject(new Expired(ms)));
      work.then(resolve, reject).finally(() => alarm.cancel());
    });
  }

  /** Waits for `work` to settle, whatever becomes of it, but no longer than `ms`. */
  async atMost(ms: number, work: Promise<unknown>): Promise<void> {
    await this.within(ms, work).catch(() => undefined);
  }
}

/** A deadline that can be put off while the work is under way. */
export class Deadline {
  private moreMs = 0;

  constructor(
    private readonly clock: Clock,
    private readonly ms: number,
  ) {}

  /** Allows the work so much more time. */
  putOff(ms: number): void {
    this.moreMs += ms;
  }

  /** Waits for `work`, but no longer than until the deadline. @throws Expired; what `work` throws in time */
  async within<T>(work: Promise<T>): Promise<T> {
    let given = this.ms;
    let waited = 0;
    for (;;) {
      try {
        return await this.clock.within(given, work);
      } catch (error) {
        waited += given;
        given = this.ms + this.moreMs - waited;
        if (!(error instanceof Expired) || given <= 0) throw error;
      }
    }
  }
}

/** The longest delay that Node's timers support: 2^31 - 1 ms, about 24.8 days. */
const LONGEST_TIMER_MS = 2_147_483_647;

/** The clock of this process; see {@link epochMs}. */
export class SystemClock extends Clock {
  now(): number {
    return epochMs();
  }

  correct(byMs: number): void {
    aheadMs += byMs;
  }

  after(ms: number, action: () => void): Alarm {
    const timer = setTimeout(action, Math.min(Math.max(0, ms), LONGEST_TIMER_MS));
    timer.unref();
    return { cancel: () => clearTimeout(timer) };
  }
}

interface Pending {
  at: number;
  action: () => void;
}

/** A clock for tests, which stands still until `advance` is called. */
export class ManualClock extends Clock {
  private readonly pending = new Set<Pending>();

  constructor(private time = 1_700_000_000_000) {
    super();
  }

  now(): number {
    return this.time;
  }

  correct(byMs: number): void {
    this.time += byMs;
    for (const entry of this.pending) entry.at += byMs;
  }

  after(ms: number, action: () => void): Alarm {
    const entry = { at: this.time + Math.max(0, ms), action };
    this.pending.add(entry);
    return { cancel: () => this.pending.delete(entry) };
  }

  /** The number of scheduled calls. */
  get waiting(): number {
    return this.pending.size;
  }

  /** Advances by `ms` and runs the calls that fall due, in the order of their times. */
  advance(ms: number): void {
    const end = this.time + ms;
    for (let next = this.nextUntil(end); next; next = this.nextUntil(end)) {
      this.pending.delete(next);
      this.time = next.at;
      next.action();
    }
    this.time = end;
  }

  private nextUntil(end: number): Pending | undefined {
    let first: Pending | undefined;
    for (const entry of this.pending) if (entry.at <= end && (!first || entry.at < first.at)) first = entry;
    return first;
  }
}
