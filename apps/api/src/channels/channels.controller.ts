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
import { InstanceParams } from '../common/instance.params.dto.js';
import { mediaExamples } from '../common/media-examples.js';
import { PageQuery } from '../common/page.query.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import { type ErrorCode, UPSTREAM_FAULTS } from '../http/error-catalogue.js';
import { Keyed, type KeyedRequest } from '../idempotency/keyed-request.js';
import { Media } from '../media/media.decorator.js';
import type { MediaInput } from '../media/media-input.js';
import { ChannelsService } from './channels.service.js';
import {
  ChannelPersonDto,
  CreateChannelDto,
  SetChannelPictureDto,
  UpdateChannelDto,
} from './dto/change-channel.dto.js';
import {
  ChannelAdminChangeDto,
  ChannelAdminsDto,
  ChannelChangeDto,
  ChannelDeletionDto,
  ChannelDto,
  ChannelFollowDto,
  ChannelInvitationDto,
  ChannelMuteDto,
  ChannelPictureDto,
  ChannelsDto,
} from './dto/channel.dto.js';
import {
  ChannelPostsPageDto,
  PostReactionDto,
  PostVoteDto,
  ReactToPostDto,
  VoteInPostDto,
} from './dto/channel-post.dto.js';
import {
  ChannelAdminParams,
  ChannelInviteParams,
  ChannelParams,
  ChannelPostParams,
} from './dto/channel.params.dto.js';

/** Errors of the routes for one channel. */
const CHANNEL_FAULTS: readonly ErrorCode[] = [...UPSTREAM_FAULTS, 'CHANNEL_NOT_FOUND'];
/** Errors of the routes for people in a channel. */
const PERSON_FAULTS: readonly ErrorCode[] = [...CHANNEL_FAULTS, 'CONTACT_NOT_FOUND'];
const PERSON_BODY = { person: '6281234567890' };

@ApiTags('Channels')
@Controller('api/v1/instances/:instanceId/channels')
export class ChannelsController {
  constructor(private readonly channels: ChannelsService) {}

  @Post()
  @Operation({
    id: 'createChannel',
    scope: 'groups:write',
    summary: 'Create a channel',
    description: 'The account becomes the owner of the channel.',
    answers: { 201: 'The channel' },
    data: ChannelDto,
    faults: UPSTREAM_FAULTS,
    keyed: true,
    body: { name: 'Acme News', description: 'What is new at Acme', acceptTerms: true },
  })
  create(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: CreateChannelDto,
  ): Promise<ChannelDto> {
    return this.channels.create(call, instanceId, body);
  }

  @Get()
  @Operation({
    id: 'listChannels',
    scope: 'groups:read',
    summary: 'List the channels that the account follows',
    description: 'Channels that the account owns or administrates are among them: see `role`.',
    answers: { 200: 'All channels, without their numbers of followers' },
    data: ChannelsDto,
    faults: UPSTREAM_FAULTS,
  })
  list(@Param() { instanceId }: InstanceParams): Promise<ChannelsDto> {
    return this.channels.list(instanceId);
  }

  @Get('invites/:inviteCode')
  @Operation({
    id: 'getChannelByInvite',
    scope: 'groups:read',
    summary: 'Look up a channel by its invite code',
    description: 'Shows which channel an invite link leads to, without following it.',
    answers: { 200: 'The channel' },
    data: ChannelDto,
    faults: CHANNEL_FAULTS,
  })
  byInvite(@Param() params: ChannelInviteParams): Promise<ChannelDto> {
    return this.channels.byInvite(params);
  }

  @Get(':channelJid')
  @Operation({
    id: 'getChannel',
    scope: 'groups:read',
    summary: 'Get a channel',
    answers: { 200: 'The channel, whether or not the account follows it' },
    data: ChannelDto,
    faults: CHANNEL_FAULTS,
  })
  get(@Param() params: ChannelParams): Promise<ChannelDto> {
    return this.channels.get(params);
  }

  @Patch(':channelJid')
  @Operation({
    id: 'updateChannel',
    scope: 'groups:write',
    summary: 'Change the name or description of a channel',
    answers: { 200: 'WhatsApp has confirmed the changes' },
    data: ChannelChangeDto,
    faults: CHANNEL_FAULTS,
    body: { name: 'Acme News', description: 'What is new at Acme' },
  })
  update(@Param() params: ChannelParams, @Body() body: UpdateChannelDto): Promise<ChannelChangeDto> {
    return this.channels.update(params, body);
  }

