import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import type { ErrorCode } from '../http/error-catalogue.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import {
  ActivityDto,
  ActivityParams,
  PresenceDto,
  SetPresenceDto,
  SubscriptionDto,
  SubscriptionParams,
} from './dto/presence.dto.js';
import { PresenceService } from './presence.service.js';

const FAULTS: readonly ErrorCode[] = ['INSTANCE_NOT_FOUND', 'INSTANCE_NOT_CONNECTED'];

const ACTIVITY = {
  description:
    'WhatsApp shows the change for a few seconds to people who have the chat open. It confirms nothing.',
  answers: { 200: 'The request was sent to WhatsApp' },
  data: ActivityDto,
  faults: FAULTS,
};

@ApiTags('Presence')
@Controller('api/v1/instances/:instanceId')
export class PresenceController {
  constructor(private readonly presence: PresenceService) {}

  @Post('presence')
  @Operation({
    id: 'setPresence',
    scope: 'messages:send',
    summary: 'Show the account as online or offline',
    description:
      'The setting survives reconnects. While the account is online, its phone shows no notifications. WhatsApp confirms nothing.',
    answers: { 200: 'The request was sent to WhatsApp' },
    data: PresenceDto,
    body: { status: 'online' },
    faults: [...FAULTS, 'CONFLICT'],
  })
  show(@Param() { instanceId }: InstanceParams, @Body() body: SetPresenceDto): Promise<PresenceDto> {
    return this.presence.show(instanceId, body);
  }

  @Post('typing/:to')
  @Operation({
    id: 'startTyping',
    scope: 'messages:send',
    summary: 'Show that the account is typing',
    ...ACTIVITY,
  })
  typing(@Param() params: ActivityParams): Promise<ActivityDto> {
    return this.presence.act(params, 'typing');
  }

  @Post('recording/:to')
  @Operation({
    id: 'startRecording',
    scope: 'messages:send',
    summary: 'Show that the account is recording',
    ...ACTIVITY,
  })
  recording(@Param() params: ActivityParams): Promise<ActivityDto> {
    return this.presence.act(params, 'recording');
  }

  @Post('stop-typing/:to')
  @Operation({
    id: 'stopTyping',
    scope: 'messages:send',
    summary: 'Stop showing that the account is typing or recording',
    ...ACTIVITY,
  })
  stop(@Param() params: ActivityParams): Promise<ActivityDto> {
    return this.presence.act(params, 'paused');
  }

  @Post('subscribe/:jid')
  @Operation({
    id: 'subscribePresence',
    scope: 'contacts:read',
    summary: "Subscribe to somebody's presence",
    description:
      '`presence` events report it, as far as the privacy settings of the person allow. The subscription survives reconnects.',
    answers: { 200: 'The request was sent to WhatsApp' },
    data: SubscriptionDto,
    faults: FAULTS,
  })
  subscribe(@Param() params: SubscriptionParams): Promise<SubscriptionDto> {
    return this.presence.subscribe(params);
  }
}
