import { Body, Controller, Delete, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { JoiningDto, NewGroupDto } from './dto/group.dto.js';
import {
  FewerParticipantsDto,
  ParticipantResultsDto,
  ParticipantsDto,
  ParticipantsQuery,
} from './dto/participants.dto.js';
import { type ErrorCode, UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { Keyed, type KeyedRequest } from '../idempotency/keyed-request.js';
import { CommunityGroupsService } from './community-groups.service.js';
import { CreateCommunityGroupDto, LinkGroupsDto, UnlinkGroupsDto } from './dto/change-community.dto.js';
import { CommunityGroupsDto, CommunityMembersDto, LinkResultsDto } from './dto/community.dto.js';
import { CommunityGroupParams, CommunityParams } from './dto/community.params.dto.js';

/** Errors of the routes for one community. */
const COMMUNITY_FAULTS: readonly ErrorCode[] = [...UPSTREAM_FAULTS, 'COMMUNITY_NOT_FOUND'];

/** Shared by the routes for people in a community. */
const PEOPLE = { data: ParticipantResultsDto, faults: COMMUNITY_FAULTS } as const;
const PEOPLE_BODY = { participants: ['6281234567890'] };
const GROUPS_BODY = { groups: ['120363043211234567@g.us'] };
const IN_QUERY =
  'Takes the list in the body or in the query. In the query, repeat the parameter or separate the values by commas.';
const RESULTS = { 200: 'One result per participant: check `status` in each of them' };
const LINK_RESULTS = { 200: 'One result per group: check `status` in each of them' };

@ApiTags('Communities')
@Controller('api/v1/instances/:instanceId/communities/:communityJid')
export class CommunityGroupsController {
  constructor(private readonly groups: CommunityGroupsService) {}

  @Get('groups')
  @Operation({
    id: 'listCommunityGroups',
    scope: 'groups:read',
    summary: 'List the groups of a community',
    description: 'Also shows groups that the account is not in.',
    answers: { 200: 'All groups of the community' },
    data: CommunityGroupsDto,
    faults: COMMUNITY_FAULTS,
  })
  list(@Param() params: CommunityParams): Promise<CommunityGroupsDto> {
    return this.groups.list(params);
  }

  @Post('groups')
  @Operation({
    id: 'createCommunityGroup',
    scope: 'groups:write',
    summary: 'Create a group in a community',
    description:
      'Creates the group with everyone who can be added; it may be empty except for the account. `results` reports who could not be added, and why.',
    answers: { 201: 'The group' },
    data: NewGroupDto,
    faults: COMMUNITY_FAULTS,
    keyed: true,
    body: { name: 'Sales', participants: ['6281234567890'] },
  })
  create(
    @Keyed() call: KeyedRequest,
    @Param() params: CommunityParams,
    @Body() body: CreateCommunityGroupDto,
  ): Promise<NewGroupDto> {
    return this.groups.create(call, params, body);
  }

  @Post('link-groups')
  @Operation({
    id: 'linkCommunityGroups',
    scope: 'groups:write',
    summary: 'Put groups into a community',
    description: 'The members of the groups join the community. The account must be an admin of the groups.',
    answers: LINK_RESULTS,
    data: LinkResultsDto,
    faults: COMMUNITY_FAULTS,
    body: GROUPS_BODY,
  })
  link(@Param() params: CommunityParams, @Body() body: LinkGroupsDto): Promise<LinkResultsDto> {
    return this.groups.link(params, body);
  }

  @Post('unlink-groups')
  @Operation({
    id: 'unlinkCommunityGroups',
    scope: 'groups:write',
    summary: 'Take groups out of a community',
    description: 'The groups stay, as ordinary groups.',
    answers: LINK_RESULTS,
    data: LinkResultsDto,
    faults: COMMUNITY_FAULTS,
    body: GROUPS_BODY,
  })
  unlink(@Param() params: CommunityParams, @Body() body: UnlinkGroupsDto): Promise<LinkResultsDto> {
    return this.groups.unlink(params, body);
  }

  @Post('groups/:groupJid/join')
  @Operation({
    id: 'joinCommunityGroup',
    scope: 'groups:write',
    summary: 'Join a group of a community',
    description: 'For groups of a community that the account is in. No invite link is needed.',
    answers: { 200: 'The account is in the group, or an admin must approve it first: see `status`' },
    data: JoiningDto,
    faults: [...COMMUNITY_FAULTS, 'GROUP_NOT_FOUND'],
  })
  join(@Param() params: CommunityGroupParams): Promise<JoiningDto> {
    return this.groups.join(params);
  }

  @Get('members')
  @Operation({
    id: 'listCommunityMembers',
    scope: 'groups:read',
    summary: 'List the members of a community',
    answers: { 200: 'Everybody in the community or in one of its groups' },
    data: CommunityMembersDto,
    faults: COMMUNITY_FAULTS,
  })
  members(@Param() params: CommunityParams): Promise<CommunityMembersDto> {
    return this.groups.members(params);
  }

  @Post('members')
  @Operation({
    ...PEOPLE,
    id: 'addCommunityMembers',
    scope: 'groups:write',
    summary: 'Add people to a community',
    description: 'They get into the group for announcements.',
    answers: RESULTS,
    body: PEOPLE_BODY,
  })
  add(
    @Param() params: CommunityParams,
    @Body() { participants }: ParticipantsDto,
  ): Promise<ParticipantResultsDto> {
    return this.groups.change(params, 'add', participants);
  }

  @Delete('members')
  @Operation({
    ...PEOPLE,
    id: 'removeCommunityMembers',
    scope: 'groups:write',
    summary: 'Remove people from a community',
    description: `They are removed from all groups of the community, too. ${IN_QUERY}`,
    answers: RESULTS,
    optionalBody: PEOPLE_BODY,
  })
  remove(
    @Param() params: CommunityParams,
    @Query() query: ParticipantsQuery,
    @Body() body?: FewerParticipantsDto,
  ): Promise<ParticipantResultsDto> {
    return this.groups.changeFewer(params, 'remove', body, query);
  }

  @Post('admins')
  @Operation({
    ...PEOPLE,
    id: 'promoteCommunityMembers',
    scope: 'groups:write',
    summary: 'Promote members of a community to admins',
    answers: RESULTS,
    body: PEOPLE_BODY,
  })
  promote(
    @Param() params: CommunityParams,
    @Body() { participants }: ParticipantsDto,
  ): Promise<ParticipantResultsDto> {
    return this.groups.change(params, 'promote', participants);
  }

  @Delete('admins')
  @Operation({
    ...PEOPLE,
    id: 'demoteCommunityMembers',
    scope: 'groups:write',
    summary: 'Demote admins of a community',
    description: IN_QUERY,
    answers: RESULTS,
    optionalBody: PEOPLE_BODY,
  })
  demote(
    @Param() params: CommunityParams,
    @Query() query: ParticipantsQuery,
    @Body() body?: FewerParticipantsDto,
  ): Promise<ParticipantResultsDto> {
    return this.groups.changeFewer(params, 'demote', body, query);
  }
}
