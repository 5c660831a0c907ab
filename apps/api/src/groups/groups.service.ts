import { Injectable, type StreamableFile } from '@nestjs/common';
import { type ParticipantAction, WhatsApp } from '#libs/whatsapp';
import { iso } from '../common/times.js';
import { invalidRequest } from '../http/fault.js';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import { MediaSpool } from '../media/media-spool.js';
import { pictureAnswer } from '../media/picture-answer.js';
import type { PictureQuery } from '../common/picture.query.dto.js';
import type { MediaInput } from '../media/media-input.js';
import type { AcceptInvitationDto } from './dto/invitation.dto.js';
import type {
  CreateGroupDto,
  SetGroupPictureDto,
  SetMemberLabelDto,
  UpdateGroupDto,
} from './dto/change-group.dto.js';
import {
  type GroupChangeDto,
  GroupDto,
  type InviteLinkDto,
  type GroupLeavingDto,
  type GroupParticipantsDto,
  type GroupPictureDto,
  type GroupsDto,
  GroupSummaryDto,
  type JoiningDto,
  JoinRequestDto,
  type JoinRequestsDto,
  type MemberLabelDto,
  type WithdrawnInvitationsDto,
  NewGroupDto,
  type PersonalGroupInvitationDto,
} from './dto/group.dto.js';
import type { GroupParams, InviteParams } from './dto/group.params.dto.js';
import {
  type FewerParticipantsDto,
  ParticipantResultDto,
  type ParticipantResultsDto,
  type ParticipantsDto,
  ParticipantsQuery,
} from './dto/participants.dto.js';

