import { type Alarm, type Clock, type Logger, repeat, Rounds } from '#libs/observability';
import type { ClusterNews, EventsRepository, Listening, Uid } from '#libs/storage';
import type { EventLogNews } from './event-log-news.js';

/** Commits within this time are reported together, ms. */
const BURST_MS = 20;
/** How often to look after the connection over which news come and, while it is down, at the event logs, ms. */
const LOOK_MS = 1_000;

/** What servers need to tell each other of events. */
export interface SharedNewsParts {
  told: ClusterNews;
  /** Wakes the readers of this server. */
  news: EventLogNews;
  events: Pick<EventsRepository, 'lastSequences'>;
  clock: Clock;
  logger: Logger;
}

/**
 * Tells the other servers whose event logs have grown here, and wakes the readers here of those that have grown elsewhere. While
 * no news come from the others, it looks at the logs that are followed.
 */
export class SharedNews {
  private readonly grown = new Set<Uid>();
  private readonly telling: Rounds;
  private alarms: readonly Alarm[] = [];
  private listening: Listening | undefined;
  private connecting: Promise<void> | undefined;
  private stopped = false;
  /** The newest events of the logs that are followed, as they were seen last; only while no news come. */
  private seen = new Map<Uid, number>();

  constructor(private readonly parts: SharedNewsParts) {
    const { clock, logger } = parts;
    this.telling = new Rounds(() => this.tell(), {
      clock,
      againMs: LOOK_MS,
      onError: (error) => logger.debug({ err: error }, 'events could not be reported to other servers'),
    });
  }

  start(): void {
    const { clock, logger } = this.parts;
    const onError = (error: unknown): void =>
      logger.debug({ err: error }, 'event logs could not be looked at');
    this.look();
    this.alarms = [
      repeat(clock, LOOK_MS, async () => this.look(), onError),
      repeat(clock, LOOK_MS, () => this.poll(), onError),
    ];
  }

  /** To be called after a commit that may have added events of an instance. */
  note(instance: Uid): void {
    this.grown.add(instance);
    this.telling.wake();
  }

  async stop(): Promise<void> {
    this.stopped = true;
    for (const alarm of this.alarms) alarm.cancel();
    await this.telling.stop();
    if (this.grown.size > 0) await this.parts.told.tell([...this.grown]).catch(() => undefined);
    await this.connecting;
    await this.listening?.close();
  }

  private async tell(): Promise<void> {
    if (this.grown.size === 0) return;
    await new Promise<void>((resolve) => this.parts.clock.after(BURST_MS, resolve));
    const instances = [...this.grown];
    this.grown.clear();
    try {
      await this.parts.told.tell(instances);
    } catch (error) {
      for (const instance of instances) this.grown.add(instance);
      throw error;
    }
  }

  /** Looks after the connection. Making one takes as long as it takes, and nobody waits for it. */
  private look(): void {
    this.connecting ??= this.connect().finally(() => {
      this.connecting = undefined;
    });
  }

  private async connect(): Promise<void> {
    const { told, news, logger } = this.parts;
    const before = this.listening;
    await before?.check();
    if (before && !before.isLost) return;
    if (before) logger.warn('no news come from other servers: event logs are looked at every second');
    this.listening = undefined;
    try {
      const listening = await told.listen((instances) => instances.forEach((each) => news.announce(each)));
      this.listening = listening;
      if (this.stopped) return;
      // Nobody has told what happened meanwhile.
      for (const instance of news.awaited) news.announce(instance);
      this.seen.clear();
      logger.debug('news come from other servers');
    } catch (error) {
      logger.debug({ err: error }, 'no connection for news of other servers');
    }
  }

  private async poll(): Promise<void> {
    const { news, events } = this.parts;
    const { awaited } = news;
    if ((this.listening && !this.listening.isLost) || awaited.length === 0) return;
    const last = await events.lastSequences(awaited);
    for (const instance of awaited)
      if (this.seen.get(instance) !== last.get(instance)) news.announce(instance);
    this.seen = last;
  }
}
