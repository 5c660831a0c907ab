import { DEFAULT_CONNECTION_CONFIG, fetchLatestWaWebVersion, type WAVersion } from '@whiskeysockets/baileys';
import type { Clock, Logger } from '#libs/observability';

const FETCH_TIMEOUT_MS = 8_000;
const FRESH_MS = 6 * 60 * 60 * 1000;

/** The version of WhatsApp Web that we say we are: one answer for all instances. */
export abstract class Versions {
  /** The version to connect with. */
  abstract current(): Promise<WAVersion>;
  /** Called when WhatsApp refused the current one (405): the next answer is another, where there is one. */
  abstract refresh(): Promise<void>;
}

/** Asks WhatsApp at most every six hours; without an answer, the version that Baileys was released with. */
export class PublishedVersions extends Versions {
  private known: { version: WAVersion; at: number } | undefined;
  private asking: Promise<WAVersion> | undefined;

  constructor(
    private readonly clock: Clock,
    private readonly logger: Logger,
  ) {
    super();
  }

  async current(): Promise<WAVersion> {
    if (this.known && this.clock.now() - this.known.at < FRESH_MS) return this.known.version;
    this.asking ??= this.ask().finally(() => (this.asking = undefined));
    return this.asking;
  }

  async refresh(): Promise<void> {
    this.known = undefined;
    await this.current();
  }

  private async ask(): Promise<WAVersion> {
    const { version, error } = await fetchLatestWaWebVersion({
      signal: AbortSignal.timeout(FETCH_TIMEOUT_MS),
    });
    if (error)
      this.logger.warn('the current version of WhatsApp Web could not be fetched: using the bundled version');
    this.known = { version, at: this.clock.now() };
    return version;
  }
}

/** For the emulator: the bundled version, raised by one at each refusal. Nothing is fetched. */
export class BundledVersions extends Versions {
  private raised = 0;

  async current(): Promise<WAVersion> {
    const [major, minor, revision] = DEFAULT_CONNECTION_CONFIG.version;
    return [major, minor, revision + this.raised];
  }

  async refresh(): Promise<void> {
    this.raised += 1;
  }
}
