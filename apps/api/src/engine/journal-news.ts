import type { Clock } from '#libs/observability';

/** Commits that come in one burst are one piece of news, ms. */
const BURST_MS = 20;

/** Says that the journal may have more. It only wakes: what there is stands in the journal. */
export class JournalNews {
  private readonly waiting = new Set<() => void>();
  private announced = false;
  private count = 0;

  constructor(private readonly clock: Clock) {}

  /** How much news there was: what is read after asking for it holds all of that. */
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
   * Resolves when there is more news than `version`, after `ms`, or when `signal` is aborted: true for news.
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
