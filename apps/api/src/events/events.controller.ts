import { Controller, Get, Header, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { Gone } from '../http/gone.decorator.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { EventsPageDto } from './dto/event.dto.js';
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
    summary: 'Read what happened, in its order',
    description:
      'The journal that webhooks are made from: every event of the instance, whatever its receivers are told, for as long as it is kept.',
    answers: { 200: 'A page of events' },
    data: EventsPageDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  list(@Param() { instanceId }: InstanceParams, @Query() query: EventsQuery): Promise<EventsPageDto> {
    return this.events.list(instanceId, query);
  }

  @Get('stream')
  @Header('Cache-Control', 'no-store')
  @Header('X-Accel-Buffering', 'no')
  @LastEventIdHeader()
  @Operation({
    id: 'streamEvents',
    summary: 'Follow what happens',
    description:
      'Server-sent events: `id` is the sequence, `event` the name, `data` the body that a webhook has. Besides, `gap` ' +
      'tells `from` and `to` of what is not kept any more, and `behind` how far a slow reader is from the newest event.',
    answers: { 200: 'Events, as they happen' },
    raw: ['text/event-stream'],
    faults: ['INSTANCE_NOT_FOUND'],
  })
  stream(
    @Param() { instanceId }: InstanceParams,
    @Query() query: StreamQuery,
    @Gone() gone: AbortSignal,
    @LastEventId() lastEventId?: number,
  ): Promise<StreamableFile> {
    return this.events.stream(instanceId, query, gone, lastEventId);
  }
}
