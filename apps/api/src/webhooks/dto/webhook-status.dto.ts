import { ApiProperty } from '@nestjs/swagger';
import {
  type AttemptRow,
  type Backlog,
  type DeliveryState,
  isDeliverable,
  type TargetRow,
} from '#libs/storage';
import { iso } from '../../common/times.js';

export const ENDPOINT_STATES = ['active', 'held', 'paused', 'off'] as const;
export type EndpointState = (typeof ENDPOINT_STATES)[number];

/** Numbers of deliveries by state. */
export class DeliveryCountsDto implements Record<DeliveryState, number> {
  /** Deliveries that wait for an attempt. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  pending: number;

  /** Deliveries that the receiver accepted. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  delivered: number;

  /** Deliveries whose last attempt failed. They are kept and can be replayed. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  parked: number;
}

/** How long attempts took, in milliseconds. */
export class LatencyDto {
  /** 50th percentile, in milliseconds. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 42 })
  p50: number;

  /** 99th percentile, in milliseconds. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 310 })
  p99: number;
}

/** Statistics of the latest attempts, at most 1000 of them. */
export class RecentAttemptsDto {
  /** Number of attempts that the statistics cover, at most 1000. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 1000 })
  attempts: number;

  /** Share of the attempts that succeeded, from 0 to 1; absent if there were no attempts. */
  @ApiProperty({ type: 'number', minimum: 0, maximum: 1, example: 0.998, required: false })
  successRate?: number;

  /** How long the attempts took; absent if there were no attempts. */
  latencyMs?: LatencyDto;

  /** When the latest successful attempt began; absent if no attempt succeeded. */
  @ApiProperty({ format: 'date-time', required: false })
  lastSuccessAt?: string;

  /** The latest attempt that failed; absent if no attempt failed. */
  lastError?: LastErrorDto;
}

/** The latest attempt that failed. */
export class LastErrorDto {
  /** When the attempt began. */
  @ApiProperty({ format: 'date-time' })
  at: string;

  /**
   * Why the attempt failed, as a word.
   * @example http_503
   */
  error: string;

  /** HTTP status; absent if there was no answer. */
  @ApiProperty({ type: 'integer', example: 503, required: false })
  status?: number;

  /** Beginning of the receiver's answer, up to 1024 bytes; absent if there was no answer. */
  response?: string;
}

/** The state of an endpoint and its deliveries. */
export class WebhookStatusDto {
  /** URL of the endpoint; null if no URL is set. Absent for keys without `webhooks:read`: it may contain a token. */
  @ApiProperty({
    type: 'string',
    format: 'uri',
    nullable: true,
    required: false,
    example: 'https://example.com/webhook',
  })
  webhookUrl?: string | null;

  /**
   * `held`: five attempts in a row failed, and only the oldest delivery is tried, every few seconds, until it succeeds. `paused`: paused with
   * `POST pause`. `off`: there is no URL, or deliveries are not enabled. `active`: all other cases.
   */
  @ApiProperty({ enum: ENDPOINT_STATES })
  state: EndpointState;

  /** Since when the endpoint has been held; absent if it is not. */
  @ApiProperty({ format: 'date-time', required: false })
  heldSince?: string;

  /**
   * Why the latest attempt failed, as a word; absent if the endpoint is not held.
   * @example http_503
   */
  heldReason?: string;

  /** Since when the endpoint has been paused; absent if it is not. */
  @ApiProperty({ format: 'date-time', required: false })
  pausedSince?: string;

  /**
   * Why the endpoint was paused; absent if nobody said so.
   * @example The CRM is being moved
   */
  pausedReason?: string;

  /** Number of failed attempts since the last success. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  failuresInARow: number;

  /** Numbers of deliveries by state. */
  counts: DeliveryCountsDto;

  /** When the event of the oldest pending delivery happened; absent if no delivery is pending. */
  @ApiProperty({ format: 'date-time', required: false })
  oldestPendingAt?: string;

  /** Age of the event of the oldest pending delivery, in milliseconds; absent if no delivery is pending. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0, required: false })
  oldestPendingAgeMs?: number;

  /** When the next retry is due; absent if one is due already or nothing is to be retried. */
  @ApiProperty({ format: 'date-time', required: false })
  nextAttemptAt?: string;

  /** Statistics of the latest attempts, at most 1000 of them. */
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
      ...(target.held_since !== null && {
        heldSince: iso(target.held_since),
        heldReason: recent.find(({ error }) => error !== null)?.error ?? undefined,
      }),
      ...(target.paused_at !== null && { pausedSince: iso(target.paused_at) }),
      ...(target.paused_reason !== null && { pausedReason: target.paused_reason }),
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

export function stateOf(target: TargetRow): EndpointState {
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

/** The smallest value that the share `part` of all values does not exceed. @param sorted not empty */
function percentile(sorted: readonly number[], part: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * part) - 1)] ?? 0;
}
