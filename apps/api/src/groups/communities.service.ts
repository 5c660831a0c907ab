import { Injectable } from '@nestjs/common';
import { type Communities, WhatsApp } from '#libs/whatsapp';
import type { InviteLinkDto, JoiningDto } from './dto/group.dto.js';
import type { InviteParams } from './dto/group.params.dto.js';
import { invalidRequest } from '../http/fault.js';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import type { MediaInput } from '../media/media-input.js';
import type {
  CreateCommunityDto,
  SetCommunityPictureDto,
  UpdateCommunityDto,
} from './dto/change-community.dto.js';
import {
  type CommunitiesDto,
  type CommunityChangeDto,
  type CommunityDeactivationDto,
  CommunityDto,
  type CommunityLeavingDto,
  type CommunityPictureDto,
  CommunitySummaryDto,
} from './dto/community.dto.js';
import type { CommunityParams } from './dto/community.params.dto.js';

/** Communities that instances are in. */
@Injectable()
export class CommunitiesService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly idempotency: Idempotency,
  ) {}

  async create(
    call: KeyedRequest,
    instanceId: string,
    body: CreateCommunityDto,
  ): Promise<CommunitySummaryDto> {
    const {
      name,
      description,
      joinApproval = true,
      membersCanAddGroups = false,
      generalGroup = false,
    } = body;
    const asked: Asked<CommunitySummaryDto> = {
      scope: this.whatsapp.uidIfAny(instanceId),
      request: body,
      recover: async ({ created_at }) => {
        const made = await this.communities(instanceId).createdSince(name, created_at);
        return made && CommunitySummaryDto.of(made);
      },
    };
    return this.idempotency.once(call, asked, async () =>
      CommunitySummaryDto.of(
        await this.communities(instanceId).create({
          name,
          description,
          joinApproval,
          membersCanAddGroups,
          generalGroup,
        }),
      ),
    );
  }

  async list(instanceId: string): Promise<CommunitiesDto> {
    const communities = await this.communities(instanceId).list();
    return { communities: communities.map((community) => CommunitySummaryDto.of(community)) };
  }

  async get({ instanceId, communityJid }: CommunityParams): Promise<CommunityDto> {
    return CommunityDto.of(await this.communities(instanceId).get(communityJid));
  }

  async update(
    { instanceId, communityJid }: CommunityParams,
    body: UpdateCommunityDto,
  ): Promise<CommunityChangeDto> {
    if (Object.values(body).every((value) => value === undefined))
      throw invalidRequest({ field: 'body', reason: 'must contain at least one change' });
    await this.communities(instanceId).update(communityJid, body);
    return { jid: communityJid, ...body };
  }

  async leave({ instanceId, communityJid }: CommunityParams): Promise<CommunityLeavingDto> {
    await this.communities(instanceId).leave(communityJid);
    return { jid: communityJid, left: true };
  }

  async deactivate({ instanceId, communityJid }: CommunityParams): Promise<CommunityDeactivationDto> {
    await this.communities(instanceId).deactivate(communityJid);
    return { jid: communityJid, deactivated: true };
  }

  async setPicture(
    { instanceId, communityJid }: CommunityParams,
    media: MediaInput<SetCommunityPictureDto>,
  ): Promise<CommunityPictureDto> {
    await media.use(
      async () => this.communities(instanceId).checkReady(),
      ({ path }) => this.communities(instanceId).setPicture(communityJid, path),
    );
    return { jid: communityJid, picture: true };
  }

  async removePicture({ instanceId, communityJid }: CommunityParams): Promise<CommunityPictureDto> {
    await this.communities(instanceId).removePicture(communityJid);
    return { jid: communityJid, picture: false };
  }

  async invite({ instanceId, communityJid }: CommunityParams): Promise<InviteLinkDto> {
    return this.communities(instanceId).link(communityJid);
  }

  async revokeInvite({ instanceId, communityJid }: CommunityParams): Promise<InviteLinkDto> {
    return this.communities(instanceId).revoke(communityJid);
  }

  async invitation({ instanceId, inviteCode }: InviteParams): Promise<CommunitySummaryDto> {
    return CommunitySummaryDto.of(await this.communities(instanceId).invitation(inviteCode));
  }

  async join({ instanceId, inviteCode }: InviteParams): Promise<JoiningDto> {
    return this.communities(instanceId).join(inviteCode);
  }

  private communities(instanceId: string): Communities {
    return this.whatsapp.instance(instanceId).communities;
  }
}
