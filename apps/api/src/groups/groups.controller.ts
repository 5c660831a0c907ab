import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { type ErrorCode, UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { Keyed, type KeyedRequest } from '../idempotency/keyed-request.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { Media } from '../media/media.decorator.js';
import type { MediaInput } from '../media/media-input.js';
import { mediaExamples } from '../common/media-examples.js';
import { CreateGroupDto, SetGroupPictureDto, UpdateGroupDto } from './dto/change-group.dto.js';
import {
  GroupChangeDto,
  GroupDto,
  GroupInviteDto,
  GroupLeavingDto,
  GroupParticipantsDto,
  GroupPictureDto,
  GroupsDto,
  GroupSummaryDto,
  JoiningDto,
  NewGroupDto,
} from './dto/group.dto.js';
import { GroupParams, InviteParams } from './dto/group.params.dto.js';
import {
  FewerParticipantsDto,
  ParticipantResultsDto,
  ParticipantsDto,
  ParticipantsQuery,
} from './dto/participants.dto.js';
import { GroupsService } from './groups.service.js';

/** What routes about one group can answer. */
const GROUP_FAULTS: readonly ErrorCode[] = [...UPSTREAM_FAULTS, 'GROUP_NOT_FOUND'];

/** What routes about people in a group have in common. */
const PEOPLE = {
  data: ParticipantResultsDto,
  faults: GROUP_FAULTS,
} as const;
const PEOPLE_BODY = { participants: ['6281234567890'] };
const IN_QUERY = 'The list is in the body, or in the query, where it may be repeated or separated by commas.';
const RESULTS = { 200: 'What became of each of them: see `status`' };

@ApiTags('Groups')
@Controller('api/v1/instances/:instanceId/groups')
export class GroupsController {
  constructor(private readonly groups: GroupsService) {}

  @Post()
  @Operation({
    id: 'createGroup',
    summary: 'Create a group',
    description: '`results` says who could not be added and why; the group is made of the others.',
    answers: { 201: 'The group' },
    data: NewGroupDto,
    faults: [...UPSTREAM_FAULTS, 'CONTACT_NOT_FOUND'],
    keyed: true,
    body: { name: 'Lunch', participants: ['6281234567890', '6281234567891'] },
  })
  create(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: CreateGroupDto,
  ): Promise<NewGroupDto> {
    return this.groups.create(call, instanceId, body);
  }

  @Get()
  @Operation({
    id: 'listGroups',
    summary: 'List the groups that the account is in',
    answers: { 200: 'All of them, without their members' },
    data: GroupsDto,
    faults: UPSTREAM_FAULTS,
  })
  list(@Param() { instanceId }: InstanceParams): Promise<GroupsDto> {
    return this.groups.list(instanceId);
  }

  @Get('invites/:inviteCode')
  @Operation({
    id: 'getGroupInvitation',
    summary: 'See which group an invite link leads to',
    description: 'Without joining it.',
    answers: { 200: 'What the group shows to those who are invited' },
    data: GroupSummaryDto,
    faults: GROUP_FAULTS,
  })
  invitation(@Param() params: InviteParams): Promise<GroupSummaryDto> {
    return this.groups.invitation(params);
  }

  @Post('join/:inviteCode')
  @Operation({
    id: 'joinGroup',
    summary: 'Join a group by its invite link',
    answers: { 200: 'The account is in the group, or has asked to be let in: see `status`' },
    data: JoiningDto,
    faults: GROUP_FAULTS,
  })
  join(@Param() params: InviteParams): Promise<JoiningDto> {
    return this.groups.join(params);
  }

  @Get(':groupJid')
  @Operation({
    id: 'getGroup',
    summary: 'Get a group',
    answers: { 200: 'The group and its members' },
    data: GroupDto,
    faults: GROUP_FAULTS,
  })
  get(@Param() params: GroupParams): Promise<GroupDto> {
    return this.groups.get(params);
  }

  @Patch(':groupJid')
  @Operation({
    id: 'updateGroup',
    summary: 'Change name or description of a group',
    description: 'When the second of two changes fails, `details.changed` names the first.',
    answers: { 200: 'WhatsApp has what was given' },
    data: GroupChangeDto,
    faults: GROUP_FAULTS,
    body: { name: 'Lunch', description: 'Every day at twelve' },
  })
  update(@Param() params: GroupParams, @Body() body: UpdateGroupDto): Promise<GroupChangeDto> {
    return this.groups.update(params, body);
  }

  @Delete(':groupJid')
  @Operation({
    id: 'leaveGroup',
    summary: 'Leave a group',
    answers: { 200: 'The account is not in the group any more' },
    data: GroupLeavingDto,
    faults: GROUP_FAULTS,
  })
  leave(@Param() params: GroupParams): Promise<GroupLeavingDto> {
    return this.groups.leave(params);
  }

  @Get(':groupJid/participants')
  @Operation({
    id: 'listGroupParticipants',
    summary: 'List the members of a group',
    answers: { 200: 'All of them' },
    data: GroupParticipantsDto,
    faults: GROUP_FAULTS,
  })
  participants(@Param() params: GroupParams): Promise<GroupParticipantsDto> {
    return this.groups.participants(params);
  }

  @Post(':groupJid/participants')
  @Operation({
    ...PEOPLE,
    id: 'addGroupParticipants',
    summary: 'Add people to a group',
    answers: RESULTS,
    body: PEOPLE_BODY,
  })
  add(
    @Param() params: GroupParams,
    @Body() { participants }: ParticipantsDto,
  ): Promise<ParticipantResultsDto> {
    return this.groups.change(params, 'add', participants);
  }

  @Delete(':groupJid/participants')
  @Operation({
    ...PEOPLE,
    id: 'removeGroupParticipants',
    summary: 'Remove people from a group',
    description: IN_QUERY,
    answers: RESULTS,
    optionalBody: PEOPLE_BODY,
  })
  remove(
    @Param() params: GroupParams,
    @Query() query: ParticipantsQuery,
    @Body() body?: FewerParticipantsDto,
  ): Promise<ParticipantResultsDto> {
    return this.groups.changeFewer(params, 'remove', body, query);
  }

  @Post(':groupJid/admins')
  @Operation({
    ...PEOPLE,
    id: 'promoteGroupParticipants',
    summary: 'Make members of a group admins',
    answers: RESULTS,
    body: PEOPLE_BODY,
  })
  promote(
    @Param() params: GroupParams,
    @Body() { participants }: ParticipantsDto,
  ): Promise<ParticipantResultsDto> {
    return this.groups.change(params, 'promote', participants);
  }

  @Delete(':groupJid/admins')
  @Operation({
    ...PEOPLE,
    id: 'demoteGroupParticipants',
    summary: 'Make admins of a group plain members',
    description: IN_QUERY,
    answers: RESULTS,
    optionalBody: PEOPLE_BODY,
  })
  demote(
    @Param() params: GroupParams,
    @Query() query: ParticipantsQuery,
    @Body() body?: FewerParticipantsDto,
  ): Promise<ParticipantResultsDto> {
    return this.groups.changeFewer(params, 'demote', body, query);
  }

  @Post(':groupJid/picture')
  @Operation({
    id: 'setGroupPicture',
    summary: 'Set the picture of a group',
    description: 'JPEG or PNG. The middle of it becomes a square of 640 pixels.',
    answers: { 200: 'WhatsApp has the picture' },
    data: GroupPictureDto,
    faults: GROUP_FAULTS,
    media: SetGroupPictureDto,
    mediaExample: { media: mediaExamples('').image.media },
  })
  setPicture(
    @Param() params: GroupParams,
    @Media('image', SetGroupPictureDto) media: MediaInput<SetGroupPictureDto>,
  ): Promise<GroupPictureDto> {
    return this.groups.setPicture(params, media);
  }

  @Delete(':groupJid/picture')
  @Operation({
    id: 'removeGroupPicture',
    summary: 'Remove the picture of a group',
    answers: { 200: 'There is none, whether or not there was one before' },
    data: GroupPictureDto,
    faults: GROUP_FAULTS,
  })
  removePicture(@Param() params: GroupParams): Promise<GroupPictureDto> {
    return this.groups.removePicture(params);
  }

  @Get(':groupJid/invite')
  @Operation({
    id: 'getGroupInvite',
    summary: 'Get the invite link of a group',
    answers: { 200: 'The link, which is good until it is revoked' },
    data: GroupInviteDto,
    faults: GROUP_FAULTS,
  })
  invite(@Param() params: GroupParams): Promise<GroupInviteDto> {
    return this.groups.invite(params);
  }

  @Post(':groupJid/revoke-invite')
  @Operation({
    id: 'revokeGroupInvite',
    summary: 'Revoke the invite link of a group',
    description: 'Nobody can join by the present link any more; there is a new one.',
    answers: { 200: 'The new link' },
    data: GroupInviteDto,
    faults: GROUP_FAULTS,
  })
  revokeInvite(@Param() params: GroupParams): Promise<GroupInviteDto> {
    return this.groups.revokeInvite(params);
  }
}
