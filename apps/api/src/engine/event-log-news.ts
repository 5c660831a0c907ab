import type { Clock } from '#libs/observability';

/** Commits within this time are announced together, ms. */
const BURST_MS = 20;

/** Announces that the event log may have grown. It only wakes readers, who then read the log. */
export class EventLogNews {
  private readonly waiting = new Set<() => void>();
  private announced = false;
  private count = 0;

  constructor(private readonly clock: Clock) {}

  /** Number of announcements so far. A read that begins after this was asked contains everything announced by then. */
  get version(): number {
    return this.count;
  }

  announce(): void {
    this.count += 1;
    if (this.announced || this.waiting.size === 0) return;
    this.announced = true;
    this.clock.after(BURST_MS, () => {
      this.announced = false;
      const woken = [...this.waiting];
      this.waiting.clear();
      for (const wake of woken) wake();
    });
  }

  /**
   * Waits for an announcement after `version`, at most `ms`, and until `signal` is aborted.
   * @returns whether there was an announcement
   */
  async next(version: number, ms: number, signal: AbortSignal): Promise<boolean> {
    if (version !== this.count) return true;
    if (signal.aborted) return false;
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    this.waiting.add(wake);
    signal.addEventListener('abort', wake);
    await this.clock.atMost(ms, woken);
    this.waiting.delete(wake);
    signal.removeEventListener('abort', wake);
    return version !== this.count;
  }
}