  @Delete(':channelJid')
  @Operation({
    id: 'deleteChannel',
    scope: 'groups:write',
    summary: 'Delete a channel',
    description: 'Deletes the channel for everyone. Only its owner may do this, and it cannot be undone.',
    answers: { 200: 'The channel no longer exists' },
    data: ChannelDeletionDto,
    faults: CHANNEL_FAULTS,
  })
  delete(@Param() params: ChannelParams): Promise<ChannelDeletionDto> {
    return this.channels.delete(params);
  }

  @Put(':channelJid/follow')
  @Operation({
    id: 'followChannel',
    scope: 'groups:write',
    summary: 'Follow a channel',
    answers: { 200: 'The account follows the channel, whether or not it did before' },
    data: ChannelFollowDto,
    faults: CHANNEL_FAULTS,
  })
  follow(@Param() params: ChannelParams): Promise<ChannelFollowDto> {
    return this.channels.follow(params);
  }

  @Delete(':channelJid/follow')
  @Operation({
    id: 'unfollowChannel',
    scope: 'groups:write',
    summary: 'Unfollow a channel',
    answers: { 200: 'The account does not follow the channel, whether or not it did before' },
    data: ChannelFollowDto,
    faults: CHANNEL_FAULTS,
  })
  unfollow(@Param() params: ChannelParams): Promise<ChannelFollowDto> {
    return this.channels.unfollow(params);
  }

  @Put(':channelJid/mute')
  @Operation({
    id: 'muteChannel',
    scope: 'groups:write',
    summary: 'Mute a channel',
    description:
      'Turns notifications about posts off, on all devices of the account. The event `channel_post` still comes.',
    answers: { 200: 'The channel is muted' },
    data: ChannelMuteDto,
    faults: CHANNEL_FAULTS,
  })
  mute(@Param() params: ChannelParams): Promise<ChannelMuteDto> {
    return this.channels.mute(params, true);
  }

  @Delete(':channelJid/mute')
  @Operation({
    id: 'unmuteChannel',
    scope: 'groups:write',
    summary: 'Unmute a channel',
    answers: { 200: 'The channel is not muted' },
    data: ChannelMuteDto,
    faults: CHANNEL_FAULTS,
  })
  unmute(@Param() params: ChannelParams): Promise<ChannelMuteDto> {
    return this.channels.mute(params, false);
  }

  @Post([':channelJid/picture', ':channelJid/picture/upload'])
  @Operation({
    id: 'setChannelPicture',
    scope: 'groups:write',
    summary: 'Set the picture of a channel',
    description:
      'Accepts JPEG and PNG. The server crops the picture to a square and scales it to 640 by 640 pixels.',
    answers: { 200: 'WhatsApp has the picture' },
    data: ChannelPictureDto,
    faults: CHANNEL_FAULTS,
    media: SetChannelPictureDto,
    mediaExample: { media: mediaExamples('').image.media },
  })
  setPicture(
    @Param() params: ChannelParams,
    @Media('image', SetChannelPictureDto) media: MediaInput<SetChannelPictureDto>,
  ): Promise<ChannelPictureDto> {
    return this.channels.setPicture(params, media);
  }

  @Delete(':channelJid/picture')
  @Operation({
    id: 'removeChannelPicture',
    scope: 'groups:write',
    summary: 'Remove the picture of a channel',
    answers: { 200: 'The channel has no picture, whether or not it had one before' },
    data: ChannelPictureDto,
    faults: CHANNEL_FAULTS,
  })
  removePicture(@Param() params: ChannelParams): Promise<ChannelPictureDto> {
    return this.channels.removePicture(params);
  }

  @Get(':channelJid/messages')
  @Operation({
    id: 'listChannelPosts',
    scope: 'messages:read',
    summary: 'List the posts of a channel',
    description:
      "The posts come from WhatsApp's server with its counts. The account need not follow the channel.",
    answers: { 200: 'Posts, newest first' },
    data: ChannelPostsPageDto,
    faults: CHANNEL_FAULTS,
  })
  posts(@Param() params: ChannelParams, @Query() query: PageQuery): Promise<ChannelPostsPageDto> {
    return this.channels.posts(params, query);
  }

  @Post(':channelJid/messages/:serverId/reaction')
  @Operation({
    id: 'reactToChannelPost',
    scope: 'messages:send',
    summary: 'React to a post of a channel',
    description: 'Sets the reaction of the account to a post, or removes it.',
    answers: { 200: "WhatsApp's server has the reaction" },
    data: PostReactionDto,
    faults: CHANNEL_FAULTS,
    body: { emoji: '👍' },
  })
  react(@Param() params: ChannelPostParams, @Body() { emoji }: ReactToPostDto): Promise<PostReactionDto> {
    return this.channels.react(params, emoji);
  }