/** Groups that instances are in. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly idempotency: Idempotency,
    private readonly spool: MediaSpool,
  ) {}

  async create(call: KeyedRequest, instanceId: string, body: CreateGroupDto): Promise<NewGroupDto> {
    const { name, participants } = body;
    const asked: Asked<NewGroupDto> = {
      scope: this.whatsapp.uidIfAny(instanceId),
      request: body,
      recover: async ({ created_at }) => {
        const { groups } = this.whatsapp.instance(instanceId);
        const made = await groups.createdSince(name, participants, created_at);
        return made && NewGroupDto.of(made);
      },
    };
    return this.idempotency.once(call, asked, async () =>
      NewGroupDto.of(await this.whatsapp.instance(instanceId).groups.create(name, participants)),
    );
  }

  async list(instanceId: string): Promise<GroupsDto> {
    const groups = await this.whatsapp.instance(instanceId).groups.list();
    return { groups: groups.map((group) => GroupSummaryDto.of(group)) };
  }

  async get({ instanceId, groupJid }: GroupParams): Promise<GroupDto> {
    return GroupDto.of(await this.whatsapp.instance(instanceId).groups.get(groupJid));
  }

  async participants({ instanceId, groupJid }: GroupParams): Promise<GroupParticipantsDto> {
    const { participants } = await this.whatsapp.instance(instanceId).groups.get(groupJid);
    return { participants };
  }

  async update({ instanceId, groupJid }: GroupParams, body: UpdateGroupDto): Promise<GroupChangeDto> {
    if (Object.values(body).every((value) => value === undefined))
      throw invalidRequest({ field: 'body', reason: 'must contain at least one change' });
    await this.whatsapp.instance(instanceId).groups.update(groupJid, body);
    return { jid: groupJid, ...body };
  }

  async leave({ instanceId, groupJid }: GroupParams): Promise<GroupLeavingDto> {
    await this.whatsapp.instance(instanceId).groups.leave(groupJid);
    return { jid: groupJid, left: true };
  }

  async change(
    { instanceId, groupJid }: GroupParams,
    deed: ParticipantAction,
    participants: string[],
  ): Promise<ParticipantResultsDto> {
    const results = await this.whatsapp.instance(instanceId).groups.change(groupJid, deed, participants);
    return { results: results.map((result) => ParticipantResultDto.of(result)) };
  }

  /** Acts on people that the body or the query names. @throws ApiFault INVALID_REQUEST */
  async changeFewer(
    params: GroupParams,
    deed: ParticipantAction,
    body: FewerParticipantsDto | undefined,
    query: ParticipantsQuery,
  ): Promise<ParticipantResultsDto> {
    return this.change(params, deed, ParticipantsQuery.peopleIn(body, query));
  }

  async setLabel(
    { instanceId, groupJid }: GroupParams,
    { label }: SetMemberLabelDto,
  ): Promise<MemberLabelDto> {
    const { messageId, status } = await this.whatsapp.instance(instanceId).memberLabels.set(groupJid, label);
    return { jid: groupJid, label, messageId, status };
  }

  async joinRequests({ instanceId, groupJid }: GroupParams): Promise<JoinRequestsDto> {
    const requests = await this.whatsapp.instance(instanceId).groups.joinRequests(groupJid);
    return { requests: requests.map((request) => JoinRequestDto.of(request)) };
  }

  async acceptInvitation(
    { instanceId, groupJid }: GroupParams,
    { inviteCode, expiresAt, invitedBy }: AcceptInvitationDto,
  ): Promise<JoiningDto> {
    const invitation = { inviteCode, expiresAt: Date.parse(expiresAt), invitedBy };
    return this.whatsapp.instance(instanceId).groupInvites.accept(groupJid, invitation);
  }

  async personalInvitation(
    { instanceId, groupJid }: GroupParams,
    { inviteCode, expiresAt, invitedBy }: AcceptInvitationDto,
  ): Promise<PersonalGroupInvitationDto> {
    const invitation = { inviteCode, expiresAt: Date.parse(expiresAt), invitedBy };
    const group = await this.whatsapp.instance(instanceId).groupInvites.invited(groupJid, invitation);
    return { ...GroupSummaryDto.of(group), expiresAt: iso(invitation.expiresAt) };
  }

  async withdrawInvitations(
    { instanceId, groupJid }: GroupParams,
    { participants }: ParticipantsDto,
  ): Promise<WithdrawnInvitationsDto> {
    await this.whatsapp.instance(instanceId).groupInvites.withdraw(groupJid, participants);
    return { jid: groupJid, participants };
  }

  async setPicture(
    { instanceId, groupJid }: GroupParams,
    media: MediaInput<SetGroupPictureDto>,
  ): Promise<GroupPictureDto> {
    await media.use(
      async () => this.whatsapp.instance(instanceId).groups.checkReady(),
      ({ path }) => this.whatsapp.instance(instanceId).groups.setPicture(groupJid, path),
    );
    return { jid: groupJid, picture: true };
  }

  picture({ instanceId, groupJid }: GroupParams, { size = 'full' }: PictureQuery): Promise<StreamableFile> {
    return pictureAnswer(this.spool, (path) =>
      this.whatsapp.instance(instanceId).groups.picture(groupJid, size, path),
    );
  }

  async removePicture({ instanceId, groupJid }: GroupParams): Promise<GroupPictureDto> {
    await this.whatsapp.instance(instanceId).groups.removePicture(groupJid);
    return { jid: groupJid, picture: false };
  }

  async invite({ instanceId, groupJid }: GroupParams): Promise<InviteLinkDto> {
    return this.whatsapp.instance(instanceId).groupInvites.link(groupJid);
  }

  async revokeInvite({ instanceId, groupJid }: GroupParams): Promise<InviteLinkDto> {
    return this.whatsapp.instance(instanceId).groupInvites.revoke(groupJid);
  }

  async invitation({ instanceId, inviteCode }: InviteParams): Promise<GroupSummaryDto> {
    return GroupSummaryDto.of(await this.whatsapp.instance(instanceId).groupInvites.invitation(inviteCode));
  }

  async join({ instanceId, inviteCode }: InviteParams): Promise<JoiningDto> {
    return this.whatsapp.instance(instanceId).groupInvites.join(inviteCode);
  }
}
