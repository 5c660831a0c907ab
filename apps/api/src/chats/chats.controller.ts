import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { ChatsService } from './chats.service.js';
import { MessagesPageDto } from '../common/messages-page.dto.js';
import { ChatMessagesQuery } from '../common/messages.query.dto.js';
import { ChatsPageDto } from './dto/chat.dto.js';
import {
  AskedHistoryDto,
  AskHistoryDto,
  ChangedChatDto,
  ChatRemovalDto,
  ClearChatDto,
  ClearedChatDto,
  UpdateChatDto,
} from './dto/change-chat.dto.js';
import { ChatParams } from './dto/chat.params.dto.js';
import { ChatsQuery } from './dto/chat.query.dto.js';
import { type ErrorCode, UPSTREAM_FAULTS } from '../http/error-catalogue.js';

const CHANGE: readonly ErrorCode[] = [...UPSTREAM_FAULTS, 'CONFLICT'];

@ApiTags('Chats')
@Controller('api/v1/instances/:instanceId/chats')
export class ChatsController {
  constructor(private readonly chats: ChatsService) {}

  @Get()
  @Operation({
    id: 'listChats',
    scope: 'chats:read',
    anywhere: true,
    summary: 'List chats',
    description:
      'Chats with people and groups, those from before the device was linked included. Several conditions must all be met.',
    answers: { 200: 'A page of chats' },
    data: ChatsPageDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  list(@Param() { instanceId }: InstanceParams, @Query() query: ChatsQuery): Promise<ChatsPageDto> {
    return this.chats.list(instanceId, query);
  }

  @Patch(':jid')
  @Operation({
    id: 'updateChat',
    scope: 'chats:write',
    summary: 'Archive, pin, mute a chat, mark it as unread, or let its messages disappear',
    description:
      'Changes the chat on all devices of the account; `expiresIn` changes it for everyone in it, and comes first. The fields are changed one after the other: if the answer is an error, its `details.outcome` is `unknown` if some of them may have been changed.',
    answers: { 200: 'What is set for the chat now' },
    data: ChangedChatDto,
    faults: [...CHANGE, 'CONTACT_NOT_FOUND', 'GROUP_NOT_FOUND'],
    body: { archived: true },
  })
  change(@Param() params: ChatParams, @Body() body: UpdateChatDto): Promise<ChangedChatDto> {
    return this.chats.change(params, body);
  }

  @Post(':jid/clear')
  @Operation({
    id: 'clearChat',
    scope: 'chats:write',
    summary: 'Remove the messages of a chat',
    description:
      "Removes all messages up to now on the account's own devices and on this server. Others keep theirs.",
    answers: { 200: 'The messages are removed' },
    data: ClearedChatDto,
    faults: CHANGE,
    optionalBody: { keepStarred: true },
  })
  clear(@Param() params: ChatParams, @Body() body: ClearChatDto): Promise<ClearedChatDto> {
    return this.chats.clear(params, body);
  }

  @Post(':jid/history')
  @Operation({
    id: 'askChatHistory',
    scope: 'chats:write',
    summary: 'Ask the phone for older messages of a chat',
    description:
      'Asks the phone of the account for messages that this server does not have. It answers when it is online: the event `history` reports it, and the list of messages has them then. Messages older than `MESSAGE_RETENTION_DAYS` are not stored.',
    answers: { 202: 'The phone was asked' },
    data: AskedHistoryDto,
    faults: [...CHANGE, 'MESSAGE_NOT_FOUND'],
    optionalBody: { count: 50 },
  })
  askHistory(@Param() params: ChatParams, @Body() body: AskHistoryDto): Promise<AskedHistoryDto> {
    return this.chats.askHistory(params, body);
  }

  @Delete(':jid')
  @Operation({
    id: 'deleteChat',
    scope: 'chats:write',
    summary: 'Delete a chat',
    description:
      "Deletes the chat with its messages on the account's own devices and on this server. Others keep theirs.",
    answers: { 200: 'The chat is deleted' },
    data: ChatRemovalDto,
    faults: CHANGE,
  })
  remove(@Param() params: ChatParams): Promise<ChatRemovalDto> {
    return this.chats.remove(params);
  }

  @Get(':jid/messages')
  @Operation({
    id: 'listMessages',
    scope: 'messages:read',
    anywhere: true,
    summary: 'List the messages of a chat',
    description:
      'Messages are kept for `MESSAGE_RETENTION_DAYS`. The list is empty if the chat is unknown or has no messages. Messages that were deleted are listed only without conditions other than times.',
    answers: { 200: 'A page of messages' },
    data: MessagesPageDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  messages(@Param() params: ChatParams, @Query() query: ChatMessagesQuery): Promise<MessagesPageDto> {
    return this.chats.messages(params, query);
  }
}
