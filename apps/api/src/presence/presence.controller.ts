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
  description: 'WhatsApp shows it to whoever has the chat open, for some seconds, and confirms nothing.',
  answers: { 200: 'It was written to WhatsApp' },
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
    summary: 'Show the account as online or offline',
    description:
      'It stays so over reconnects. An account that is online gets no notifications on its phone. WhatsApp confirms nothing.',
    answers: { 200: 'It was written to WhatsApp' },
    data: PresenceDto,
    body: { status: 'online' },
    faults: [...FAULTS, 'CONFLICT'],
  })
  show(@Param() { instanceId }: InstanceParams, @Body() body: SetPresenceDto): Promise<PresenceDto> {
    return this.presence.show(instanceId, body);
  }

  @Post('typing/:to')
  @Operation({ id: 'startTyping', summary: 'Show the account typing', ...ACTIVITY })
  typing(@Param() params: ActivityParams): Promise<ActivityDto> {
    return this.presence.act(params, 'typing');
  }

  @Post('recording/:to')
  @Operation({ id: 'startRecording', summary: 'Show the account recording', ...ACTIVITY })
  recording(@Param() params: ActivityParams): Promise<ActivityDto> {
    return this.presence.act(params, 'recording');
  }

  @Post('stop-typing/:to')
  @Operation({ id: 'stopTyping', summary: 'Show the account typing or recording no more', ...ACTIVITY })
  stop(@Param() params: ActivityParams): Promise<ActivityDto> {
    return this.presence.act(params, 'paused');
  }

  @Post('subscribe/:jid')
  @Operation({
    id: 'subscribePresence',
    summary: "Follow somebody's presence",
    description:
      '`presence` events tell of it, as far as they let the account see it. It is taken up again after reconnects.',
    answers: { 200: 'It was written to WhatsApp' },
    data: SubscriptionDto,
    faults: FAULTS,
  })
  subscribe(@Param() params: SubscriptionParams): Promise<SubscriptionDto> {
    return this.presence.subscribe(params);
  }
}
