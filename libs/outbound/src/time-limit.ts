import type { Alarm, Clock } from '#libs/observability';

export interface TimeLimits {
  /** For everything, in ms. */
  timeoutMs: number;
  /** Without any progress, in ms. */
  idleTimeoutMs: number;
}

/** Ends work that takes too long altogether, that stands still, or that nobody wants any more. */
export class TimeLimit {
  private readonly controller = new AbortController();
  private readonly overall: Alarm;
  private idle: Alarm;
  /** Whether time ran out. */
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

  /** Aborted when the work has to end. */
  get signal(): AbortSignal {
    return this.controller.signal;
  }

  /** Tells that something happened. */
  progress(): void {
    this.idle.cancel();
    this.idle = this.clock.after(this.limits.idleTimeoutMs, this.expire);
  }

  /** Takes the alarms back. To be called in any case. */
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
