import { Controller, Get, Header, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import type { Principal } from '../access/principal.js';
import { Caller } from '../http/caller.decorator.js';
import { Gone } from '../http/gone.decorator.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { EventDto, EventsPageDto } from './dto/event.dto.js';
import { EventsQuery, StreamQuery } from './dto/events.query.dto.js';
import { EventsService } from './events.service.js';
import { LastEventId, LastEventIdHeader } from './last-event-id.decorator.js';

@ApiTags('Events')
@Controller('api/v1/instances/:instanceId/events')
export class EventsController {
  constructor(private readonly events: EventsService) {}

  @Get()
  @Operation({
    id: 'listEvents',
    scope: 'events:read',
    anywhere: true,
    summary: 'Read the event log',
    description:
      'Returns the events of the instance in order, whether or not a webhook wants them. They are kept for `WEBHOOK_RETENTION_DAYS`. `qr`, `pairing_code` and `passkey` are shown only to keys that have `instances:connect`, too.',
    answers: { 200: 'A page of events' },
    data: EventsPageDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  list(
    @Caller() caller: Principal,
    @Param() { instanceId }: InstanceParams,
    @Query() query: EventsQuery,
  ): Promise<EventsPageDto> {
    return this.events.list(caller, instanceId, query);
  }

  @Get('stream')
  @Header('Cache-Control', 'no-store')
  @Header('X-Accel-Buffering', 'no')
  @LastEventIdHeader()
  @Operation({
    id: 'streamEvents',
    scope: 'events:read',
    anywhere: true,
    summary: 'Follow the event log',
    description:
      'Sends server-sent events: `id` is the sequence, `event` the name, and `data` the body that a webhook has. In addition, the server-sent event `gap` reports the sequences `from` and `to` of events that are no longer kept, and `behind` reports how many events a slow reader has not read yet. A reader that takes nothing for a minute is disconnected, and so is one whose key ends, is changed or revoked.',
    answers: { 200: 'The events as they happen' },
    stream: EventDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  stream(
    @Param() { instanceId }: InstanceParams,
    @Query() query: StreamQuery,
    @Caller() caller: Principal,
    @Gone() gone: AbortSignal,
    @LastEventId() lastEventId?: number,
  ): Promise<StreamableFile> {
    return this.events.stream(instanceId, query, { caller, gone, lastEventId });
  }
}
