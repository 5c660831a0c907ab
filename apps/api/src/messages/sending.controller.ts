import { Body, Controller, Param, Post, UseInterceptors } from '@nestjs/common';
import { ApiExtraModels, ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import type { ErrorCode } from '../http/error-catalogue.js';
import { Gone } from '../http/gone.decorator.js';
import { Keyed, type KeyedRequest } from '../idempotency/keyed-request.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { Files, Media } from '../media/media.decorator.js';
import type { MediaInput } from '../media/media-input.js';
import type { MediaSet } from '../media/media-set.js';
import { AlbumFieldsDto, AlbumResultDto, MOST_ITEMS, SendAlbumDto } from './dto/send-album.dto.js';
import { SendContactDto } from './dto/send-contact.dto.js';
import { SendEventDto } from './dto/send-event.dto.js';
import { SendGroupInviteDto } from './dto/send-group-invite.dto.js';
import { SendLocationDto } from './dto/send-location.dto.js';
import {
  SendAudioDto,
  SendDocumentDto,
  SendImageDto,
  SendStickerDto,
  SendVideoDto,
} from './dto/send-media.dto.js';
import { SendPollDto } from './dto/send-poll.dto.js';
import { SendProductDto } from './dto/send-product.dto.js';
import { SendOrScheduleResultDto } from '../common/send-result.dto.js';
import { LinkPreviewDto, SendTextDto } from './dto/send-text.dto.js';
import { mediaExamples } from '../common/media-examples.js';
import { AlbumsService } from './albums.service.js';
import { PendingStatus } from './pending-status.interceptor.js';
import { SendingService } from './sending.service.js';

const ANSWERS = {
  200: "WhatsApp's server has the message",
  202: 'The message was sent but is not acknowledged yet, or it is scheduled; `message_status` events report what follows',
};

const FAULTS: readonly ErrorCode[] = [
  'INSTANCE_NOT_FOUND',
  'MESSAGE_NOT_FOUND',
  'CONTACT_NOT_FOUND',
  'GROUP_NOT_FOUND',
  'CHANNEL_NOT_FOUND',
  'CONFLICT',
  'WHATSAPP_ERROR',
  'INSTANCE_NOT_CONNECTED',
  'UPSTREAM_TIMEOUT',
];

/** Examples with files that are as small as possible. */
const EXAMPLES = mediaExamples('6281234567890');

/** Errors of files that ffmpeg converts. */
const FILM_FAULTS: readonly ErrorCode[] = [...FAULTS, 'CONVERSION_UNAVAILABLE'];

const SEND = { answers: ANSWERS, data: SendOrScheduleResultDto, faults: FAULTS, keyed: true };

@ApiTags('Messages')
@ApiExtraModels(LinkPreviewDto)
@Controller('api/v1/instances/:instanceId/messages')
@UseInterceptors(PendingStatus)
export class SendingController {
  constructor(
    private readonly sending: SendingService,
    private readonly albums: AlbumsService,
  ) {}

  @Post('text')
  @Operation({
    id: 'sendText',
    scope: 'messages:send',
    summary: 'Send a text message',
    ...SEND,
    body: { to: '6281234567890', text: 'Hello from API!' },
  })
  text(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: SendTextDto,
    @Gone() gone: AbortSignal,
  ): Promise<SendOrScheduleResultDto> {
    return this.sending.text(call, instanceId, body, gone);
  }

  @Post(['image', 'image/upload'])
  @Operation({
    id: 'sendImage',
    scope: 'messages:send',
    summary: 'Send an image',
    description: 'Accepts JPEG and PNG.',
    ...SEND,
    media: SendImageDto,
    mediaExample: EXAMPLES.image,
  })
  image(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Media('image', SendImageDto) media: MediaInput<SendImageDto>,
  ): Promise<SendOrScheduleResultDto> {
    return this.sending.media(call, instanceId, 'image', media);
  }

  @Post(['video', 'video/upload'])
  @Operation({
    id: 'sendVideo',
    scope: 'messages:send',
    summary: 'Send a video',
    description:
      'Accepts MP4 and 3GP, with H.264 video and AAC audio; with `convert`, other videos and GIFs. `ptv` sends a video note.',
    ...SEND,
    faults: FILM_FAULTS,
    media: SendVideoDto,
    mediaExample: EXAMPLES.video,
  })
  video(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Media('video', SendVideoDto) media: MediaInput<SendVideoDto>,
  ): Promise<SendOrScheduleResultDto> {
    return this.sending.media(call, instanceId, 'video', media);
  }

  @Post(['audio', 'audio/upload'])
  @Operation({
    id: 'sendAudio',
    scope: 'messages:send',
    summary: 'Send audio or a voice note',
    description:
      'Accepts Ogg with Opus, MP3, M4A, AAC, AMR and WAV; with `convert`, other recordings. A voice note (`ptt`) must be Ogg with Opus, or be converted.',
    ...SEND,
    faults: FILM_FAULTS,
    media: SendAudioDto,
    mediaExample: EXAMPLES.audio,
  })
  audio(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Media('audio', SendAudioDto) media: MediaInput<SendAudioDto>,
  ): Promise<SendOrScheduleResultDto> {
    return this.sending.media(call, instanceId, 'audio', media);
  }

  @Post(['document', 'document/upload'])
  @Operation({
    id: 'sendDocument',
    scope: 'messages:send',
    summary: 'Send a document',
    description: 'Accepts any type of file.',
    ...SEND,
    media: SendDocumentDto,
    mediaExample: EXAMPLES.document,
  })
  document(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Media('document', SendDocumentDto) media: MediaInput<SendDocumentDto>,
  ): Promise<SendOrScheduleResultDto> {
    return this.sending.media(call, instanceId, 'document', media);
  }

  @Post(['sticker', 'sticker/upload'])
  @Operation({
    id: 'sendSticker',
    scope: 'messages:send',
    summary: 'Send a sticker',
    description: 'Accepts WebP. The picture should be 512 by 512 pixels.',
    ...SEND,
    media: SendStickerDto,
    mediaExample: EXAMPLES.sticker,
  })
  sticker(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Media('sticker', SendStickerDto) media: MediaInput<SendStickerDto>,
  ): Promise<SendOrScheduleResultDto> {
    return this.sending.media(call, instanceId, 'sticker', media);
  }

  @Post('location')
  @Operation({
    id: 'sendLocation',
    scope: 'messages:send',
    summary: 'Send a location',
    ...SEND,
    body: {
      to: '6281234567890',
      latitude: -6.1754,
      longitude: 106.8272,
      name: 'National Monument',
      address: 'Gambir, Jakarta',
    },
  })
  location(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: SendLocationDto,
  ): Promise<SendOrScheduleResultDto> {
    return this.sending.location(call, instanceId, body);
  }

  @Post('contact')
  @Operation({
    id: 'sendContact',
    scope: 'messages:send',
    summary: 'Send contact cards',
    ...SEND,
    body: {
      to: '6281234567890',
      contacts: [{ name: 'Jane Doe', phone: '6281234567891', organization: 'Acme' }],
    },
  })
  contact(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: SendContactDto,
  ): Promise<SendOrScheduleResultDto> {
    return this.sending.contacts(call, instanceId, body);
  }

  @Post('poll')
  @Operation({
    id: 'sendPoll',
    scope: 'messages:send',
    summary: 'Send a poll',
    description: 'Votes arrive as `poll_vote` events.',
    ...SEND,
    body: {
      to: '6281234567890',
      name: 'When shall we meet?',
      options: ['Monday', 'Tuesday'],
      selectableCount: 1,
    },
  })
  poll(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: SendPollDto,
  ): Promise<SendOrScheduleResultDto> {
    return this.sending.poll(call, instanceId, body);
  }

  @Post(['album', 'album/upload'])
  @Operation({
    id: 'sendAlbum',
    scope: 'messages:send',
    summary: 'Send an album',
    description:
      'Sends several pictures and videos, which phones show together. Each is a message of its own, with its own id and its own result. All files are received before the first is sent. The answer is an error only if none of them could be sent.',
    ...SEND,
    answers: {
      200: "One result per file; WhatsApp's server has at least one of them",
      202: "One result per file; WhatsApp's server has none of them yet",
    },
    data: AlbumResultDto,
    files: { json: SendAlbumDto, form: AlbumFieldsDto, min: 2, max: MOST_ITEMS },
    mediaExample: {
      to: '6281234567890',
      items: [
        { type: 'image', media: EXAMPLES.image.media, caption: 'The first' },
        { type: 'image', media: EXAMPLES.image.media },
      ],
    },
  })
  album(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Files(AlbumFieldsDto, MOST_ITEMS) album: MediaSet<AlbumFieldsDto>,
  ): Promise<AlbumResultDto> {
    return this.albums.send(call, instanceId, album);
  }

  @Post('event')
  @Operation({
    id: 'sendEvent',
    scope: 'messages:send',
    summary: 'Send a calendar event',
    description:
      'Answers arrive as `message` events with a `choice` of the kind `event`. With `call`, the server has WhatsApp make a link when the request arrives, also if the message is scheduled, so the instance must be connected then.',
    ...SEND,
    body: {
      to: '6281234567890',
      name: 'Team lunch',
      startsAt: '2026-12-31T12:00:00.000Z',
      endsAt: '2026-12-31T13:00:00.000Z',
      location: { name: 'National Monument', latitude: -6.1754, longitude: 106.8272 },
      guestsAllowed: true,
    },
  })
  event(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: SendEventDto,
  ): Promise<SendOrScheduleResultDto> {
    return this.sending.event(call, instanceId, body);
  }

  @Post('group-invite')
  @Operation({
    id: 'sendGroupInvite',
    scope: 'messages:send',
    summary: 'Send somebody an invitation to a group',
    description:
      'For people whom the account may not add: the result of adding them has `invitation`, which only they can use. To invite anybody, send the link of `GET groups/{groupJid}/invite` as a text.',
    ...SEND,
    body: {
      to: '6281234567890',
      groupJid: '120363043211234567@g.us',
      groupName: 'Lunch',
      inviteCode: 'AbCdEfGhIjKlMnOp',
      expiresAt: '2036-12-31T09:00:00.000Z',
    },
  })
  groupInvite(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: SendGroupInviteDto,
  ): Promise<SendOrScheduleResultDto> {
    return this.sending.groupInvite(call, instanceId, body);
  }

  @Post('product')
  @Operation({
    id: 'sendProduct',
    scope: 'messages:send',
    summary: 'Send a product of a catalog',
    description:
      'Sends a product as a card with its first picture. The product is read when the request arrives, also if the message is scheduled, so the instance must be connected then.',
    ...SEND,
    faults: [...FAULTS, 'PRODUCT_NOT_FOUND', 'MEDIA_FETCH_FAILED'],
    body: { to: '6281234567890', productId: '7654321098765432', body: 'Fresh from the oven' },
  })
  product(
    @Keyed() call: KeyedRequest,
    @Param() { instanceId }: InstanceParams,
    @Body() body: SendProductDto,
  ): Promise<SendOrScheduleResultDto> {
    return this.sending.product(call, instanceId, body);
  }
}
