import { Body, Controller, Delete, Get, Param, Patch, Put } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { BusinessDto } from '../common/business.dto.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { mediaExamples } from '../common/media-examples.js';
import { Operation } from '../documentation/operation.decorator.js';
import { type ErrorCode, UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { Media } from '../media/media.decorator.js';
import type { MediaInput } from '../media/media-input.js';
import { BusinessService } from './business.service.js';
import { CoverPhotoUploadDto, UpdateBusinessProfileDto } from './dto/business-profile.dto.js';

const FAULTS: readonly ErrorCode[] = [...UPSTREAM_FAULTS, 'CONFLICT'];

@ApiTags('Business')
@Controller('api/v1/instances/:instanceId/business/profile')
export class BusinessController {
  constructor(private readonly business: BusinessService) {}

  @Get()
  @Operation({
    id: 'getBusinessProfile',
    scope: 'business:read',
    summary: "Get the account's own business profile",
    description: 'If the account is not a business account, the answer is 409 `CONFLICT`.',
    answers: { 200: 'The profile as WhatsApp shows it' },
    data: BusinessDto,
    faults: FAULTS,
  })
  get(@Param() { instanceId }: InstanceParams): Promise<BusinessDto> {
    return this.business.get(instanceId);
  }

  @Patch()
  @Operation({
    id: 'updateBusinessProfile',
    scope: 'business:write',
    summary: "Change the account's own business profile",
    description:
      'Fields that you omit stay as they are. If the account is not a business account, the answer is 409 `CONFLICT`.',
    answers: { 200: 'The profile as WhatsApp shows it now' },
    data: BusinessDto,
    faults: FAULTS,
    body: {
      description: 'Fresh bread every morning',
      address: '1 Baker Street, London',
      email: 'hello@example.com',
      websites: ['https://example.com'],
      hours: {
        timezone: 'Europe/London',
        days: [
          { day: 'mon', mode: 'specific_hours', opensAt: '07:00', closesAt: '18:00' },
          { day: 'sun', mode: 'appointment_only' },
        ],
      },
    },
  })
  change(
    @Param() { instanceId }: InstanceParams,
    @Body() body: UpdateBusinessProfileDto,
  ): Promise<BusinessDto> {
    return this.business.change(instanceId, body);
  }

  @Put(['cover', 'cover/upload'])
  @Operation({
    id: 'setBusinessCover',
    scope: 'business:write',
    summary: 'Set the cover photo of the business profile',
    description:
      'Accepts JPEG and PNG, which the server converts to JPEG of at most 1600 pixels per side. If the account is not a business account, the answer is 409 `CONFLICT`.',
    answers: { 200: 'The profile as WhatsApp shows it now' },
    data: BusinessDto,
    faults: FAULTS,
    media: CoverPhotoUploadDto,
    mediaExample: { media: mediaExamples('').image.media },
  })
  setCover(
    @Param() { instanceId }: InstanceParams,
    @Media('image', CoverPhotoUploadDto) media: MediaInput<CoverPhotoUploadDto>,
  ): Promise<BusinessDto> {
    return this.business.setCover(instanceId, media);
  }

  @Delete('cover')
  @Operation({
    id: 'removeBusinessCover',
    scope: 'business:write',
    summary: 'Remove the cover photo of the business profile',
    answers: { 200: 'The profile has no cover photo, whether or not it had one before' },
    data: BusinessDto,
    faults: FAULTS,
  })
  removeCover(@Param() { instanceId }: InstanceParams): Promise<BusinessDto> {
    return this.business.removeCover(instanceId);
  }
}
