import { Controller, Delete, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { WhatsApp } from '#libs/whatsapp';
import { PageQuery } from '../common/page.query.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import { cursorOf, positionIn } from '../http/cursor.js';
import { invalidRequest } from '../http/fault.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { MessageParams } from './dto/message.params.dto.js';
import { ScheduledDto, ScheduledPageDto, ScheduledQuery } from './dto/scheduled.dto.js';

/** Messages that wait for their time. */
@ApiTags('Messages')
@Controller('api/v1/instances/:instanceId/scheduled')
export class ScheduledController {
  constructor(private readonly whatsapp: WhatsApp) {}

  @Get()
  @Operation({
    id: 'listScheduled',
    summary: 'List the messages that are to be sent later',
    description: 'Or that were, by `state`; those are forgotten after `MESSAGE_RETENTION_DAYS`.',
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
    const { messages, next } = await this.whatsapp.instance(instanceId).messages.scheduled.list(state, page);
    return {
      messages: messages.map((message) => ScheduledDto.of(message)),
      nextCursor: next && cursorOf([next.send_at, next.position]),
    };
  }

  @Get(':messageId')
  @Operation({
    id: 'getScheduled',
    summary: 'Get a message that is to be sent later',
    answers: { 200: 'The message, and what became of it' },
    data: ScheduledDto,
    faults: ['INSTANCE_NOT_FOUND', 'MESSAGE_NOT_FOUND'],
  })
  async get(@Param() { instanceId, messageId }: MessageParams): Promise<ScheduledDto> {
    return ScheduledDto.of(await this.whatsapp.instance(instanceId).messages.scheduled.get(messageId));
  }

  @Delete(':messageId')
  @Operation({
    id: 'cancelScheduled',
    summary: 'Do not send a message after all',
    answers: { 200: 'It will not be sent' },
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
