import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Param,
  Post,
  Put,
  Query,
  type StreamableFile,
  UseInterceptors,
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
import { PendingStatus } from '../messages/pending-status.interceptor.js';
import {
  PostPictureStatusDto,
  PostStatusResultDto,
  PostTextStatusDto,
  PostVoiceStatusDto,
} from './dto/post-status.dto.js';
import {
  ContactPostsQuery,
  ContactStatusPostsDto,
  OwnStatusPostsDto,
  PostAuthorQuery,
  ReactToStatusDto,
  StatusChangeResultDto,
  StatusMuteDto,
  StatusMuteParams,
  StatusPostParams,
  StatusViewDto,
  StatusViewersDto,
} from './dto/status-post.dto.js';
import { StatusService } from './status.service.js';

const POST_FAULTS: readonly ErrorCode[] = [
  'INSTANCE_NOT_FOUND',
  'CONTACT_NOT_FOUND',
  'CONFLICT',
  'WHATSAPP_ERROR',
  'INSTANCE_NOT_CONNECTED',
  'UPSTREAM_TIMEOUT',
];
const KNOWN_FAULTS: readonly ErrorCode[] = ['INSTANCE_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'CONFLICT'];
const CHANGE_FAULTS: readonly ErrorCode[] = [
  ...KNOWN_FAULTS,
  'WHATSAPP_ERROR',
  'INSTANCE_NOT_CONNECTED',
  'UPSTREAM_TIMEOUT',
];

const POST = {
  answers: {
    200: "WhatsApp's server has the post",
    202: 'The post was sent but is not acknowledged yet, or it is scheduled; `message_status` events report what follows',
  },
  data: PostStatusResultDto,
  faults: POST_FAULTS,
  keyed: true,
};
const CHANGE = {
  answers: {
    200: "WhatsApp's server has the change",
    202: 'The change was sent but is not acknowledged yet; `message_status` events about `operationId` report what follows',
  },
  data: StatusChangeResultDto,
  faults: CHANGE_FAULTS,
};
const RECIPIENTS = ['6281234567890'];
const { image, video, audio } = mediaExamples('');

@ApiTags('Status')
@Controller('api/v1/instances/:instanceId/status')
export class StatusController {
  constructor(private readonly status: StatusService) {}

  @Post('text')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'postTextStatus',
    scope: 'messages:send',
    summary: 'Post a text to the status',
    ...POST,
    body: {
      text: 'We are open until six today.',
      backgroundColor: '#128C7E',
      font: 'calistoga_regular',
      recipients: RECIPIENTS,
    },
  })
  text(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: PostTextStatusDto,
  ): Promise<PostStatusResultDto> {
    return this.status.text(call, instanceId, body);
  }

  @Post(['image', 'image/upload'])
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'postImageStatus',
    scope: 'messages:send',
    summary: 'Post an image to the status',
    description: 'Accepts JPEG and PNG.',
    ...POST,
    media: PostPictureStatusDto,
    mediaExample: { media: image.media, caption: image.caption, recipients: RECIPIENTS },
  })
  image(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Media('image', PostPictureStatusDto) media: MediaInput<PostPictureStatusDto>,
  ): Promise<PostStatusResultDto> {
    return this.status.picture(call, instanceId, 'image', media);
  }

  @Post(['video', 'video/upload'])
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'postVideoStatus',
    scope: 'messages:send',
    summary: 'Post a video to the status',
    description: 'Accepts MP4 and 3GP, with H.264 video and AAC audio.',
    ...POST,
    media: PostPictureStatusDto,
    mediaExample: { media: video.media, caption: video.caption, recipients: RECIPIENTS },
  })
  video(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Media('video', PostPictureStatusDto) media: MediaInput<PostPictureStatusDto>,
  ): Promise<PostStatusResultDto> {
    return this.status.picture(call, instanceId, 'video', media);
  }

  @Post(['voice', 'voice/upload'])
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'postVoiceStatus',
    scope: 'messages:send',
    summary: 'Post a voice note to the status',
    description: 'Accepts Ogg with Opus: phones cannot play any other voice note.',
    ...POST,
    media: PostVoiceStatusDto,
    mediaExample: { media: audio.media, recipients: RECIPIENTS },
  })
  voice(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Media('audio', PostVoiceStatusDto) media: MediaInput<PostVoiceStatusDto>,
  ): Promise<PostStatusResultDto> {
    return this.status.voice(call, instanceId, media);
  }

  @Get('posts')
  @Operation({
    id: 'listStatusPosts',
    scope: 'messages:read',
    summary: 'List the status posts of the account',
    description:
      'Posts of the last 24 hours that were not deleted, from the API, the phone and other linked devices.',
    answers: { 200: 'Posts, newest first' },
    data: OwnStatusPostsDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  own(@Param() { instanceId }: InstanceParams, @Query() query: PageQuery): Promise<OwnStatusPostsDto> {
    return this.status.own(instanceId, query);
  }

  @Delete('posts/:messageId')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'deleteStatusPost',
    scope: 'messages:send',
    summary: 'Delete a status post of the account',
    description:
      'Deletes the post for everyone who got it. Who got a post of the phone or of another linked device is unknown: such a post is deleted for those who would get a post now.',
    ...CHANGE,
    faults: [...CHANGE_FAULTS],
  })
  remove(@Param() params: StatusPostParams): Promise<StatusChangeResultDto> {
    return this.status.remove(params);
  }

  @Get('posts/:messageId/viewers')
  @Operation({
    id: 'listStatusViewers',
    scope: 'messages:read',
    summary: 'List who viewed a status post of the account',
    description:
      'People who do not send read receipts are missing: WhatsApp does not report that they viewed it.',
    answers: { 200: 'People, sorted by JID' },
    data: StatusViewersDto,
    faults: ['INSTANCE_NOT_FOUND', 'MESSAGE_NOT_FOUND'],
  })
  viewers(@Param() params: StatusPostParams, @Query() query: PageQuery): Promise<StatusViewersDto> {
    return this.status.viewers(params, query);
  }

  @Get('contacts')
  @Operation({
    id: 'listContactStatusPosts',
    scope: 'messages:read',
    summary: 'List the status posts of others',
    description: 'Posts of the last 24 hours that arrived and were not deleted.',
    answers: { 200: 'Posts, newest first' },
    data: ContactStatusPostsDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  ofContacts(
    @Param() { instanceId }: InstanceParams,
    @Query() query: ContactPostsQuery,
  ): Promise<ContactStatusPostsDto> {
    return this.status.ofContacts(instanceId, query);
  }

  @Get('contacts/:messageId/media')
  @Header('Cache-Control', 'private, no-store')
  @Operation({
    id: 'getContactStatusMedia',
    scope: 'messages:read',
    summary: 'Download the file of a status post',
    description:
      "Does not mark the post as viewed. If WhatsApp no longer has the file, the server asks the account's phone to upload it again, which requires a connection.",
    answers: { 200: 'The file, with the media type that its author gave it' },
    file: true,
    faults: [...KNOWN_FAULTS, 'MEDIA_FETCH_FAILED', 'INSTANCE_NOT_CONNECTED', 'UPSTREAM_TIMEOUT'],
  })
  media(@Param() params: StatusPostParams, @Query() query: PostAuthorQuery): Promise<StreamableFile> {
    return this.status.media(params, query);
  }

  @Post('contacts/:messageId/view')
  @Operation({
    id: 'viewStatusPost',
    scope: 'chats:write',
    summary: 'Mark a status post of somebody else as viewed',
    answers: { 200: "WhatsApp's server has the receipt" },
    data: StatusViewDto,
    faults: CHANGE_FAULTS,
  })
  view(@Param() params: StatusPostParams, @Query() query: PostAuthorQuery): Promise<StatusViewDto> {
    return this.status.view(params, query);
  }

  @Post('contacts/:messageId/reaction')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'reactToStatusPost',
    scope: 'messages:send',
    summary: 'React to a status post of somebody else',
    description:
      'Sets the reaction of the account to a post, or removes it. Only the author of the post gets it.',
    ...CHANGE,
    faults: [...CHANGE_FAULTS],
    body: { emoji: '💚' },
  })
  react(@Param() params: StatusPostParams, @Body() body: ReactToStatusDto): Promise<StatusChangeResultDto> {
    return this.status.react(params, body);
  }

  @Put('muted/:jid')
  @Operation({
    id: 'muteStatusPosts',
    scope: 'chats:write',
    summary: 'Mute the status posts of somebody',
    description:
      'On all devices of the account. The posts still arrive, and so does the event `status_post`; `muted` marks them in the list.',
    answers: { 200: 'The posts of this person are muted' },
    data: StatusMuteDto,
    faults: UPSTREAM_FAULTS,
  })
  mute(@Param() params: StatusMuteParams): Promise<StatusMuteDto> {
    return this.status.mute(params, true);
  }

  @Delete('muted/:jid')
  @Operation({
    id: 'unmuteStatusPosts',
    scope: 'chats:write',
    summary: 'Unmute the status posts of somebody',
    answers: { 200: 'The posts of this person are not muted' },
    data: StatusMuteDto,
    faults: UPSTREAM_FAULTS,
  })
  unmute(@Param() params: StatusMuteParams): Promise<StatusMuteDto> {
    return this.status.mute(params, false);
  }
}
