import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InstanceParams } from '../common/instance.params.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import { UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { CallsService } from './calls.service.js';
import { CallLinkDto, CallParams, CreateCallLinkDto, RejectedCallDto } from './dto/call.dto.js';

@ApiTags('Calls')
@Controller('api/v1/instances/:instanceId/calls')
export class CallsController {
  constructor(private readonly calls: CallsService) {}

  @Post('link')
  @Operation({
    id: 'createCallLink',
    scope: 'messages:send',
    summary: 'Make a link to a call',
    description:
      'Makes a link with which anybody on WhatsApp can join a call. The account itself takes no part in it.',
    answers: { 201: 'The link' },
    data: CallLinkDto,
    faults: UPSTREAM_FAULTS,
    body: { type: 'video' },
  })
  createLink(@Param() { instanceId }: InstanceParams, @Body() body: CreateCallLinkDto): Promise<CallLinkDto> {
    return this.calls.createLink(instanceId, body);
  }

  @Post(':callId/reject')
  @Operation({
    id: 'rejectCall',
    scope: 'messages:send',
    summary: 'Reject a call',
    description:
      'Rejects a call that rings. It stops on all devices of the account, and the event `call` reports it. A call that no longer rings is 409 `CONFLICT`. To reject all calls, see `rejectCalls` of `PATCH` of the instance.',
    answers: { 200: 'The call is rejected' },
    data: RejectedCallDto,
    faults: [...UPSTREAM_FAULTS, 'CALL_NOT_FOUND', 'CONFLICT'],
  })
  reject(@Param() params: CallParams): Promise<RejectedCallDto> {
    return this.calls.reject(params);
  }
}
