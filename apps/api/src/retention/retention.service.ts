import { Injectable } from '@nestjs/common';
import { ConfigService } from '@nestjs/config';
import { Interval, Timeout } from '@nestjs/schedule';
import type { Config } from '#libs/config';
import { Clock } from '#libs/observability';
import {
  EventsRepository,
  IdempotencyKeysRepository,
  InboxRepository,
  MessagesRepository,
  ScheduledRepository,
} from '#libs/storage';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Removes what is older than the operator wants it kept. The scheduler logs a run that fails; the next comes. */
@Injectable()
export class RetentionService {
  constructor(
    private readonly config: ConfigService<Config, true>,
    private readonly clock: Clock,
    private readonly events: EventsRepository,
    private readonly messages: MessagesRepository,
    private readonly inbox: InboxRepository,
    private readonly keys: IdempotencyKeysRepository,
    private readonly scheduled: ScheduledRepository,
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
    const messagesBefore = now - this.config.get('messages', { infer: true }).retentionDays * DAY_MS;
    await this.events.prune(now - this.config.get('webhooks', { infer: true }).retentionDays * DAY_MS);
    await this.messages.prune(messagesBefore);
    await this.inbox.prune(messagesBefore);
    await this.keys.prune(now);
    await this.scheduled.prune(messagesBefore);
  }
}
