import { Body, Controller, Delete, Get, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InstanceParams } from '../common/instance.params.dto.js';
import { PageQuery } from '../common/page.query.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import { type ErrorCode, UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { Keyed, type KeyedRequest } from '../idempotency/keyed-request.js';
import {
  CreateLabelDto,
  LabelAssignmentDto,
  LabelDto,
  LabeledChatsPageDto,
  LabeledMessagesPageDto,
  LabelRemovalDto,
  LabelsDto,
  UpdateLabelDto,
} from './dto/label.dto.js';
import {
  LabelChatParams,
  LabelMessageParams,
  LabelMessageQuery,
  LabelParams,
} from './dto/label.params.dto.js';
import { LabelsService } from './labels.service.js';

const KNOWN: readonly ErrorCode[] = ['INSTANCE_NOT_FOUND', 'LABEL_NOT_FOUND'];
const CHANGE: readonly ErrorCode[] = [...UPSTREAM_FAULTS, 'LABEL_NOT_FOUND'];
const OF_MESSAGE: readonly ErrorCode[] = [...CHANGE, 'MESSAGE_NOT_FOUND', 'CONFLICT'];

@ApiTags('Labels')
@Controller('api/v1/instances/:instanceId/labels')
export class LabelsController {
  constructor(private readonly labels: LabelsService) {}

  @Get()
  @Operation({
    id: 'listLabels',
    scope: 'business:read',
    summary: 'List labels',
    description: 'Lists all labels of the account, in the order of their ids.',
    answers: { 200: 'The labels' },
    data: LabelsDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  list(@Param() { instanceId }: InstanceParams): Promise<LabelsDto> {
    return this.labels.list(instanceId);
  }

  @Post()
  @Operation({
    id: 'createLabel',
    scope: 'business:write',
    summary: 'Create a label',
    description:
      'Creates a label on all devices of the account. WhatsApp supports 20 labels; another one is 409 `CONFLICT`. Only the WhatsApp Business app shows labels.',
    answers: { 201: 'The label' },
    data: LabelDto,
    faults: [...UPSTREAM_FAULTS, 'CONFLICT'],
    keyed: true,
    body: { name: 'New order', color: 3 },
  })
  create(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: CreateLabelDto,
  ): Promise<LabelDto> {
    return this.labels.create(call, instanceId, body);
  }

  @Get(':labelId')
  @Operation({
    id: 'getLabel',
    scope: 'business:read',
    summary: 'Get a label',
    answers: { 200: 'The label' },
    data: LabelDto,
    faults: KNOWN,
  })
  get(@Param() params: LabelParams): Promise<LabelDto> {
    return this.labels.get(params);
  }

  @Patch(':labelId')
  @Operation({
    id: 'updateLabel',
    scope: 'business:write',
    summary: 'Change the name or color of a label',
    answers: { 200: 'The label in its current state' },
    data: LabelDto,
    faults: CHANGE,
    body: { name: 'Paid', color: 7 },
  })
  change(@Param() params: LabelParams, @Body() body: UpdateLabelDto): Promise<LabelDto> {
    return this.labels.change(params, body);
  }

  @Delete(':labelId')
  @Operation({
    id: 'deleteLabel',
    scope: 'business:write',
    summary: 'Delete a label',
    description: 'Takes the label off all chats and messages, too.',
    answers: { 200: 'The label is deleted' },
    data: LabelRemovalDto,
    faults: CHANGE,
  })
  remove(@Param() params: LabelParams): Promise<LabelRemovalDto> {
    return this.labels.remove(params);
  }

  @Get(':labelId/chats')
  @Operation({
    id: 'listLabelChats',
    scope: 'business:read',
    summary: 'List the chats that have a label',
    answers: { 200: 'A page of chats' },
    data: LabeledChatsPageDto,
    faults: KNOWN,
  })
  chats(@Param() params: LabelParams, @Query() query: PageQuery): Promise<LabeledChatsPageDto> {
    return this.labels.chats(params, query);
  }

  @Put(':labelId/chats/:jid')
  @Operation({
    id: 'labelChat',
    scope: 'business:write',
    summary: 'Put a label on a chat',
    answers: { 200: 'The chat has the label' },
    data: LabelAssignmentDto,
    faults: CHANGE,
  })
  labelChat(@Param() params: LabelChatParams): Promise<LabelAssignmentDto> {
    return this.labels.labelChat(params, true);
  }

  @Delete(':labelId/chats/:jid')
  @Operation({
    id: 'unlabelChat',
    scope: 'business:write',
    summary: 'Take a label off a chat',
    answers: { 200: 'The chat does not have the label' },
    data: LabelAssignmentDto,
    faults: CHANGE,
  })
  unlabelChat(@Param() params: LabelChatParams): Promise<LabelAssignmentDto> {
    return this.labels.labelChat(params, false);
  }

  @Get(':labelId/messages')
  @Operation({
    id: 'listLabelMessages',
    scope: 'business:read',
    summary: 'List the messages that have a label',
    description: 'A message that is not kept is listed with its ids only.',
    answers: { 200: 'A page of messages' },
    data: LabeledMessagesPageDto,
    faults: KNOWN,
  })
  messages(@Param() params: LabelParams, @Query() query: PageQuery): Promise<LabeledMessagesPageDto> {
    return this.labels.messages(params, query);
  }

  @Put(':labelId/messages/:messageId')
  @Operation({
    id: 'labelMessage',
    scope: 'business:write',
    summary: 'Put a label on a message',
    answers: { 200: 'The message has the label' },
    data: LabelAssignmentDto,
    faults: OF_MESSAGE,
  })
  labelMessage(
    @Param() params: LabelMessageParams,
    @Query() query: LabelMessageQuery,
  ): Promise<LabelAssignmentDto> {
    return this.labels.labelMessage(params, query, true);
  }

  @Delete(':labelId/messages/:messageId')
  @Operation({
    id: 'unlabelMessage',
    scope: 'business:write',
    summary: 'Take a label off a message',
    answers: { 200: 'The message does not have the label' },
    data: LabelAssignmentDto,
    faults: OF_MESSAGE,
  })
  unlabelMessage(
    @Param() params: LabelMessageParams,
    @Query() query: LabelMessageQuery,
  ): Promise<LabelAssignmentDto> {
    return this.labels.labelMessage(params, query, false);
  }
}
