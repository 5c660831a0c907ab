import { Body, Controller, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { InstanceParams } from '../instances/dto/instance.params.dto.js';
import { SendResultDto } from './dto/send-result.dto.js';
import { SendTextDto } from './dto/send-text.dto.js';
import { MessagesService } from './messages.service.js';
import { PendingStatus } from './pending-status.interceptor.js';

@ApiTags('Messages')
@Controller('api/v1/instances/:instanceId/messages')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Post('text')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'sendText',
    summary: 'Send a text message',
    answers: {
      200: "WhatsApp's server has the message",
      202: 'The message was written but is not acknowledged yet; a `message_status` event settles it',
    },
    data: SendResultDto,
    body: true,
    faults: [
      'INSTANCE_NOT_FOUND',
      'MESSAGE_NOT_FOUND',
      'CONTACT_NOT_FOUND',
      'CONFLICT',
      'WHATSAPP_ERROR',
      'INSTANCE_NOT_CONNECTED',
      'UPSTREAM_TIMEOUT',
    ],
  })
  sendText(@Param() { instanceId }: InstanceParams, @Body() body: SendTextDto): Promise<SendResultDto> {
    return this.messages.sendText(instanceId, body);
  }
}
