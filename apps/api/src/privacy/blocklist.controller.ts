import { Controller, Delete, Get, Param, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InstanceParams } from '../common/instance.params.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import { UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { BlockedDto, BlocklistDto, BlockParams } from './dto/blocklist.dto.js';
import { PrivacyService } from './privacy.service.js';

@ApiTags('Privacy')
@Controller('api/v1/instances/:instanceId/blocklist')
export class BlocklistController {
  constructor(private readonly privacy: PrivacyService) {}

  @Get()
  @Operation({
    id: 'getBlocklist',
    scope: 'contacts:read',
    summary: 'List the people whom the account has blocked',
    answers: { 200: 'The blocklist as WhatsApp has it now' },
    data: BlocklistDto,
    faults: UPSTREAM_FAULTS,
  })
  list(@Param() { instanceId }: InstanceParams): Promise<BlocklistDto> {
    return this.privacy.blocklist(instanceId);
  }

  @Put(':jid')
  @Operation({
    id: 'blockContact',
    scope: 'contacts:write',
    summary: 'Block somebody',
    description: 'Messages and calls of a blocked person do not arrive, and are not delivered later either.',
    answers: { 200: 'The person is blocked, whether or not they were before' },
    data: BlockedDto,
    faults: [...UPSTREAM_FAULTS, 'CONTACT_NOT_FOUND'],
  })
  block(@Param() params: BlockParams): Promise<BlockedDto> {
    return this.privacy.block(params, true);
  }

  @Delete(':jid')
  @Operation({
    id: 'unblockContact',
    scope: 'contacts:write',
    summary: 'Unblock somebody',
    answers: { 200: 'The person is not blocked, whether or not they were before' },
    data: BlockedDto,
    faults: UPSTREAM_FAULTS,
  })
  unblock(@Param() params: BlockParams): Promise<BlockedDto> {
    return this.privacy.block(params, false);
  }
}
