import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import type { ErrorCode } from '../http/error-catalogue.js';
import { InstanceParams } from '../instances/dto/instance.params.dto.js';
import { ContactsService } from './contacts.service.js';
import { CheckBatchDto, CheckBatchResultDto, CheckDto, CheckResultDto } from './dto/check.dto.js';

const CONNECTED: readonly ErrorCode[] = [
  'INSTANCE_NOT_FOUND',
  'WHATSAPP_ERROR',
  'INSTANCE_NOT_CONNECTED',
  'UPSTREAM_TIMEOUT',
];

@ApiTags('Contacts')
@Controller('api/v1/instances/:instanceId/contacts')
export class ContactsController {
  constructor(private readonly contacts: ContactsService) {}

  @Post('check')
  @Operation({
    id: 'checkContact',
    summary: 'Check whether a number is on WhatsApp',
    answers: { 200: 'Whether it is' },
    data: CheckResultDto,
    faults: CONNECTED,
    body: { phone: '6281234567890' },
  })
  check(@Param() { instanceId }: InstanceParams, @Body() body: CheckDto): Promise<CheckResultDto> {
    return this.contacts.check(instanceId, body);
  }

  @Post('check-batch')
  @Operation({
    id: 'checkContacts',
    summary: 'Check which numbers are on WhatsApp',
    answers: { 200: 'Whether each of them is, in the order of the request' },
    data: CheckBatchResultDto,
    faults: CONNECTED,
    body: { phones: ['6281234567890', '+62 812-3456-7891'] },
  })
  checkBatch(
    @Param() { instanceId }: InstanceParams,
    @Body() body: CheckBatchDto,
  ): Promise<CheckBatchResultDto> {
    return this.contacts.checkBatch(instanceId, body);
  }
}
