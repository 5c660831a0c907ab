import { Injectable, type StreamableFile } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import { PageQuery } from '../common/page.query.dto.js';
import { iso } from '../common/times.js';
import { cursorOf, positionIn } from '../http/cursor.js';
import { invalidRequest } from '../http/fault.js';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import { attachment, mediaTypeOf } from '../media/attachment.js';
import type { MediaInput } from '../media/media-input.js';
import { MediaSpool } from '../media/media-spool.js';
import type { CreateChannelDto, SetChannelPictureDto, UpdateChannelDto } from './dto/change-channel.dto.js';
import {
  type ChannelAdminChangeDto,
  type ChannelAdminsDto,
  type ChannelChangeDto,
  type ChannelDeletionDto,
  ChannelDto,
  type ChannelFollowDto,
  type ChannelInvitationDto,
  type ChannelMuteDto,
  type ChannelPictureDto,
  type ChannelsDto,
} from './dto/channel.dto.js';
import {
  ChannelPostDto,
  type ChannelPostsPageDto,
  type PostReactionDto,
  type PostVoteDto,
} from './dto/channel-post.dto.js';
import type {
  ChannelAdminParams,
  ChannelInviteParams,
  ChannelParams,
  ChannelPostParams,
} from './dto/channel.params.dto.js';

/** Channels that instances own or follow. */
@Injectable()
export class ChannelsService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly idempotency: Idempotency,
    private readonly spool: MediaSpool,
  ) {}

  async create(call: KeyedRequest, instanceId: string, body: CreateChannelDto): Promise<ChannelDto> {
    const asked: Asked<ChannelDto> = {
      scope: this.whatsapp.uidIfAny(instanceId),
      request: body,
      recover: async ({ created_at }) => {
        const made = await this.channels(instanceId).createdSince(body.name, created_at);
        return made && ChannelDto.of(made);
      },
    };
    return this.idempotency.once(call, asked, async () =>
      ChannelDto.of(await this.channels(instanceId).create(body)),
    );
  }

  async list(instanceId: string): Promise<ChannelsDto> {
    const channels = await this.channels(instanceId).list();
    return { channels: channels.map((channel) => ChannelDto.of(channel)) };
  }

  async get({ instanceId, channelJid }: ChannelParams): Promise<ChannelDto> {
    return ChannelDto.of(await this.channels(instanceId).get(channelJid));
  }

  async byInvite({ instanceId, inviteCode }: ChannelInviteParams): Promise<ChannelDto> {
    return ChannelDto.of(await this.channels(instanceId).byInvite(inviteCode));
  }

  async update(
    { instanceId, channelJid }: ChannelParams,
    { name, description }: UpdateChannelDto,
  ): Promise<ChannelChangeDto> {
    if (name === undefined && description === undefined)
      throw invalidRequest({ field: 'body', reason: 'must contain name, description or both' });
    await this.channels(instanceId).update(channelJid, { name, description });
    return { jid: channelJid, name, description };
  }

  async delete({ instanceId, channelJid }: ChannelParams): Promise<ChannelDeletionDto> {
    await this.channels(instanceId).delete(channelJid);
    return { jid: channelJid, deleted: true };
  }

  async follow({ instanceId, channelJid }: ChannelParams): Promise<ChannelFollowDto> {
    await this.channels(instanceId).follow(channelJid);
    return { jid: channelJid, following: true };
  }

  async unfollow({ instanceId, channelJid }: ChannelParams): Promise<ChannelFollowDto> {
    await this.channels(instanceId).unfollow(channelJid);
    return { jid: channelJid, following: false };
  }

  async mute({ instanceId, channelJid }: ChannelParams, muted: boolean): Promise<ChannelMuteDto> {
    await this.channels(instanceId).mute(channelJid, muted);
    return { jid: channelJid, muted };
  }

  async setPicture(
    { instanceId, channelJid }: ChannelParams,
    media: MediaInput<SetChannelPictureDto>,
  ): Promise<ChannelPictureDto> {
    await media.use(
      async () => this.channels(instanceId).checkReady(),
      ({ path }) => this.channels(instanceId).setPicture(channelJid, path),
    );
    return { jid: channelJid, picture: true };
  }

  async removePicture({ instanceId, channelJid }: ChannelParams): Promise<ChannelPictureDto> {
    await this.channels(instanceId).removePicture(channelJid);
    return { jid: channelJid, picture: false };
  }

  async posts({ instanceId, channelJid }: ChannelParams, query: PageQuery): Promise<ChannelPostsPageDto> {
    const [before] = query.cursor === undefined ? [] : positionIn(query.cursor);
    const page = { limit: PageQuery.size(query), before };
    const { posts, next } = await this.whatsapp.instance(instanceId).channelPosts.list(channelJid, page);
    return {
      posts: posts.map((post) => ChannelPostDto.of(post)),
      nextCursor: next === undefined ? undefined : cursorOf([next, 0]),
    };
  }

  async react(
    { instanceId, channelJid, serverId }: ChannelPostParams,
    emoji: string,
  ): Promise<PostReactionDto> {
    const post = Number(serverId);
    await this.whatsapp.instance(instanceId).channelPosts.react(channelJid, post, emoji);
    return { jid: channelJid, serverId: post, emoji };
  }

  async vote(
    { instanceId, channelJid, serverId }: ChannelPostParams,
    options: string[],
  ): Promise<PostVoteDto> {
    const post = Number(serverId);
    await this.whatsapp.instance(instanceId).channelPosts.vote(channelJid, post, options);
    return { jid: channelJid, serverId: post, options };
  }

  postMedia({ instanceId, channelJid, serverId }: ChannelPostParams): Promise<StreamableFile> {
    return this.spool.answer(async (path) => {
      const { channelPosts } = this.whatsapp.instance(instanceId);
      const media = await channelPosts.file(channelJid, Number(serverId), path);
      return {
        type: mediaTypeOf(media.mimetype),
        length: media.sizeBytes,
        disposition: attachment(media.fileName ?? media.kind),
      };
    });
  }

  async admins({ instanceId, channelJid }: ChannelParams): Promise<ChannelAdminsDto> {
    return { jid: channelJid, count: await this.channels(instanceId).adminCount(channelJid) };
  }

  async invite({ instanceId, channelJid }: ChannelParams, person: string): Promise<ChannelInvitationDto> {
    const { channelAdmins } = this.whatsapp.instance(instanceId);
    const { expiresAt, messageId, status } = await channelAdmins.invite(channelJid, person);
    return { person, messageId, status, ...(expiresAt !== undefined && { expiresAt: iso(expiresAt) }) };
  }

  async revokeInvitation({
    instanceId,
    channelJid,
    person,
  }: ChannelAdminParams): Promise<ChannelAdminChangeDto> {
    await this.channels(instanceId).revokeInvitation(channelJid, person);
    return { jid: channelJid, person, status: 'invitation_revoked' };
  }

  async demote({ instanceId, channelJid, person }: ChannelAdminParams): Promise<ChannelAdminChangeDto> {
    await this.channels(instanceId).demote(channelJid, person);
    return { jid: channelJid, person, status: 'demoted' };
  }

  async changeOwner(
    { instanceId, channelJid }: ChannelParams,
    person: string,
  ): Promise<ChannelAdminChangeDto> {
    await this.channels(instanceId).changeOwner(channelJid, person);
    return { jid: channelJid, person, status: 'made_owner' };
  }

  private channels(instanceId: string) {
    return this.whatsapp.instance(instanceId).channels;
  }
}
