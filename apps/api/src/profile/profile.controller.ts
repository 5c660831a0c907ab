import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { Media } from '../media/media.decorator.js';
import type { MediaInput } from '../media/media-input.js';
import { mediaExamples } from '../common/media-examples.js';
import {
  PictureChangeDto,
  ProfileDto,
  ProfileNameDto,
  ProfilePictureDto,
  ProfileStatusDto,
} from './dto/profile.dto.js';
import { ProfileService } from './profile.service.js';

@ApiTags('Profile')
@Controller('api/v1/instances/:instanceId/profile')
export class ProfileController {
  constructor(private readonly profile: ProfileService) {}

  @Get()
  @Operation({
    id: 'getProfile',
    scope: 'instances:read',
    summary: "Get the account's own profile",
    answers: { 200: 'The profile' },
    data: ProfileDto,
    faults: UPSTREAM_FAULTS,
  })
  get(@Param() { instanceId }: InstanceParams): Promise<ProfileDto> {
    return this.profile.get(instanceId);
  }

  @Post(['picture', 'picture/upload'])
  @Operation({
    id: 'setProfilePicture',
    scope: 'profile:write',
    summary: 'Set the profile picture',
    description:
      'Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels.',
    answers: { 200: 'WhatsApp has the picture' },
    data: PictureChangeDto,
    faults: UPSTREAM_FAULTS,
    media: ProfilePictureDto,
    mediaExample: { media: mediaExamples('').image.media },
  })
  setPicture(
    @Param() { instanceId }: InstanceParams,
    @Media('image', ProfilePictureDto) media: MediaInput<ProfilePictureDto>,
  ): Promise<PictureChangeDto> {
    return this.profile.setPicture(instanceId, media);
  }

  @Delete('picture')
  @Operation({
    id: 'removeProfilePicture',
    scope: 'profile:write',
    summary: 'Remove the profile picture',
    answers: { 200: 'The account has no picture, whether or not it had one before' },
    data: PictureChangeDto,
    faults: UPSTREAM_FAULTS,
  })
  removePicture(@Param() { instanceId }: InstanceParams): Promise<PictureChangeDto> {
    return this.profile.removePicture(instanceId);
  }

  @Patch('name')
  @Operation({
    id: 'setProfileName',
    scope: 'profile:write',
    summary: 'Set the profile name',
    description: 'Sets the name that others see. All devices of the account share it, the phone included.',
    answers: { 200: 'WhatsApp has the name' },
    data: ProfileNameDto,
    faults: [...UPSTREAM_FAULTS, 'CONFLICT'],
    body: { name: 'Acme Shop' },
  })
  setName(@Param() { instanceId }: InstanceParams, @Body() body: ProfileNameDto): Promise<ProfileNameDto> {
    return this.profile.setName(instanceId, body);
  }

  @Patch('status')
  @Operation({
    id: 'setProfileStatus',
    scope: 'profile:write',
    summary: 'Set the about text',
    answers: { 200: 'WhatsApp has the text' },
    data: ProfileStatusDto,
    faults: UPSTREAM_FAULTS,
    body: { status: 'At work' },
  })
  setStatus(
    @Param() { instanceId }: InstanceParams,
    @Body() body: ProfileStatusDto,
  ): Promise<ProfileStatusDto> {
    return this.profile.setStatus(instanceId, body);
  }
}
