import { ApiProperty } from '@nestjs/swagger';
import {
  type AttemptRow,
  type Backlog,
  type DeliveryState,
  isDeliverable,
  type TargetRow,
} from '#libs/storage';
import { iso } from '../../common/times.js';

const TARGET_STATES = ['active', 'held', 'paused', 'off'] as const;

export class DeliveryCountsDto implements Record<DeliveryState, number> {
  /** Still to be delivered. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  pending: number;

  /** Accepted by the receiver. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  delivered: number;

  /** Given up after the last attempt, and kept. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  parked: number;
}

/** How long the receiver took to answer, in milliseconds. */
export class LatencyDto {
  /** Half of the attempts took no longer. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 42 })
  p50: number;

  /** 99 of 100 attempts took no longer. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 310 })
  p99: number;
}

/** The latest attempts, up to a thousand of them. */
export class RecentAttemptsDto {
  @ApiProperty({ type: 'integer', minimum: 0, example: 1000 })
  attempts: number;

  /** Share of them that the receiver accepted, 0 to 1; absent while there are none. */
  @ApiProperty({ type: 'number', minimum: 0, maximum: 1, example: 0.998, required: false })
  successRate?: number;

  /** Absent while there are none. */
  latencyMs?: LatencyDto;

  @ApiProperty({ format: 'date-time', required: false })
  lastSuccessAt?: string;

  lastError?: LastErrorDto;
}

/** The latest attempt that failed. */
export class LastErrorDto {
  @ApiProperty({ format: 'date-time' })
  at: string;

  /**
   * In a word.
   * @example http_503
   */
  error: string;

  /** HTTP status, where there was an answer. */
  @ApiProperty({ type: 'integer', example: 503, required: false })
  status?: number;

  /** First bytes of the answer, where there was one. */
  response?: string;
}

/** How the deliveries to a receiver go. */
export class WebhookStatusDto {
  @ApiProperty({ type: 'string', format: 'uri', nullable: true, example: 'https://example.com/webhook' })
  webhookUrl: string | null;

  /**
   * `held`: it failed five times in a row, and only the oldest delivery is tried until it answers; `paused`: by
   * the operator; `off`: it has no URL or is not enabled.
   */
  @ApiProperty({ enum: TARGET_STATES })
  state: (typeof TARGET_STATES)[number];

  @ApiProperty({ format: 'date-time', required: false })
  heldSince?: string;

  /** Failed attempts since the last success. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  failuresInARow: number;

  counts: DeliveryCountsDto;

  /** When the event happened that has been waiting longest. */
  @ApiProperty({ format: 'date-time', required: false })
  oldestPendingAt?: string;

  /** How long ago that is, in milliseconds. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, required: false })
  oldestPendingAgeMs?: number;

  /** When the next failed delivery is tried again, where none is due now. */
  @ApiProperty({ format: 'date-time', required: false })
  nextAttemptAt?: string;

  recent: RecentAttemptsDto;

  /** @param now epoch ms */
  static of(
    target: TargetRow,
    { counts, oldestAt, nextAttemptAt, recent }: Backlog,
    now: number,
  ): WebhookStatusDto {
    return {
      webhookUrl: target.url,
      state: stateOf(target),
      ...(target.held_since !== null && { heldSince: iso(target.held_since) }),
      failuresInARow: target.failures,
      counts,
      ...(oldestAt !== undefined && {
        oldestPendingAt: iso(oldestAt),
        oldestPendingAgeMs: Math.max(0, now - oldestAt),
      }),
      ...(nextAttemptAt !== undefined && { nextAttemptAt: iso(nextAttemptAt) }),
      recent: recentOf(recent),
    };
  }
}

function stateOf(target: TargetRow): WebhookStatusDto['state'] {
  if (isDeliverable(target)) return target.held_since === null ? 'active' : 'held';
  return target.paused === 1 && target.enabled === 1 && target.url !== null ? 'paused' : 'off';
}

function recentOf(attempts: readonly AttemptRow[]): RecentAttemptsDto {
  const successes = attempts.filter(({ error }) => error === null);
  const [lastSuccess] = successes;
  const lastError = attempts.find(({ error }) => error !== null);
  const latencies = attempts.map(({ latency_ms: ms }) => ms).sort((one, other) => one - other);
  return {
    attempts: attempts.length,
    ...(attempts.length > 0 && {
      successRate: successes.length / attempts.length,
      latencyMs: { p50: percentile(latencies, 0.5), p99: percentile(latencies, 0.99) },
    }),
    ...(lastSuccess && { lastSuccessAt: iso(lastSuccess.at) }),
    ...(lastError && { lastError: lastErrorOf(lastError) }),
  };
}

function lastErrorOf({ at, error, status, response }: AttemptRow): LastErrorDto {
  return {
    at: iso(at),
    error: error ?? '',
    ...(status !== null && { status }),
    ...(response !== null && { response }),
  };
}

/** The smallest value that the share `part` of all does not exceed. @param sorted not empty */
function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}
