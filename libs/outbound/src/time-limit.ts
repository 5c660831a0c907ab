import type { Alarm, Clock } from '#libs/observability';

export interface TimeLimits {
  /** Limit for the whole work, in ms. */
  timeoutMs: number;
  /** Limit for a time without progress, in ms. */
  idleTimeoutMs: number;
}

/** Aborts work that takes too long, makes no progress, or is no longer wanted. */
export class TimeLimit {
  private readonly controller = new AbortController();
  private readonly overall: Alarm;
  private idle: Alarm;
  /** Whether a limit was exceeded. */
  expired = false;

  constructor(
    private readonly clock: Clock,
    private readonly limits: TimeLimits,
    private readonly wanted?: AbortSignal,
  ) {
    this.overall = clock.after(limits.timeoutMs, this.expire);
    this.idle = clock.after(limits.idleTimeoutMs, this.expire);
    wanted?.addEventListener('abort', this.abort);
    if (wanted?.aborted) this.abort();
  }

  /** Aborted when the work must end. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Reports progress. */
  progress(): void {
    this.idle.cancel();
    this.idle = this.clock.after(this.limits.idleTimeoutMs, this.expire);
  }

  /** Cancels the timers. Must be called in any case. */
  end(): void {
    this.overall.cancel();
    this.idle.cancel();
    this.wanted?.removeEventListener('abort', this.abort);
  }

  private readonly expire = (): void => {
    this.expired = true;
    this.abort();
  };

  private readonly abort = (): void => this.controller.abort();
}
