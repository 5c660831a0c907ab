import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InstanceParams } from '../common/instance.params.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import { type ErrorCode, UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { Keyed, type KeyedRequest } from '../idempotency/keyed-request.js';
import {
  CreateQuickReplyDto,
  QuickRepliesDto,
  QuickReplyDto,
  QuickReplyParams,
  QuickReplyRemovalDto,
  UpdateQuickReplyDto,
} from './dto/quick-reply.dto.js';
import { QuickRepliesService } from './quick-replies.service.js';

const CHANGE: readonly ErrorCode[] = [...UPSTREAM_FAULTS, 'QUICK_REPLY_NOT_FOUND'];

@ApiTags('Business')
@Controller('api/v1/instances/:instanceId/quick-replies')
export class QuickRepliesController {
  constructor(private readonly quickReplies: QuickRepliesService) {}

  @Get()
  @Operation({
    id: 'listQuickReplies',
    scope: 'business:read',
    summary: 'List quick replies',
    description: 'Lists all quick replies of the account, sorted by shortcut.',
    answers: { 200: 'The quick replies' },
    data: QuickRepliesDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  list(@Param() { instanceId }: InstanceParams): Promise<QuickRepliesDto> {
    return this.quickReplies.list(instanceId);
  }

  @Post()
  @Operation({
    id: 'createQuickReply',
    scope: 'business:write',
    summary: 'Create a quick reply',
    description:
      'Creates a quick reply on all devices of the account. WhatsApp supports 50; another one, or one with a shortcut that is in use, is 409 `CONFLICT`. Only the WhatsApp Business app shows quick replies.',
    answers: { 201: 'The quick reply' },
    data: QuickReplyDto,
    faults: [...UPSTREAM_FAULTS, 'CONFLICT'],
    keyed: true,
    body: { shortcut: 'hours', message: 'We are open from 7 to 18 o’clock.', keywords: ['open'] },
  })
  create(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: CreateQuickReplyDto,
  ): Promise<QuickReplyDto> {
    return this.quickReplies.create(call, instanceId, body);
  }

  @Get(':quickReplyId')
  @Operation({
    id: 'getQuickReply',
    scope: 'business:read',
    summary: 'Get a quick reply',
    answers: { 200: 'The quick reply' },
    data: QuickReplyDto,
    faults: ['INSTANCE_NOT_FOUND', 'QUICK_REPLY_NOT_FOUND'],
  })
  get(@Param() params: QuickReplyParams): Promise<QuickReplyDto> {
    return this.quickReplies.get(params);
  }

  @Patch(':quickReplyId')
  @Operation({
    id: 'updateQuickReply',
    scope: 'business:write',
    summary: 'Change a quick reply',
    description: 'A shortcut that another quick reply has is 409 `CONFLICT`.',
    answers: { 200: 'The quick reply in its current state' },
    data: QuickReplyDto,
    faults: [...CHANGE, 'CONFLICT'],
    body: { message: 'We are open from 7 to 20 o’clock.' },
  })
  change(@Param() params: QuickReplyParams, @Body() body: UpdateQuickReplyDto): Promise<QuickReplyDto> {
    return this.quickReplies.change(params, body);
  }

  @Delete(':quickReplyId')
  @Operation({
    id: 'deleteQuickReply',
    scope: 'business:write',
    summary: 'Delete a quick reply',
    answers: { 200: 'The quick reply is deleted' },
    data: QuickReplyRemovalDto,
    faults: CHANGE,
  })
  remove(@Param() params: QuickReplyParams): Promise<QuickReplyRemovalDto> {
    return this.quickReplies.remove(params);
  }
}
