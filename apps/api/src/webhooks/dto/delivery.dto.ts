import { ApiProperty } from '@nestjs/swagger';
import { EVENT_NAMES } from '#libs/events';
import {
  type AttemptRow,
  type DeliveryState,
  isObject,
  type LoggedDelivery,
  parsed,
  type WholeDelivery,
} from '#libs/storage';
import { iso } from '../../common/times.js';

export const DELIVERY_STATES = ['pending', 'delivered', 'parked'] as const satisfies readonly DeliveryState[];

/** The delivery of one event to one endpoint. */
export class DeliveryDto {
  /**
   * Id of the delivery, as in the header `X-Miaw-Delivery`. It is identical on every attempt and replay.
   * @example dlv_0193fd2b8a00c0ffee
   */
  id: string;

  /**
   * Id of the event.
   * @example evt_0193fd2b8a00c0ffee
   */
  eventId: string;

  /** Name of the event. */
  @ApiProperty({ enum: EVENT_NAMES })
  event: string;

  /**
   * Id of the instance that the event belongs to.
   * @example my-bot-1
   */
  instanceId: string;

  /** Number of the event within its instance, from 1, without gaps. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1 })
  sequence: number;

  /**
   * JID of the chat that the event belongs to; absent if it does not belong to one.
   * @example 6281234567890@s.whatsapp.net
   */
  chatId?: string;

  /**
   * `pending`: the event waits for an attempt. `delivered`: the receiver accepted it. `parked`: the last attempt failed;
   * the delivery is not retried, but kept and can be replayed.
   */
  @ApiProperty({ enum: DELIVERY_STATES })
  state: DeliveryState;

  /** Number of attempts that were made. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  attempts: number;

  /** When the event happened. */
  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  /**
   * When the next attempt is due; present only while the delivery is pending after a failed attempt. While the endpoint
   * is held, only the oldest delivery is tried.
   */
  @ApiProperty({ format: 'date-time', required: false })
  nextAttemptAt?: string;

  /** When the event was delivered or the delivery was parked; absent while it is pending. */
  @ApiProperty({ format: 'date-time', required: false })
  finishedAt?: string;

  /** HTTP status of the last attempt; absent if there was no answer. */
  @ApiProperty({ type: 'integer', example: 200, required: false })
  lastStatus?: number;

  /**
   * Why the last attempt failed, as a word; absent if it did not fail.
   * @example http_503
   */
  lastError?: string;

  /** Milliseconds that the last attempt took; absent before the first. */
  @ApiProperty({ type: 'integer', minimum: 0, required: false })
  lastLatencyMs?: number;

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
      ...(row.last_latency_ms !== null && { lastLatencyMs: row.last_latency_ms }),
    };
  }
}

/** One request to the receiver, and its result. */
export class AttemptDto {
  /** Number of the attempt from 1, as in the header `X-Miaw-Attempt`. */
  @ApiProperty({ type: 'integer', minimum: 1 })
  number: number;

  /** When the attempt began. */
  @ApiProperty({ format: 'date-time' })
  at: string;

  /** Milliseconds until the receiver answered or the attempt failed without an answer. */
  @ApiProperty({ type: 'integer', minimum: 0 })
  latencyMs: number;

  /** HTTP status; absent if there was no answer. */
  @ApiProperty({ type: 'integer', example: 503, required: false })
  status?: number;

  /**
   * Why the attempt failed, as a word; absent if it did not fail.
   * @example timeout
   */
  error?: string;

  /** Beginning of the receiver's answer, up to 1024 bytes; absent if there was no answer. */
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
  /** Payload of the event: `data` in the body of the request. */
  @ApiProperty({ type: 'object', additionalProperties: true })
  data: object;

  /** All attempts, oldest first. */
  log: AttemptDto[];

  static override of(row: WholeDelivery): DeliveryDetailDto {
    return {
      ...DeliveryDto.of(row),
      data: parsed(row.data, isObject),
      log: row.log.map((attempt) => AttemptDto.of(attempt)),
    };
  }
}

export class DeliveriesPageDto {
  /** Sorted by time, newest first. */
  deliveries: DeliveryDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}

export class ReplayResultDto {
  /** Number of deliveries that are replayed; 0 with `dryRun`. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 12 })
  replayed: number;

  /** Number of deliveries that were selected. */
  @ApiProperty({ type: 'integer', minimum: 0, example: 12 })
  matched: number;
}
