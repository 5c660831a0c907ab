import { Body, Controller, Delete, Get, Param, Patch, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InstanceParams } from '../common/instance.params.dto.js';
import { mediaExamples } from '../common/media-examples.js';
import { Operation } from '../documentation/operation.decorator.js';
import { InviteLinkDto, JoiningDto } from './dto/group.dto.js';
import { InviteParams } from './dto/group.params.dto.js';
import { type ErrorCode, UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { Keyed, type KeyedRequest } from '../idempotency/keyed-request.js';
import { Media } from '../media/media.decorator.js';
import type { MediaInput } from '../media/media-input.js';
import { CommunitiesService } from './communities.service.js';
import {
  CreateCommunityDto,
  SetCommunityPictureDto,
  UpdateCommunityDto,
} from './dto/change-community.dto.js';
import {
  CommunitiesDto,
  CommunityChangeDto,
  CommunityDeactivationDto,
  CommunityDto,
  CommunityLeavingDto,
  CommunityPictureDto,
  CommunitySummaryDto,
} from './dto/community.dto.js';
import { CommunityParams } from './dto/community.params.dto.js';

/** Errors of the routes for one community. */
const COMMUNITY_FAULTS: readonly ErrorCode[] = [...UPSTREAM_FAULTS, 'COMMUNITY_NOT_FOUND'];

@ApiTags('Communities')
@Controller('api/v1/instances/:instanceId/communities')
export class CommunitiesController {
  constructor(private readonly communities: CommunitiesService) {}

  @Post()
  @Operation({
    id: 'createCommunity',
    scope: 'groups:write',
    summary: 'Create a community',
    description: 'WhatsApp makes the group for the announcements of the community, too.',
    answers: { 201: 'The community' },
    data: CommunitySummaryDto,
    faults: UPSTREAM_FAULTS,
    keyed: true,
    body: { name: 'Acme', description: 'Everybody at Acme' },
  })
  create(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: CreateCommunityDto,
  ): Promise<CommunitySummaryDto> {
    return this.communities.create(call, instanceId, body);
  }

  @Get()
  @Operation({
    id: 'listCommunities',
    scope: 'groups:read',
    summary: 'List the communities that the account is in',
    answers: { 200: 'All communities, without their groups' },
    data: CommunitiesDto,
    faults: UPSTREAM_FAULTS,
  })
  list(@Param() { instanceId }: InstanceParams): Promise<CommunitiesDto> {
    return this.communities.list(instanceId);
  }

  @Get('invites/:inviteCode')
  @Operation({
    id: 'getCommunityByInvite',
    scope: 'groups:read',
    summary: 'Look up a community by its invite code',
    description: 'Shows which community an invite link leads to, without joining it.',
    answers: { 200: 'What WhatsApp shows of the community to people who have the link' },
    data: CommunitySummaryDto,
    faults: COMMUNITY_FAULTS,
  })
  invitation(@Param() params: InviteParams): Promise<CommunitySummaryDto> {
    return this.communities.invitation(params);
  }

  @Post('join/:inviteCode')
  @Operation({
    id: 'joinCommunity',
    scope: 'groups:write',
    summary: 'Join a community by its invite code',
    answers: { 200: 'The account is in the community, or an admin must approve it first: see `status`' },
    data: JoiningDto,
    faults: COMMUNITY_FAULTS,
  })
  join(@Param() params: InviteParams): Promise<JoiningDto> {
    return this.communities.join(params);
  }

  @Get(':communityJid')
  @Operation({
    id: 'getCommunity',
    scope: 'groups:read',
    summary: 'Get a community',
    answers: { 200: 'The community and its groups' },
    data: CommunityDto,
    faults: COMMUNITY_FAULTS,
  })
  get(@Param() params: CommunityParams): Promise<CommunityDto> {
    return this.communities.get(params);
  }

  @Patch(':communityJid')
  @Operation({
    id: 'updateCommunity',
    scope: 'groups:write',
    summary: 'Change the name, description or settings of a community',
    description:
      'Makes the changes one after the other, in the order of the fields below. If one fails, `details.changed` of the error names those that were made before.',
    answers: { 200: 'WhatsApp has confirmed the changes' },
    data: CommunityChangeDto,
    faults: COMMUNITY_FAULTS,
    body: { name: 'Acme', description: 'Everybody at Acme', membersCanAddGroups: false },
  })
  update(@Param() params: CommunityParams, @Body() body: UpdateCommunityDto): Promise<CommunityChangeDto> {
    return this.communities.update(params, body);
  }

  @Delete(':communityJid')
  @Operation({
    id: 'leaveCommunity',
    scope: 'groups:write',
    summary: 'Leave a community',
    description: 'The account leaves all groups of the community, too.',
    answers: { 200: 'The account is no longer in the community' },
    data: CommunityLeavingDto,
    faults: COMMUNITY_FAULTS,
  })
  leave(@Param() params: CommunityParams): Promise<CommunityLeavingDto> {
    return this.communities.leave(params);
  }

  @Post(':communityJid/deactivate')
  @Operation({
    id: 'deactivateCommunity',
    scope: 'groups:write',
    summary: 'Deactivate a community',
    description:
      'Ends the community for everybody, which cannot be undone. Its groups stay as ordinary groups, except that for announcements. Only admins of the community can do this.',
    answers: { 200: 'The community no longer exists' },
    data: CommunityDeactivationDto,
    faults: COMMUNITY_FAULTS,
  })
  deactivate(@Param() params: CommunityParams): Promise<CommunityDeactivationDto> {
    return this.communities.deactivate(params);
  }

  @Post([':communityJid/picture', ':communityJid/picture/upload'])
  @Operation({
    id: 'setCommunityPicture',
    scope: 'groups:write',
    summary: 'Set the picture of a community',
    description:
      'Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels.',
    answers: { 200: 'WhatsApp has the picture' },
    data: CommunityPictureDto,
    faults: COMMUNITY_FAULTS,
    media: SetCommunityPictureDto,
    mediaExample: { media: mediaExamples('').image.media },
  })
  setPicture(
    @Param() params: CommunityParams,
    @Media('image', SetCommunityPictureDto) media: MediaInput<SetCommunityPictureDto>,
  ): Promise<CommunityPictureDto> {
    return this.communities.setPicture(params, media);
  }

  @Delete(':communityJid/picture')
  @Operation({
    id: 'removeCommunityPicture',
    scope: 'groups:write',
    summary: 'Remove the picture of a community',
    answers: { 200: 'The community has no picture, whether or not it had one before' },
    data: CommunityPictureDto,
    faults: COMMUNITY_FAULTS,
  })
  removePicture(@Param() params: CommunityParams): Promise<CommunityPictureDto> {
    return this.communities.removePicture(params);
  }

  @Get(':communityJid/invite')
  @Operation({
    id: 'getCommunityInviteLink',
    scope: 'groups:read',
    summary: 'Get the invite link of a community',
    answers: { 200: 'The link, which is valid until it is revoked' },
    data: InviteLinkDto,
    faults: COMMUNITY_FAULTS,
  })
  invite(@Param() params: CommunityParams): Promise<InviteLinkDto> {
    return this.communities.invite(params);
  }

  @Post(':communityJid/revoke-invite')
  @Operation({
    id: 'revokeCommunityInviteLink',
    scope: 'groups:write',
    summary: 'Revoke the invite link of a community',
    description: 'Replaces the invite link with a new one. The previous link no longer works.',
    answers: { 200: 'The new link' },
    data: InviteLinkDto,
    faults: COMMUNITY_FAULTS,
  })
  revokeInvite(@Param() params: CommunityParams): Promise<InviteLinkDto> {
    return this.communities.revokeInvite(params);
  }
}
