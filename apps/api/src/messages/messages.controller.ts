import {
  Body,
  Controller,
  Delete,
  Get,
  Header,
  Param,
  Post,
  Query,
  type StreamableFile,
  UseInterceptors,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Operation } from '../documentation/operation.decorator.js';
import type { ErrorCode } from '../http/error-catalogue.js';
import { Keyed, type KeyedRequest } from '../idempotency/keyed-request.js';
import {
  ChatQuery,
  DeleteMessageQuery,
  EditMessageDto,
  ForwardDto,
  ReactDto,
} from './dto/change-message.dto.js';
import { MessageDto } from '../common/message.dto.js';
import { MessageParams } from './dto/message.params.dto.js';
import { ChangeResultDto, ForwardResultDto, ReadResultDto } from './dto/send-result.dto.js';
import { MessagesService } from './messages.service.js';
import { PendingStatus } from './pending-status.interceptor.js';

const KNOWN: readonly ErrorCode[] = ['INSTANCE_NOT_FOUND', 'MESSAGE_NOT_FOUND', 'CONFLICT'];
const CONNECTED: readonly ErrorCode[] = [
  ...KNOWN,
  'WHATSAPP_ERROR',
  'INSTANCE_NOT_CONNECTED',
  'UPSTREAM_TIMEOUT',
];

const CHANGE = {
  answers: {
    200: "WhatsApp's server has the change",
    202: 'The change was written but is not acknowledged yet; a `message_status` event about `operationId` settles it',
  },
  data: ChangeResultDto,
  faults: [...CONNECTED, 'CONTACT_NOT_FOUND', 'GROUP_NOT_FOUND'] satisfies ErrorCode[],
};

/** Messages that there are already. Their ids suffice, after restarts too. */
@ApiTags('Messages')
@Controller('api/v1/instances/:instanceId')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Get('messages/:messageId')
  @Operation({
    id: 'getMessage',
    summary: 'Get a message',
    answers: { 200: 'The message as it is now, and how far it got where it is one of ours' },
    data: MessageDto,
    faults: KNOWN,
  })
  get(@Param() params: MessageParams, @Query() query: ChatQuery): Promise<MessageDto> {
    return this.messages.get(params, query);
  }

  @Post('messages/:messageId')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'editMessage',
    summary: 'Edit a message',
    description: 'Within 15 minutes, messages of the instance itself: a text, or the caption of a file.',
    ...CHANGE,
    body: { text: 'Hello again!' },
    // A mistyped kind, as in `POST messages/txt`, is taken for the id of a message.
    invalid: 'the request to edit a message is invalid',
  })
  edit(@Param() params: MessageParams, @Body() body: EditMessageDto): Promise<ChangeResultDto> {
    return this.messages.edit(params, body);
  }

  @Delete('messages/:messageId')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'deleteMessage',
    summary: 'Delete a message',
    description:
      "For everyone: messages of the instance itself, and in groups that it administers, anybody's. `scope=me` deletes any message, on the account's own devices alone.",
    ...CHANGE,
  })
  remove(@Param() params: MessageParams, @Query() query: DeleteMessageQuery): Promise<ChangeResultDto> {
    return this.messages.remove(params, query);
  }

  @Post('messages/:messageId/reaction')
  @UseInterceptors(PendingStatus)
  @Operation({ id: 'reactToMessage', summary: 'React to a message', ...CHANGE, body: { emoji: '👍' } })
  react(@Param() params: MessageParams, @Body() body: ReactDto): Promise<ChangeResultDto> {
    return this.messages.react(params, body);
  }

  @Post('messages/:messageId/forward')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'forwardMessage',
    summary: 'Forward a message',
    description:
      'The answer is an error only when nobody could be sent to. With `sendAt` the message is forwarded as it is by then; one that was deleted meanwhile is not.',
    answers: {
      200: 'What became of it for each recipient',
      202: "The same, when WhatsApp's server has none of them yet",
    },
    data: ForwardResultDto,
    faults: [...CONNECTED, 'CONTACT_NOT_FOUND', 'GROUP_NOT_FOUND'],
    keyed: true,
    body: { to: ['6281234567890', '6281234567891'] },
  })
  forward(
    @Keyed() call: KeyedRequest,
    @Param() params: MessageParams,
    @Body() body: ForwardDto,
  ): Promise<ForwardResultDto> {
    return this.messages.forward(call, params, body);
  }

  @Get('messages/:messageId/media')
  @Header('Cache-Control', 'private, no-store')
  @Operation({
    id: 'getMessageMedia',
    summary: 'Download the file of a message',
    description:
      "Also of messages of the instance itself. A file that WhatsApp does not keep any more is asked of the account's phone, for which the instance has to be connected.",
    answers: { 200: 'The file, with the type and name that its sender gave it' },
    file: true,
    faults: [...KNOWN, 'MEDIA_FETCH_FAILED', 'INSTANCE_NOT_CONNECTED', 'UPSTREAM_TIMEOUT'],
  })
  media(@Param() params: MessageParams, @Query() query: ChatQuery): Promise<StreamableFile> {
    return this.messages.media(params, query);
  }

  @Post('read/:messageId')
  @Operation({
    id: 'readMessage',
    summary: 'Mark a message as read',
    answers: { 200: "WhatsApp's server has the receipt" },
    data: ReadResultDto,
    faults: CONNECTED,
  })
  read(@Param() params: MessageParams, @Query() query: ChatQuery): Promise<ReadResultDto> {
    return this.messages.read(params, query);
  }
}