  @Post(':channelJid/messages/:serverId/vote')
  @Operation({
    id: 'voteInChannelPoll',
    scope: 'messages:send',
    summary: 'Vote in a poll of a channel',
    description: 'Sets the vote of the account, which is anonymous. The account must follow the channel.',
    answers: { 200: "WhatsApp's server has the vote" },
    data: PostVoteDto,
    faults: [...CHANNEL_FAULTS, 'MESSAGE_NOT_FOUND', 'CONFLICT'],
    body: { options: ['Monday'] },
  })
  vote(@Param() params: ChannelPostParams, @Body() { options }: VoteInPostDto): Promise<PostVoteDto> {
    return this.channels.vote(params, options);
  }

  @Get(':channelJid/messages/:serverId/media')
  @Header('Cache-Control', 'private, no-store')
  @Operation({
    id: 'getChannelPostMedia',
    scope: 'messages:read',
    summary: 'Download the file of a post of a channel',
    answers: { 200: 'The file, with the media type and name that its author gave it' },
    file: true,
    faults: [...CHANNEL_FAULTS, 'MESSAGE_NOT_FOUND', 'CONFLICT', 'MEDIA_FETCH_FAILED'],
  })
  postMedia(@Param() params: ChannelPostParams): Promise<StreamableFile> {
    return this.channels.postMedia(params);
  }

  @Get(':channelJid/admins')
  @Operation({
    id: 'countChannelAdmins',
    scope: 'groups:read',
    summary: 'Count the admins of a channel',
    description: 'Only admins of the channel may ask for this.',
    answers: { 200: 'The number of admins' },
    data: ChannelAdminsDto,
    faults: CHANNEL_FAULTS,
  })
  admins(@Param() params: ChannelParams): Promise<ChannelAdminsDto> {
    return this.channels.admins(params);
  }

  @Post(':channelJid/admins')
  @Operation({
    id: 'inviteChannelAdmin',
    scope: 'groups:write',
    summary: 'Invite somebody to be an admin of a channel',
    description:
      'Only the owner may do this. Sends the person a message by which they accept the invitation. If the invitation was made but the message could not be sent, `details.invited` of the error is true.',
    answers: { 200: 'The person is invited' },
    data: ChannelInvitationDto,
    faults: PERSON_FAULTS,
    body: PERSON_BODY,
  })
  invite(
    @Param() params: ChannelParams,
    @Body() { person }: ChannelPersonDto,
  ): Promise<ChannelInvitationDto> {
    return this.channels.invite(params, person);
  }

  @Delete(':channelJid/admins/:person')
  @Operation({
    id: 'demoteChannelAdmin',
    scope: 'groups:write',
    summary: 'Demote an admin of a channel',
    description: 'Only the owner may do this. The person stays a follower of the channel.',
    answers: { 200: 'The person is no longer an admin' },
    data: ChannelAdminChangeDto,
    faults: PERSON_FAULTS,
  })
  demote(@Param() params: ChannelAdminParams): Promise<ChannelAdminChangeDto> {
    return this.channels.demote(params);
  }

  @Delete(':channelJid/admins/:person/invitation')
  @Operation({
    id: 'revokeChannelInvitation',
    scope: 'groups:write',
    summary: 'Revoke the invitation of an admin',
    answers: { 200: 'The person can no longer accept the invitation' },
    data: ChannelAdminChangeDto,
    faults: PERSON_FAULTS,
  })
  revokeInvitation(@Param() params: ChannelAdminParams): Promise<ChannelAdminChangeDto> {
    return this.channels.revokeInvitation(params);
  }

  @Put(':channelJid/owner')
  @Operation({
    id: 'changeChannelOwner',
    scope: 'groups:write',
    summary: 'Make an admin the owner of a channel',
    description: 'Only the owner may do this, and stays an admin. It cannot be undone from here.',
    answers: { 200: 'The person owns the channel' },
    data: ChannelAdminChangeDto,
    faults: PERSON_FAULTS,
    body: PERSON_BODY,
  })
  changeOwner(
    @Param() params: ChannelParams,
    @Body() { person }: ChannelPersonDto,
  ): Promise<ChannelAdminChangeDto> {
    return this.channels.changeOwner(params, person);
  }
}
