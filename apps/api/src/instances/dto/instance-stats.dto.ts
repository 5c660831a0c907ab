import { epochMs } from '#libs/observability';
import { ApiProperty } from '@nestjs/swagger';
import type { Traffic } from '#libs/storage';
import { iso } from '../../common/times.js';
import { type Judge, Time } from '../../http/fields.js';

const FARTHEST_DAYS = 7;
const DAY_MS = 24 * 60 * 60 * 1000;

const withinAWeek: Judge = (value) =>
  epochMs() - Date.parse(String(value)) > FARTHEST_DAYS * DAY_MS
    ? `must be within the last ${FARTHEST_DAYS} days`
    : undefined;

/** Selects what is counted. */
export class InstanceStatsQuery {
  /** Count from this time on, at most 7 days ago: from midnight where you are, for example. Default: 24 hours ago. */
  @Time({ optional: true, judge: withinAWeek })
  since?: string;

  /** @param now epoch ms @returns epoch ms */
  static start({ since }: InstanceStatsQuery, now: number): number {
    return since === undefined ? now - DAY_MS : Date.parse(since);
  }
}

/** Messages in the chats of the account. */
export class MessageTallyDto {
  /** Messages of others. */
  @ApiProperty({ type: 'integer', example: 120 })
  received: number;

  /** Messages of the account, from this server and from its other devices, without those that failed. */
  @ApiProperty({ type: 'integer', example: 45 })
  sent: number;

  /** Messages of the account that could not be sent. */
  @ApiProperty({ type: 'integer', example: 1 })
  failed: number;
}

/** Deliveries to the endpoints of the instance. Global endpoints are not included. */
export class DeliveryTallyDto {
  /** Attempts since `since` that succeeded. */
  @ApiProperty({ type: 'integer', example: 160 })
  delivered: number;

  /** Attempts since `since` that failed. */
  @ApiProperty({ type: 'integer', example: 3 })
  failedAttempts: number;

  /** Deliveries that wait right now, whenever their events happened. */
  @ApiProperty({ type: 'integer', example: 2 })
  pending: number;

  /** Deliveries that are given up right now, and can be replayed. */
  @ApiProperty({ type: 'integer', example: 0 })
  parked: number;
}

/** What an instance did. Each number ends at 50,000, which stands for more, too. What retention has removed is not counted. */
export class InstanceStatsDto {
  /** From when on messages and attempts are counted. Messages count by the time at which they were written. */
  @ApiProperty({ format: 'date-time' })
  since: string;

  /** Messages in chats with people and groups. Posts in channels and status posts are not included. */
  messages: MessageTallyDto;

  /** Deliveries of events. */
  deliveries: DeliveryTallyDto;

  static of(since: number, { received, sent, failed, ...deliveries }: Traffic): InstanceStatsDto {
    return { since: iso(since), messages: { received, sent, failed }, deliveries };
  }
}
