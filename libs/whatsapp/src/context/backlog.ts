import { type Clock, type Logger, Rounds } from '#libs/observability';

/** Wait before another attempt if the database could not be written to, ms. */
const AGAIN_MS = 5_000;

/** Work that is done in the background, in small commits, until nothing of it is left or the server stops. */
export class Backlog {
  private readonly rounds: Rounds;
  private isEnding = false;

  /**
   * @param step does a part of the work, and returns whether there may be more
   * @param failure what to log if a step fails; it is tried again
   */
  constructor(
    private readonly step: () => Promise<boolean>,
    failure: string,
    clock: Clock,
    logger: Logger,
  ) {
    this.rounds = new Rounds(() => this.drain(), {
      clock,
      againMs: AGAIN_MS,
      onError: (error) => logger.error({ err: error }, failure),
    });
  }

  /** To be called at the start, and when there is new work. */
  wake(): void {
    this.rounds.wake();
  }

  async end(): Promise<void> {
    this.isEnding = true;
    await this.rounds.stop();
  }

  private async drain(): Promise<void> {
    while (!this.isEnding && (await this.step()));
  }
}
