import { Body, Controller, Get, Param, Patch } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InstanceParams } from '../common/instance.params.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import { UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { PrivacyDto, PrivacyResultsDto, UpdatePrivacyDto } from './dto/privacy.dto.js';
import { PrivacyService } from './privacy.service.js';

@ApiTags('Privacy')
@Controller('api/v1/instances/:instanceId/privacy')
export class PrivacyController {
  constructor(private readonly privacy: PrivacyService) {}

  @Get()
  @Operation({
    id: 'getPrivacy',
    scope: 'instances:read',
    summary: 'Get the privacy settings',
    answers: { 200: 'The settings as WhatsApp has them now' },
    data: PrivacyDto,
    faults: UPSTREAM_FAULTS,
  })
  get(@Param() { instanceId }: InstanceParams): Promise<PrivacyDto> {
    return this.privacy.get(instanceId);
  }

  @Patch()
  @Operation({
    id: 'updatePrivacy',
    scope: 'profile:write',
    summary: 'Change privacy settings',
    description:
      'Changes the given settings one after the other, each with a request of its own. WhatsApp can refuse one of them and accept the others. If it does not answer, the remaining settings stay as they are: they are `failed` with the outcome `not_sent`.',
    answers: { 200: 'One result per setting: check `status` in each of them' },
    data: PrivacyResultsDto,
    faults: ['INSTANCE_NOT_FOUND', 'INSTANCE_NOT_CONNECTED'],
    body: { lastSeen: 'contacts', disappearingSeconds: 86_400 },
  })
  update(
    @Param() { instanceId }: InstanceParams,
    @Body() body: UpdatePrivacyDto,
  ): Promise<PrivacyResultsDto> {
    return this.privacy.update(instanceId, body);
  }
}
