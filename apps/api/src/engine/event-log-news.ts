import type { Clock } from '#libs/observability';
import type { Uid } from '#libs/storage';

/** Commits within this time are announced together, ms. */
const BURST_MS = 20;

/** What is announced about the event log of one instance. */
class News {
  readonly waiting = new Set<() => void>();
  announced = false;
  /** Number of announcements so far. */
  version = 0;
}

/** Announces that the event log of an instance may have grown. It only wakes its readers, who then read the log. */
export class EventLogNews {
  private readonly byInstance = new Map<Uid, News>();

  constructor(private readonly clock: Clock) {}

  /** Number of announcements so far. A read that begins after this was asked contains everything announced by then. */
  version(instance: Uid): number {
    return this.byInstance.get(instance)?.version ?? 0;
  }

  announce(instance: Uid): void {
    const news = this.of(instance);
    news.version += 1;
    if (news.announced || news.waiting.size === 0) return;
    news.announced = true;
    this.clock.after(BURST_MS, () => {
      news.announced = false;
      const woken = [...news.waiting];
      news.waiting.clear();
      for (const wake of woken) wake();
    });
  }

  /**
   * Waits for an announcement after `version`, at most `ms`, and until `signal` is aborted.
   * @returns whether there was an announcement
   */
  async next(instance: Uid, version: number, ms: number, signal: AbortSignal): Promise<boolean> {
    const news = this.of(instance);
    if (version !== news.version) return true;
    if (signal.aborted) return false;
    let wake = (): void => undefined;
    const woken = new Promise<void>((resolve) => (wake = resolve));
    news.waiting.add(wake);
    signal.addEventListener('abort', wake);
    await this.clock.atMost(ms, woken);
    news.waiting.delete(wake);
    signal.removeEventListener('abort', wake);
    return version !== news.version;
  }

  /** The instances whose readers wait. */
  get awaited(): Uid[] {
    return [...this.byInstance].filter(([, { waiting }]) => waiting.size > 0).map(([instance]) => instance);
  }

  /** A few bytes for each instance that ever had an event while the process runs. */
  private of(instance: Uid): News {
    const known = this.byInstance.get(instance);
    if (known) return known;
    const news = new News();
    this.byInstance.set(instance, news);
    return news;
  }
}
