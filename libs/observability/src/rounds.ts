import type { Alarm, Clock } from './clock.js';

export interface RoundsOptions {
  clock: Clock;
  /** Wait before a round that failed is tried again, ms. */
  againMs: number;
  onError(error: unknown): void;
}

/**
 * Work that looks for itself whether there is anything to do. Whoever knows of news wakes it; one round runs at a
 * time, and everybody who wakes it meanwhile shares one more.
 */
export class Rounds {
  private running: Promise<void> | undefined;
  private again = false;
  private stopped = false;
  private retry: Alarm | undefined;

  constructor(
    private readonly work: () => Promise<void>,
    private readonly options: RoundsOptions,
  ) {}

  /** Begins a round now, or one more when the present one has ended. Cheap, and never throws. */
  wake(): void {
    if (this.stopped) return;
    this.again = true;
    this.running ??= this.run();
  }

  /** Whether one more round follows the present one. */
  get wanted(): boolean {
    return this.again;
  }

  /** Waits until no round runs and none is wanted. One that failed and waits to be tried again is not waited for. */
  async idle(): Promise<void> {
    while (this.running) await this.running;
  }

  /** Begins no more rounds; resolves when the present one has ended. */
  async stop(): Promise<void> {
    this.stopped = true;
    this.retry?.cancel();
    await this.idle();
  }

  private async run(): Promise<void> {
    this.retry?.cancel();
    try {
      while (this.again && !this.stopped) {
        this.again = false;
        await this.work();
      }
    } catch (error) {
      this.options.onError(error);
      if (!this.stopped) this.retry = this.options.clock.after(this.options.againMs, () => this.wake());
    } finally {
      this.running = undefined;
    }
  }
}
