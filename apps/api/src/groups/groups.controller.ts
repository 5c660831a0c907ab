import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Param,
  Patch,
  Post,
  Put,
  Query,
  type StreamableFile,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import { type ErrorCode, UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { Keyed, type KeyedRequest } from '../idempotency/keyed-request.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { PictureQuery } from '../common/picture.query.dto.js';
import { Media } from '../media/media.decorator.js';
import type { MediaInput } from '../media/media-input.js';
import { mediaExamples } from '../common/media-examples.js';
import {
  CreateGroupDto,
  SetGroupPictureDto,
  SetMemberLabelDto,
  UpdateGroupDto,
} from './dto/change-group.dto.js';
import {
  GroupChangeDto,
  GroupDto,
  InviteLinkDto,
  GroupLeavingDto,
  GroupParticipantsDto,
  GroupPictureDto,
  GroupsDto,
  GroupSummaryDto,
  JoiningDto,
  JoinRequestsDto,
  MemberLabelDto,
  NewGroupDto,
  PersonalGroupInvitationDto,
  WithdrawnInvitationsDto,
} from './dto/group.dto.js';
import { AcceptInvitationDto } from './dto/invitation.dto.js';
import { GroupParams, InviteParams } from './dto/group.params.dto.js';
import {
  FewerParticipantsDto,
  ParticipantResultsDto,
  ParticipantsDto,
  ParticipantsQuery,
} from './dto/participants.dto.js';
import { GroupsService } from './groups.service.js';

/** Errors of the routes for one group. */
const GROUP_FAULTS: readonly ErrorCode[] = [...UPSTREAM_FAULTS, 'GROUP_NOT_FOUND'];

/** Shared by the routes for people in a group. */
const PEOPLE = {
  data: ParticipantResultsDto,
  faults: GROUP_FAULTS,
} as const;
/** An invitation for the account. */
const INVITATION = {
  inviteCode: 'AbCdEfGhIjKlMnOp',
  expiresAt: '2036-12-31T09:00:00.000Z',
  invitedBy: '6281234567890',
};
const PEOPLE_BODY = { participants: ['6281234567890'] };
const IN_QUERY =
  'Takes the list in the body or in the query. In the query, repeat the parameter or separate the values by commas.';
const RESULTS = { 200: 'One result per participant: check `status` in each of them' };

@ApiTags('Groups')
@Controller('api/v1/instances/:instanceId/groups')
export class GroupsController {
  constructor(private readonly groups: GroupsService) {}

  @Post()
  @Operation({
    id: 'createGroup',
    scope: 'groups:write',
    summary: 'Create a group',
    description:
      'Creates a group with everyone who can be added. `results` reports who could not be added, and why. If none of the participants is on WhatsApp, no group is created and the answer is 404 `CONTACT_NOT_FOUND`.',
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
    scope: 'groups:read',
    summary: 'List the groups that the account is in',
    answers: { 200: 'All groups, without their members' },
    data: GroupsDto,
    faults: UPSTREAM_FAULTS,
  })
  list(@Param() { instanceId }: InstanceParams): Promise<GroupsDto> {
    return this.groups.list(instanceId);
  }

  @Get('invites/:inviteCode')
  @Operation({
    id: 'getGroupByInvite',
    scope: 'groups:read',
    summary: 'Look up a group by its invite code',
    description: 'Shows which group an invite link leads to, without joining it.',
    answers: { 200: 'What WhatsApp shows of the group to people who have the link' },
    data: GroupSummaryDto,
    faults: GROUP_FAULTS,
  })
  invitation(@Param() params: InviteParams): Promise<GroupSummaryDto> {
    return this.groups.invitation(params);
  }

  @Post('join/:inviteCode')
  @Operation({
    id: 'joinGroup',
    scope: 'groups:write',
    summary: 'Join a group by its invite code',
    answers: { 200: 'The account is in the group, or an admin must approve it first: see `status`' },
    data: JoiningDto,
    faults: GROUP_FAULTS,
  })
  join(@Param() params: InviteParams): Promise<JoiningDto> {
    return this.groups.join(params);
  }

  @Get(':groupJid')
  @Operation({
    id: 'getGroup',
    scope: 'groups:read',
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
    scope: 'groups:write',
    summary: 'Change the name, description or settings of a group',
    description:
      'Makes the changes one after the other, in the order of the fields below. If one fails, `details.changed` of the error names those that were made before.',
    answers: { 200: 'WhatsApp has confirmed the changes' },
    data: GroupChangeDto,
    faults: GROUP_FAULTS,
    body: { name: 'Lunch', description: 'Every day at twelve', membersCanAdd: false },
  })
  update(@Param() params: GroupParams, @Body() body: UpdateGroupDto): Promise<GroupChangeDto> {
    return this.groups.update(params, body);
  }

  @Delete(':groupJid')
  @Operation({
    id: 'leaveGroup',
    scope: 'groups:write',
    summary: 'Leave a group',
    answers: { 200: 'The account is no longer in the group' },
    data: GroupLeavingDto,
    faults: GROUP_FAULTS,
  })
  leave(@Param() params: GroupParams): Promise<GroupLeavingDto> {
    return this.groups.leave(params);
  }

  @Get(':groupJid/participants')
  @Operation({
    id: 'listGroupParticipants',
    scope: 'groups:read',
    summary: 'List the members of a group',
    answers: { 200: 'All members' },
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
    scope: 'groups:write',
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
    scope: 'groups:write',
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
    scope: 'groups:write',
    summary: 'Promote members of a group to admins',
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
    scope: 'groups:write',
    summary: 'Demote admins of a group',
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

  @Put(':groupJid/label')
  @Operation({
    id: 'setGroupLabel',
    scope: 'groups:write',
    summary: "Set the account's own label in a group",
    description:
      'A label is what a member calls their role in the group. The members learn it by a message that apps do not show in the chat.',
    answers: { 200: 'The message with the label was sent' },
    data: MemberLabelDto,
    faults: GROUP_FAULTS,
    body: { label: 'Accounting' },
  })
  setLabel(@Param() params: GroupParams, @Body() body: SetMemberLabelDto): Promise<MemberLabelDto> {
    return this.groups.setLabel(params, body);
  }

  @Get(':groupJid/join-requests')
  @Operation({
    id: 'listGroupJoinRequests',
    scope: 'groups:read',
    summary: 'List the requests to join a group',
    description: 'Who waits for an admin to let them in. Only admins of the group may ask for the list.',
    answers: { 200: 'Those who wait' },
    data: JoinRequestsDto,
    faults: GROUP_FAULTS,
  })
  joinRequests(@Param() params: GroupParams): Promise<JoinRequestsDto> {
    return this.groups.joinRequests(params);
  }

  @Post(':groupJid/join-requests/approve')
  @Operation({
    ...PEOPLE,
    id: 'approveGroupJoinRequests',
    scope: 'groups:write',
    summary: 'Let people into a group who asked to join',
    answers: RESULTS,
    body: PEOPLE_BODY,
  })
  approve(
    @Param() params: GroupParams,
    @Body() { participants }: ParticipantsDto,
  ): Promise<ParticipantResultsDto> {
    return this.groups.change(params, 'approve', participants);
  }

  @Post(':groupJid/join-requests/reject')
  @Operation({
    ...PEOPLE,
    id: 'rejectGroupJoinRequests',
    scope: 'groups:write',
    summary: 'Reject requests to join a group',
    answers: RESULTS,
    body: PEOPLE_BODY,
  })
  reject(
    @Param() params: GroupParams,
    @Body() { participants }: ParticipantsDto,
  ): Promise<ParticipantResultsDto> {
    return this.groups.change(params, 'reject', participants);
  }

  @Post(':groupJid/invitation')
  @Operation({
    id: 'getGroupByInvitation',
    scope: 'groups:read',
    summary: 'Look up a group by an invitation for the account',
    description:
      'Shows which group an invitation that came as a message leads to, without joining it. If it has expired, the answer is 404 `GROUP_NOT_FOUND` with `expired_invitation` in `details.reason`.',
    answers: { 200: 'What WhatsApp shows of the group to people who are invited' },
    data: PersonalGroupInvitationDto,
    faults: GROUP_FAULTS,
    body: INVITATION,
  })
  personalInvitation(
    @Param() params: GroupParams,
    @Body() body: AcceptInvitationDto,
  ): Promise<PersonalGroupInvitationDto> {
    return this.groups.personalInvitation(params, body);
  }

  @Post(':groupJid/accept-invitation')
  @Operation({
    id: 'acceptGroupInvitation',
    scope: 'groups:write',
    summary: 'Join a group by an invitation for the account',
    description:
      'For an invitation that came as a message (`groupInvite` of a `message` event). For a link, use `POST groups/join/{inviteCode}`. If the invitation has expired, the answer is 404 `GROUP_NOT_FOUND` with `expired_invitation` in `details.reason`.',
    answers: { 200: 'The account is in the group, or an admin must approve it first: see `status`' },
    data: JoiningDto,
    faults: GROUP_FAULTS,
    body: INVITATION,
  })
  acceptInvitation(@Param() params: GroupParams, @Body() body: AcceptInvitationDto): Promise<JoiningDto> {
    return this.groups.acceptInvitation(params, body);
  }

  @Post(':groupJid/withdraw-invitations')
  @Operation({
    id: 'withdrawGroupInvitations',
    scope: 'groups:write',
    summary: 'Withdraw invitations for people',
    description:
      'The people can no longer join by an invitation that was sent to them. Only admins can do this.',
    answers: { 200: 'None of them has a valid invitation now' },
    data: WithdrawnInvitationsDto,
    faults: GROUP_FAULTS,
    body: PEOPLE_BODY,
  })
  withdrawInvitations(
    @Param() params: GroupParams,
    @Body() body: ParticipantsDto,
  ): Promise<WithdrawnInvitationsDto> {
    return this.groups.withdrawInvitations(params, body);
  }

  @Post([':groupJid/picture', ':groupJid/picture/upload'])
  @Operation({
    id: 'setGroupPicture',
    scope: 'groups:write',
    summary: 'Set the picture of a group',
    description:
      'Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels.',
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

  @Get(':groupJid/picture')
  @Header('Cache-Control', 'private, no-store')
  @Operation({
    id: 'getGroupPicture',
    scope: 'groups:read',
    summary: 'Get the picture of a group',
    description:
      'If the group has no picture, the answer is 404 `GROUP_NOT_FOUND` with the `details.reason` `no_picture`.',
    answers: { 200: 'The picture' },
    file: true,
    faults: [...GROUP_FAULTS, 'MEDIA_FETCH_FAILED'],
  })
  picture(@Param() params: GroupParams, @Query() query: PictureQuery): Promise<StreamableFile> {
    return this.groups.picture(params, query);
  }

  @Delete(':groupJid/picture')
  @Operation({
    id: 'removeGroupPicture',
    scope: 'groups:write',
    summary: 'Remove the picture of a group',
    answers: { 200: 'The group has no picture, whether or not it had one before' },
    data: GroupPictureDto,
    faults: GROUP_FAULTS,
  })
  removePicture(@Param() params: GroupParams): Promise<GroupPictureDto> {
    return this.groups.removePicture(params);
  }

  @Get(':groupJid/invite')
  @Operation({
    id: 'getGroupInviteLink',
    scope: 'groups:read',
    summary: 'Get the invite link of a group',
    answers: { 200: 'The link, which is valid until it is revoked' },
    data: InviteLinkDto,
    faults: GROUP_FAULTS,
  })
  invite(@Param() params: GroupParams): Promise<InviteLinkDto> {
    return this.groups.invite(params);
  }

  @Post(':groupJid/revoke-invite')
  @Operation({
    id: 'revokeGroupInviteLink',
    scope: 'groups:write',
    summary: 'Revoke the invite link of a group',
    description: 'Replaces the invite link with a new one. The previous link no longer works.',
    answers: { 200: 'The new link' },
    data: InviteLinkDto,
    faults: GROUP_FAULTS,
  })
  revokeInvite(@Param() params: GroupParams): Promise<InviteLinkDto> {
    return this.groups.revokeInvite(params);
  }
}
