import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import { EVENT_NAMES, EVENTS } from '#libs/events';
import type { EventRow } from '#libs/storage';
import type { Gap, JournalPage } from '../journal-reader.js';

const PAYLOADS = Object.values(EVENTS).map(({ payload }) => payload);

/** An event, as receivers are posted it. */
@ApiExtraModels(...PAYLOADS)
export class EventDto {
  @ApiProperty({ enum: EVENT_NAMES })
  event: string;

  /** @example my-bot-1 */
  instanceId: string;

  /** When it happened, epoch milliseconds. */
  @ApiProperty({ type: 'integer', format: 'int64' })
  timestamp: number;

  /** @example evt_0193fd2b8a00c0ffee */
  id: string;

  /** Its place among the events of its instance, from 1. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1 })
  sequence: number;

  /** What it tells, by its name. */
  @ApiProperty({ anyOf: PAYLOADS.map((payload) => ({ $ref: getSchemaPath(payload) })) })
  data: object;

  static of({ event, instance_id: instanceId, at, id, sequence, data }: EventRow): EventDto {
    return { event, instanceId, timestamp: at, id, sequence, data: Object(JSON.parse(data)) };
  }
}

/** Sequences whose events are not kept any more. */
export class GapDto implements Gap {
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1 })
  from: number;

  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1 })
  to: number;
}

/** A page of the journal. */
export class EventsPageDto {
  /** In their order. May be empty although more is to come, where few have the names that are asked for. */
  events: EventDto[];

  /** What was there between `after` and `nextAfter`, and is not kept any more. */
  missing: GapDto[];

  /** `after` of the next page. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0 })
  nextAfter: number;

  /** Of the newest event. When `nextAfter` is the same, there is no more at present. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0 })
  lastSequence: number;

  static of({ events, ...page }: JournalPage): EventsPageDto {
    return { events: events.map((row) => EventDto.of(row)), ...page };
  }
}
