import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Config } from '#libs/config';
import type { Holdings } from '#libs/cluster';
import { type Clock, type Logger, SystemClock } from '#libs/observability';
import { AddressGuard } from '#libs/outbound';
import { DATABASE_FILE, Storage } from '#libs/storage';
import { Dispatcher, HttpPoster, TestDelivery } from '#libs/webhooks';
import { linkEmulator, WhatsApp } from '#libs/whatsapp';
import type { Ending } from '../shutdown.js';
import type { EngineParts } from './engine.module.js';
import { EventLogNews } from './event-log-news.js';
import { SharedNews } from './shared-news.js';
import { archiveSettings, deliverySettings, holdingsOf, instanceSettings } from './settings.js';

/** No instance has this name: ids of instances begin with a letter or a digit. */
const TEMPORARY = '.tmp';

/**
 * Empties a directory, and has libraries write their temporary files there, for the whole process: Baileys writes files to
 * send as they are, and a process that is killed leaves them behind.
 */
async function keepTemporaryFilesIn(directory: string): Promise<void> {
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory, { recursive: true, mode: 0o700 });
  process.env['TMPDIR'] = directory;
}

/** The parts of the server that work without HTTP: storage, instances and deliveries. */
export class Engine implements EngineParts {
  readonly guard: AddressGuard;
  /** Wakes the readers who follow the event log. */
  readonly news: EventLogNews;
  readonly dispatcher: Dispatcher;
  readonly testDelivery: TestDelivery;
  /** Which instances this server has. */
  readonly holdings: Holdings;
  private readonly poster: HttpPoster;
  /** Undefined unless other servers may use the database. */
  private readonly sharedNews: SharedNews | undefined;
  private opened: WhatsApp | undefined;

  private constructor(
    private readonly config: Config,
    private readonly logger: Logger,
    readonly clock: Clock,
    readonly storage: Storage,
  ) {
    const { webhooks, production } = config;
    this.news = new EventLogNews(clock);
    const { news, events } = storage;
    this.sharedNews = news && new SharedNews({ told: news, news: this.news, events, clock, logger });
    this.holdings = holdingsOf(config, storage, clock, logger);
    this.guard = new AddressGuard({ production, allowedHosts: webhooks.allowedHosts });
    this.poster = new HttpPoster(this.guard, clock, webhooks.timeoutMs);
    const { poster } = this;
    const { targets, deliveries, newDeliveries } = storage;
    this.dispatcher = new Dispatcher(deliverySettings(config), {
      targets,
      deliveries,
      newDeliveries,
      poster,
      clock,
      logger,
    });
    this.testDelivery = new TestDelivery(webhooks, { poster, clock });
  }

  /**
   * Opens the database, resumes deliveries and connects the instances that should be connected.
   * @throws if the database cannot be opened or the emulator does not answer
   */
  static async open(config: Config, logger: Logger): Promise<Engine> {
    const { sessionPath, databaseUrl, cluster } = config;
    const storage = await Storage.open(sessionPath, databaseUrl, cluster.leaseMs);
    const engine = new Engine(config, logger, new SystemClock(), storage);
    try {
      await engine.start();
    } catch (error) {
      await engine.abandon();
      throw error;
    }
    return engine;
  }

  /** All instances. @throws if the engine has not been started */
  get whatsapp(): WhatsApp {
    if (!this.opened) throw new Error('the engine has not been started');
    return this.opened;
  }

  /** To be called before all else ends: other servers get the instances that this one has. */
  async drain(budgetMs: number): Promise<void> {
    await this.holdings.drain(budgetMs);
  }

  /** The parts to end after HTTP, in this order: first nothing new comes in, then what is under way goes out. */
  endings(): Ending[] {
    return [
      { name: 'whatsapp', share: 0.5, end: () => this.whatsapp.close() },
      { name: 'webhooks', share: 0.8, end: (budgetMs) => this.endDeliveries(budgetMs * 0.9) },
      { name: 'leases', share: 0.9, end: () => this.holdings.leave() },
      { name: 'news', share: 0.95, end: async () => this.sharedNews?.stop() },
      { name: 'database', share: 1, end: () => this.storage.close() },
    ];
  }

  /** Immediately ends what was started so far. */
  async abandon(): Promise<void> {
    await this.opened?.close();
    await this.endDeliveries(0);
    await this.holdings.leave().catch(() => undefined);
    await this.sharedNews?.stop();
    await this.storage.close();
  }

  private async start(): Promise<void> {
    const { connection, webhooks, sessionPath, databaseUrl } = this.config;
    const { clock, logger, storage, dispatcher } = this;
    if (databaseUrl !== undefined && existsSync(join(sessionPath, DATABASE_FILE)))
      logger.warn(
        { directory: sessionPath },
        'the database in this directory is not used, because DATABASE_URL is set: `npm run migrate` would move it',
      );
    await keepTemporaryFilesIn(join(sessionPath, TEMPORARY));
    const emulator =
      connection.emulatorUrl === undefined ? undefined : await linkEmulator(connection.emulatorUrl, logger);
    const { url = null, events = null } = webhooks;
    await storage.targets.configureGlobal({ url, events }, clock.now());
    await dispatcher.start();
    const archive = await archiveSettings(this.config);
    const settings = instanceSettings(this.config, this.guard);
    storage.events.onAppended((instance) => {
      dispatcher.wake();
      this.news.announce(instance);
      this.sharedNews?.note(instance);
    });
    this.sharedNews?.start();
    this.opened = await WhatsApp.open({
      storage,
      holdings: this.holdings,
      sessionPath,
      clock,
      logger,
      settings,
      released: (target) => dispatcher.wake(target),
      withhold: (instance) => dispatcher.withhold(instance),
      moved: (instances) => dispatcher.renew(instances),
      archive,
      emulator,
    });
  }

  private async endDeliveries(budgetMs: number): Promise<void> {
    await this.dispatcher.drain(budgetMs);
    this.poster.close();
  }
}
