import { ApiProperty } from '@nestjs/swagger';
import { type EventRow, isObject, isTextByName, parsed } from '#libs/storage';
import type { Gap, EventLogPage } from '../event-log-reader.js';

/** An event, with the fields that receivers get. The document describes it as one schema for each event. */
export class EventDto {
  event: string;
  instanceId: string;
  timestamp: number;
  id: string;
  sequence: number;
  metadata?: Record<string, string>;
  data: object;

  static of({ event, instance_id: instanceId, at, id, sequence, data, metadata }: EventRow): EventDto {
    return {
      event,
      instanceId,
      timestamp: at,
      id,
      sequence,
      data: parsed(data, isObject),
      ...(metadata !== null && { metadata: parsed(metadata, isTextByName) }),
    };
  }
}

/** A range of sequences whose events are no longer kept. */
export class GapDto implements Gap {
  /** First sequence of the range. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1 })
  from: number;

  /** Last sequence of the range. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 1 })
  to: number;
}

/** A page of the event log. */
export class EventsPageDto {
  /**
   * Sorted by `sequence`. If `types` matches few events, a page can be empty although more events follow; if events are large,
   * it can have fewer than `limit`.
   */
  events: EventDto[];

  /** Sequences between `after` and `nextAfter` whose events are no longer kept. */
  missing: GapDto[];

  /** Pass it as `after` to get the next page. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0 })
  nextAfter: number;

  /** Sequence of the newest event. If `nextAfter` equals it, there are no more events right now. */
  @ApiProperty({ type: 'integer', format: 'int64', minimum: 0 })
  lastSequence: number;

  static of({ events, ...page }: EventLogPage): EventsPageDto {
    return { events: events.map((row) => EventDto.of(row)), ...page };
  }
}
