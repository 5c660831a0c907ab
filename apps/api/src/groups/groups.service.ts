import { Injectable } from '@nestjs/common';
import { type ParticipantAction, WhatsApp } from '#libs/whatsapp';
import { invalidRequest } from '../http/fault.js';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import type { MediaInput } from '../media/media-input.js';
import type { CreateGroupDto, SetGroupPictureDto, UpdateGroupDto } from './dto/change-group.dto.js';
import {
  type GroupChangeDto,
  GroupDto,
  type GroupInviteDto,
  type GroupLeavingDto,
  type GroupParticipantsDto,
  type GroupPictureDto,
  type GroupsDto,
  GroupSummaryDto,
  type JoiningDto,
  NewGroupDto,
} from './dto/group.dto.js';
import type { GroupParams, InviteParams } from './dto/group.params.dto.js';
import {
  type FewerParticipantsDto,
  type ParticipantResultsDto,
  ParticipantsQuery,
} from './dto/participants.dto.js';

/** Groups that instances are in. */
@Injectable()
export class GroupsService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly idempotency: Idempotency,
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

  async update(
    { instanceId, groupJid }: GroupParams,
    { name, description }: UpdateGroupDto,
  ): Promise<GroupChangeDto> {
    if (name === undefined && description === undefined)
      throw invalidRequest({ field: 'body', reason: 'must contain name, description or both' });
    await this.whatsapp.instance(instanceId).groups.update(groupJid, { name, description });
    return { jid: groupJid, name, description };
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
    return { results: await this.whatsapp.instance(instanceId).groups.change(groupJid, deed, participants) };
  }

  /** Acts on people that the body or the query names. @throws ApiFault INVALID_REQUEST */
  async changeFewer(
    params: GroupParams,
    deed: ParticipantAction,
    { participants }: FewerParticipantsDto = {},
    query: ParticipantsQuery,
  ): Promise<ParticipantResultsDto> {
    const queried = ParticipantsQuery.people(query);
    if (participants && queried)
      throw invalidRequest({
        field: 'participants',
        reason: 'must be given in the body or in the query, not in both',
      });
    const people = participants ?? queried;
    if (!people)
      throw invalidRequest({ field: 'participants', reason: 'is required, in the body or in the query' });
    return this.change(params, deed, people);
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

  async removePicture({ instanceId, groupJid }: GroupParams): Promise<GroupPictureDto> {
    await this.whatsapp.instance(instanceId).groups.removePicture(groupJid);
    return { jid: groupJid, picture: false };
  }

  async invite({ instanceId, groupJid }: GroupParams): Promise<GroupInviteDto> {
    return this.whatsapp.instance(instanceId).groups.invite(groupJid);
  }

  async revokeInvite({ instanceId, groupJid }: GroupParams): Promise<GroupInviteDto> {
    return this.whatsapp.instance(instanceId).groups.revokeInvite(groupJid);
  }

  async invitation({ instanceId, inviteCode }: InviteParams): Promise<GroupSummaryDto> {
    return GroupSummaryDto.of(await this.whatsapp.instance(instanceId).groups.invitation(inviteCode));
  }

  async join({ instanceId, inviteCode }: InviteParams): Promise<JoiningDto> {
    return this.whatsapp.instance(instanceId).groups.join(inviteCode);
  }
}
