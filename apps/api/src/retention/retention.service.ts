import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Interval, Timeout } from '@nestjs/schedule';
import type { Config } from '#libs/config';
import { Clock } from '#libs/observability';
import { Storage } from '#libs/storage';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Removes what is older than the operator wants it kept. The scheduler logs a run that fails; the next comes. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly config: ConfigService<Config, true>,
    private readonly clock: Clock,
    private readonly storage: Storage,
  ) {}

  /** For servers that are restarted more often than every hour; not while they are busy connecting. */
  @Timeout(MINUTE_MS)
  async pruneAfterStart(): Promise<void> {
    await this.prune();
  }

  /** What a receiver has not had yet stays, whatever its age. */
  @Interval(HOUR_MS)
  async prune(): Promise<void> {
    const now = this.clock.now();
    const { events, messages, inbox, idempotencyKeys, scheduled } = this.storage;
    const messagesBefore = now - this.config.get('messages', { infer: true }).retentionDays * DAY_MS;
    await events.prune(now - this.config.get('webhooks', { infer: true }).retentionDays * DAY_MS);
    await messages.prune(messagesBefore);
    await inbox.prune(messagesBefore);
    await idempotencyKeys.prune(now);
    await scheduled.prune(messagesBefore);
  }
}
