import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Param,
  Post,
  Query,
  type StreamableFile,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { PageQuery } from '../common/page.query.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import { UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { Keyed, type KeyedRequest } from '../idempotency/keyed-request.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { ContactsService } from './contacts.service.js';
import { CheckBatchDto, CheckBatchResultDto, CheckDto, CheckResultDto } from './dto/check.dto.js';
import { ContactDto, ContactProfileDto, ContactRemovalDto, ContactsPageDto } from './dto/contact.dto.js';
import { PictureQuery } from '../common/picture.query.dto.js';
import { ContactParams } from './dto/contact.params.dto.js';
import { SaveContactDto } from './dto/save-contact.dto.js';

@ApiTags('Contacts')
@Controller('api/v1/instances/:instanceId/contacts')
export class ContactsController {
  constructor(private readonly contacts: ContactsService) {}

  @Post('check')
  @Operation({
    id: 'checkContact',
    scope: 'contacts:read',
    summary: 'Check whether a phone number is on WhatsApp',
    answers: { 200: 'The result' },
    data: CheckResultDto,
    faults: UPSTREAM_FAULTS,
    body: { phone: '6281234567890' },
  })
  check(@Param() { instanceId }: InstanceParams, @Body() body: CheckDto): Promise<CheckResultDto> {
    return this.contacts.check(instanceId, body);
  }

  @Post('check-batch')
  @Operation({
    id: 'checkContacts',
    scope: 'contacts:read',
    summary: 'Check which phone numbers are on WhatsApp',
    answers: { 200: 'One result per phone number, in the order of the request' },
    data: CheckBatchResultDto,
    faults: UPSTREAM_FAULTS,
    body: { phones: ['6281234567890', '+62 812-3456-7891'] },
  })
  checkBatch(
    @Param() { instanceId }: InstanceParams,
    @Body() body: CheckBatchDto,
  ): Promise<CheckBatchResultDto> {
    return this.contacts.checkBatch(instanceId, body);
  }

  @Get()
  @Operation({
    id: 'listContacts',
    scope: 'contacts:read',
    anywhere: true,
    summary: 'List contacts',
    description:
      "Lists the people in the account's address book, and everyone who has written to the account or in one of its groups.",
    answers: { 200: 'A page of contacts' },
    data: ContactsPageDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  list(@Param() { instanceId }: InstanceParams, @Query() query: PageQuery): Promise<ContactsPageDto> {
    return this.contacts.list(instanceId, query);
  }

  @Post()
  @Operation({
    id: 'saveContact',
    scope: 'contacts:write',
    summary: 'Save a contact',
    description:
      "Saves a contact in the address book of the account's phone. An existing contact gets the new name.",
    answers: { 201: 'The contact in its current state' },
    data: ContactDto,
    faults: [...UPSTREAM_FAULTS, 'CONFLICT'],
    keyed: true,
    body: { phone: '6281234567890', name: 'John Doe', firstName: 'John', lastName: 'Doe' },
  })
  save(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: SaveContactDto,
  ): Promise<ContactDto> {
    return this.contacts.save(call, instanceId, body);
  }

  @Get(':jid')
  @Operation({
    id: 'getContact',
    scope: 'contacts:read',
    summary: 'Get a contact',
    description: 'Looks up anyone on WhatsApp, whether or not the instance knows them.',
    answers: { 200: 'What the instance knows about the person, and what WhatsApp shows right now' },
    data: ContactProfileDto,
    faults: [...UPSTREAM_FAULTS, 'CONTACT_NOT_FOUND'],
  })
  get(@Param() params: ContactParams): Promise<ContactProfileDto> {
    return this.contacts.get(params);
  }

  @Delete(':jid')
  @Operation({
    id: 'removeContact',
    scope: 'contacts:write',
    summary: 'Remove a contact',
    description: "Removes a contact from the address book of the account's phone.",
    answers: { 200: 'The contact is no longer in the address book' },
    data: ContactRemovalDto,
    faults: [...UPSTREAM_FAULTS, 'CONTACT_NOT_FOUND', 'CONFLICT'],
  })
  remove(@Param() params: ContactParams): Promise<ContactRemovalDto> {
    return this.contacts.remove(params);
  }

  @Get(':jid/picture')
  @Header('Cache-Control', 'private, no-store')
  @Operation({
    id: 'getContactPicture',
    scope: 'contacts:read',
    summary: "Get a contact's profile picture",
    description:
      'If there is no picture to show, the answer is 404 `CONTACT_NOT_FOUND`. Its `details.reason` is `no_picture` if the contact has none, or `hidden` if they hide it from the account.',
    answers: { 200: 'The picture' },
    file: true,
    faults: [...UPSTREAM_FAULTS, 'CONTACT_NOT_FOUND', 'MEDIA_FETCH_FAILED'],
  })
  picture(@Param() params: ContactParams, @Query() query: PictureQuery): Promise<StreamableFile> {
    return this.contacts.picture(params, query);
  }
}
