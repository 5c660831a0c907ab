import { ApiProperty } from '@nestjs/swagger';
import { EVENT_NAMES } from '#libs/events';
import type { AttemptRow, DeliveryState, LoggedDelivery, WholeDelivery } from '#libs/storage';
import { iso } from '../../common/times.js';

export const DELIVERY_STATES = ['pending', 'delivered', 'parked'] as const satisfies readonly DeliveryState[];

/** One event on its way to one receiver. */
export class DeliveryDto {
  /**
   * `X-Miaw-Delivery`: the same in every attempt and replay.
   * @example dlv_0193fd2b8a00c0ffee
   */
  id: string;

  /** @example evt_0193fd2b8a00c0ffee */
  eventId: string;

  @ApiProperty({ enum: EVENT_NAMES })
  event: string;

  /** @example my-bot-1 */
  instanceId: string;

  /** The event's place among those of its instance. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1 })
  sequence: number;

  /**
   * The chat that the event belongs to, where it belongs to one.
   * @example 6281234567890@s.whatsapp.net
   */
  chatId?: string;

  /** `parked`: given up after the last attempt, and kept. */
  @ApiProperty({ enum: DELIVERY_STATES })
  state: DeliveryState;

  /** How many were made. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  attempts: number;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  /** When it is tried again, unless the receiver is held; only of those that have failed before. */
  @ApiProperty({ format: 'date-time', required: false })
  nextAttemptAt?: string;

  /** When it was delivered or given up. */
  @ApiProperty({ format: 'date-time', required: false })
  finishedAt?: string;

  /** HTTP status of the last answer. */
  @ApiProperty({ type: 'integer', example: 200, required: false })
  lastStatus?: number;

  /**
   * Why the last attempt failed, in a word.
   * @example http_503
   */
  lastError?: string;

  static of(row: LoggedDelivery): DeliveryDto {
    const { id, event_id: eventId, event, instance_id: instanceId, sequence, state, attempts } = row;
    const waits = state === 'pending' && attempts > 0;
    return {
      id,
      eventId,
      event,
      instanceId,
      sequence,
      ...(row.chat !== null && { chatId: row.chat }),
      state,
      attempts,
      createdAt: iso(row.created_at),
      ...(waits && { nextAttemptAt: iso(row.due_at) }),
      ...(row.finished_at !== null && { finishedAt: iso(row.finished_at) }),
      ...(row.last_status !== null && { lastStatus: row.last_status }),
      ...(row.last_error !== null && { lastError: row.last_error }),
    };
  }
}

/** One request to the receiver, and what came of it. */
export class AttemptDto {
  /** `X-Miaw-Attempt`: counts from 1. */
  @ApiProperty({ type: 'integer', minimum: 1 })
  number: number;

  @ApiProperty({ format: 'date-time' })
  at: string;

  /** Milliseconds until the answer, or until it was clear that there is none. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  latencyMs: number;

  /** HTTP status, where there was an answer. */
  @ApiProperty({ type: 'integer', example: 503, required: false })
  status?: number;

  /**
   * Why it failed, in a word; absent where it did not.
   * @example timeout
   */
  error?: string;

  /** First bytes of the answer. */
  response?: string;

  static of({ number, at, latency_ms: latencyMs, status, error, response }: AttemptRow): AttemptDto {
    return {
      number,
      at: iso(at),
      latencyMs,
      ...(status !== null && { status }),
      ...(error !== null && { error }),
      ...(response !== null && { response }),
    };
  }
}

export class DeliveryDetailDto extends DeliveryDto {
  /** The payload, `data` of the body that is sent. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  data: object;

  /** Every attempt, oldest first. */
  log: AttemptDto[];

  static override of(row: WholeDelivery): DeliveryDetailDto {
    const data: unknown = JSON.parse(row.data);
    return {
      ...DeliveryDto.of(row),
      data: Object(data),
      log: row.log.map((attempt) => AttemptDto.of(attempt)),
    };
  }
}

export class DeliveriesPageDto {
  /** Newest first. */
  deliveries: DeliveryDto[];

  /** For the next page; absent when there is none. */
  nextCursor?: string;
}

export class ReplayResultDto {
  /** How many deliveries are made again. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 12 })
  replayed: number;
}
