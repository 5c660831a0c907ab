import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { ChatsService } from './chats.service.js';
import { ChatsPageDto, MessagesPageDto } from './dto/chat.dto.js';
import { ChatParams } from './dto/chat.params.dto.js';
import { PageQuery } from '../common/page.query.dto.js';

@ApiTags('Chats')
@Controller('api/v1/instances/:instanceId/chats')
export class ChatsController {
  constructor(private readonly chats: ChatsService) {}

  @Get()
  @Operation({
    id: 'listChats',
    summary: 'List chats',
    description: 'Chats with people and groups, those from before the device was linked included.',
    answers: { 200: 'A page of chats' },
    data: ChatsPageDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  list(@Param() { instanceId }: InstanceParams, @Query() query: PageQuery): Promise<ChatsPageDto> {
    return this.chats.list(instanceId, query);
  }

  @Get(':jid/messages')
  @Operation({
    id: 'listMessages',
    summary: 'List the messages of a chat',
    description:
      'Messages are kept for `MESSAGE_RETENTION_DAYS`. The list is empty if the chat is unknown or has no messages.',
    answers: { 200: 'A page of messages' },
    data: MessagesPageDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  messages(@Param() params: ChatParams, @Query() query: PageQuery): Promise<MessagesPageDto> {
    return this.chats.messages(params, query);
  }
}
