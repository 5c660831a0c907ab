import { Injectable, Logger } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Interval, Timeout } from '@nestjs/schedule';
import type { Config } from '#libs/config';
import { Clock } from '#libs/observability';
import { Storage } from '#libs/storage';
import { STATUS_LIFETIME_MS, WhatsApp } from '#libs/whatsapp';
import { SESSION_IDLE_MS, SESSION_LONGEST_MS } from '../access/sessions.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Removes data that is older than its retention. A failed run is logged by the scheduler; the next one tries again. */
@Injectable()
export class RetentionService {
  private readonly logger = new Logger(RetentionService.name);

  constructor(
    private readonly config: ConfigService<Config, true>,
    private readonly clock: Clock,
    private readonly storage: Storage,
    private readonly whatsapp: WhatsApp,
  ) {}

  /** Runs soon after the start, for servers that restart more often than hourly, but not while they are busy connecting. */
  @Timeout(MINUTE_MS)
  async pruneAfterStart(): Promise<void> {
    await this.prune();
  }

  /** Removes old data, unless another server does. Events that are still to be delivered stay, whatever their age. */
  @Interval(HOUR_MS)
  async prune(): Promise<void> {
    await this.whatsapp.tidy();
    const { database } = this.storage;
    if (!(await database.alone('retention', () => this.pruneAll())))
      this.logger.debug('another server removes old data right now');
  }

  /** Of all instances, whichever server has them. */
  private async pruneAll(): Promise<void> {
    const now = this.clock.now();
    const {
      events,
      messages,
      statusPosts,
      inbox,
      idempotencyKeys,
      consoleSessions,
      scheduled,
      audit,
      targets,
    } = this.storage;
    const messagesBefore = now - this.config.get('messages', { infer: true }).retentionDays * DAY_MS;
    await events.prune(now - this.config.get('webhooks', { infer: true }).retentionDays * DAY_MS);
    await targets.purge();
    await targets.forgetSecrets(now);
    await messages.prune(messagesBefore);
    await statusPosts.prune(now - STATUS_LIFETIME_MS);
    await inbox.prune(messagesBefore);
    await idempotencyKeys.prune(now);
    await consoleSessions.prune({ used: now - SESSION_IDLE_MS, created: now - SESSION_LONGEST_MS });
    await scheduled.prune(messagesBefore);
    await audit.prune(now - this.config.get('http', { infer: true }).auditRetentionDays * DAY_MS);
  }
}
