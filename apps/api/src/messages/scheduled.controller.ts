import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { WhatsApp } from '#libs/whatsapp';
import { PageQuery } from '../common/page.query.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import { cursorOf, positionIn } from '../http/cursor.js';
import { invalidRequest } from '../http/fault.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { MessageParams } from '../common/message.params.dto.js';
import { ScheduledDto, ScheduledPageDto, ScheduledQuery } from './dto/scheduled.dto.js';

/** Operations on scheduled messages. */
@ApiTags('Messages')
@Controller('api/v1/instances/:instanceId/scheduled')
export class ScheduledController {
  constructor(private readonly whatsapp: WhatsApp) {}

  @Get()
  @Operation({
    id: 'listScheduled',
    scope: 'messages:read',
    anywhere: true,
    summary: 'List scheduled messages',
    description:
      'Lists messages that are to be sent later or, with `state`, those that were sent, failed or were cancelled. The latter are kept for `MESSAGE_RETENTION_DAYS`.',
    answers: { 200: 'A page of messages' },
    data: ScheduledPageDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  async list(
    @Param() { instanceId }: InstanceParams,
    @Query() query: ScheduledQuery,
  ): Promise<ScheduledPageDto> {
    const after = query.cursor === undefined ? undefined : positionOf(query.cursor);
    const page = { limit: PageQuery.size(query), after };
    const { state = 'scheduled' } = query;
    const { scheduled } = await this.whatsapp.stored(instanceId);
    const { messages, next } = await scheduled.list(state, page);
    return {
      messages: messages.map((message) => ScheduledDto.of(message)),
      nextCursor: next && cursorOf([next.send_at, next.position]),
    };
  }

  @Get(':messageId')
  @Operation({
    id: 'getScheduled',
    scope: 'messages:read',
    anywhere: true,
    summary: 'Get a scheduled message',
    answers: { 200: 'The message in its current state' },
    data: ScheduledDto,
    faults: ['INSTANCE_NOT_FOUND', 'MESSAGE_NOT_FOUND'],
  })
  async get(@Param() { instanceId, messageId }: MessageParams): Promise<ScheduledDto> {
    const { scheduled } = await this.whatsapp.stored(instanceId);
    return ScheduledDto.of(await scheduled.get(messageId));
  }

  @Delete(':messageId')
  @Operation({
    id: 'cancelScheduled',
    scope: 'messages:send',
    summary: 'Cancel a scheduled message',
    description: 'If the message is no longer scheduled, for example because it was sent, the answer is 409.',
    answers: { 200: 'The message is cancelled and will not be sent' },
    data: ScheduledDto,
    faults: ['INSTANCE_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'CONFLICT'],
  })
  async cancel(@Param() { instanceId, messageId }: MessageParams): Promise<ScheduledDto> {
    return ScheduledDto.of(await this.whatsapp.instance(instanceId).messages.scheduled.cancel(messageId));
  }
}

function positionOf(cursor: string): { send_at: number; position: number } {
  const [send_at, position] = positionIn(cursor);
  if (typeof position === 'number') return { send_at, position };
  throw invalidRequest({ field: 'cursor', reason: 'must be the nextCursor of an earlier page of this list' });
}
