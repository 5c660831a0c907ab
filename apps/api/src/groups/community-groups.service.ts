import { Injectable } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import { type JoiningDto, NewGroupDto } from './dto/group.dto.js';
import {
  type FewerParticipantsDto,
  ParticipantResultDto,
  type ParticipantResultsDto,
  ParticipantsQuery,
} from './dto/participants.dto.js';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import type { CreateCommunityGroupDto, LinkGroupsDto, UnlinkGroupsDto } from './dto/change-community.dto.js';
import {
  CommunityGroupDto,
  type CommunityGroupsDto,
  type CommunityMembersDto,
  type LinkResultsDto,
} from './dto/community.dto.js';
import type { CommunityGroupParams, CommunityParams } from './dto/community.params.dto.js';

/** The groups and members of communities. */
@Injectable()
export class CommunityGroupsService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly idempotency: Idempotency,
  ) {}

  async list({ instanceId, communityJid }: CommunityParams): Promise<CommunityGroupsDto> {
    const groups = await this.whatsapp.instance(instanceId).communityGroups.list(communityJid);
    return { groups: groups.map((group) => CommunityGroupDto.of(group)) };
  }

  async create(
    call: KeyedRequest,
    { instanceId, communityJid }: CommunityParams,
    body: CreateCommunityGroupDto,
  ): Promise<NewGroupDto> {
    const { name, participants = [] } = body;
    const asked: Asked<NewGroupDto> = {
      scope: this.whatsapp.uidIfAny(instanceId),
      request: { communityJid, ...body },
      recover: async ({ created_at }) => {
        const { communityGroups } = this.whatsapp.instance(instanceId);
        const made = await communityGroups.createdSince(communityJid, name, participants, created_at);
        return made && NewGroupDto.of(made);
      },
    };
    return this.idempotency.once(call, asked, async () => {
      const { communityGroups } = this.whatsapp.instance(instanceId);
      return NewGroupDto.of(await communityGroups.create(communityJid, name, participants));
    });
  }

  async link(
    { instanceId, communityJid }: CommunityParams,
    { groups }: LinkGroupsDto,
  ): Promise<LinkResultsDto> {
    return { results: await this.whatsapp.instance(instanceId).communityGroups.link(communityJid, groups) };
  }

  async unlink(
    { instanceId, communityJid }: CommunityParams,
    { groups, removeMembers = false }: UnlinkGroupsDto,
  ): Promise<LinkResultsDto> {
    const { communityGroups } = this.whatsapp.instance(instanceId);
    return { results: await communityGroups.unlink(communityJid, groups, removeMembers) };
  }

  async join({ instanceId, communityJid, groupJid }: CommunityGroupParams): Promise<JoiningDto> {
    return this.whatsapp.instance(instanceId).communityGroups.join(communityJid, groupJid);
  }

  async members({ instanceId, communityJid }: CommunityParams): Promise<CommunityMembersDto> {
    return { members: await this.whatsapp.instance(instanceId).communityMembers.list(communityJid) };
  }

  async change(
    { instanceId, communityJid }: CommunityParams,
    deed: 'add' | 'remove' | 'promote' | 'demote',
    participants: string[],
  ): Promise<ParticipantResultsDto> {
    const { communityMembers } = this.whatsapp.instance(instanceId);
    const results = await communityMembers.change(communityJid, deed, participants);
    return { results: results.map((result) => ParticipantResultDto.of(result)) };
  }

  /** Acts on people that the body or the query names. @throws ApiFault INVALID_REQUEST */
  async changeFewer(
    params: CommunityParams,
    deed: 'remove' | 'demote',
    body: FewerParticipantsDto | undefined,
    query: ParticipantsQuery,
  ): Promise<ParticipantResultsDto> {
    return this.change(params, deed, ParticipantsQuery.peopleIn(body, query));
  }
}
