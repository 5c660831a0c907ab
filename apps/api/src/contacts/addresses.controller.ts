import { Body, Controller, Param, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InstanceParams } from '../common/instance.params.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import { UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { ContactsService } from './contacts.service.js';
import { AddressResultsDto, ResolveAddressesDto } from './dto/addresses.dto.js';

@ApiTags('Contacts')
@Controller('api/v1/instances/:instanceId/addresses')
export class AddressesController {
  constructor(private readonly contacts: ContactsService) {}

  @Post()
  @Operation({
    id: 'resolveAddresses',
    scope: 'contacts:read',
    summary: 'Find the LIDs of phone numbers, and the phone numbers of LIDs',
    description:
      'Uses what the instance already knows, and asks WhatsApp about the other phone numbers. WhatsApp does not report the phone number of a LID: it becomes known when the person writes, or is in a group with the account. A connection is needed only if WhatsApp has to be asked.',
    answers: { 200: 'One result per address: check `status` in each of them' },
    data: AddressResultsDto,
    faults: UPSTREAM_FAULTS,
    body: { addresses: ['6281234567890', '913103037140909@lid'] },
  })
  resolve(
    @Param() { instanceId }: InstanceParams,
    @Body() body: ResolveAddressesDto,
  ): Promise<AddressResultsDto> {
    return this.contacts.resolve(instanceId, body);
  }
}
