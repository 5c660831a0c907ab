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
  UseInterceptors,
} from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Principal } from '../access/principal.js';
import { Caller } from '../http/caller.decorator.js';
import { CreateLinkDto, LinkDto } from '../common/link.dto.js';
import { Operation } from '../documentation/operation.decorator.js';
import type { ErrorCode } from '../http/error-catalogue.js';
import { Keyed, type KeyedRequest } from '../idempotency/keyed-request.js';
import {
  ChatQuery,
  DeleteMessageQuery,
  EditMessageDto,
  ForwardDto,
  ReactDto,
  VoteDto,
} from './dto/change-message.dto.js';
import { InstanceParams } from '../common/instance.params.dto.js';
import { MessageDto } from '../common/message.dto.js';
import { AnswerEventDto, ChangeEventDto } from './dto/change-event.dto.js';
import { MessagesPageDto } from '../common/messages-page.dto.js';
import { SearchQuery } from '../common/messages.query.dto.js';
import { PinDto, ReceiptsPageDto, ReceiptsQuery } from './dto/marks.dto.js';
import { FileQuery, MediaQuery } from './dto/media.query.dto.js';
import { MessageParams } from '../common/message.params.dto.js';
import {
  ChangeResultDto,
  ForwardResultDto,
  ReadResultDto,
  StarResultDto,
} from '../common/send-result.dto.js';
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
    202: 'The change was sent but is not acknowledged yet; a `message_status` event with `operationId` as its `messageId` reports the result',
  },
  data: ChangeResultDto,
  faults: [...CONNECTED, 'CONTACT_NOT_FOUND', 'GROUP_NOT_FOUND', 'CHANNEL_NOT_FOUND'] satisfies ErrorCode[],
};

const MARK = {
  ...CHANGE,
  faults: [...CONNECTED, 'CONTACT_NOT_FOUND', 'GROUP_NOT_FOUND'] satisfies ErrorCode[],
};

/** Operations on known messages. The id of a message is enough, even after a restart. */
@ApiTags('Messages')
@Controller('api/v1/instances/:instanceId')
export class MessagesController {
  constructor(private readonly messages: MessagesService) {}

  @Get('messages')
  @Operation({
    id: 'searchMessages',
    scope: 'messages:read',
    anywhere: true,
    summary: 'Search messages',
    description:
      'Messages of all chats that meet all conditions, without those that were deleted. Without a condition, all messages are listed.',
    answers: { 200: 'A page of messages' },
    data: MessagesPageDto,
    faults: ['INSTANCE_NOT_FOUND'],
  })
  search(@Param() { instanceId }: InstanceParams, @Query() query: SearchQuery): Promise<MessagesPageDto> {
    return this.messages.search(instanceId, query);
  }

  @Get('messages/:messageId')
  @Operation({
    id: 'getMessage',
    scope: 'messages:read',
    anywhere: true,
    summary: 'Get a message',
    description: 'For a message that the instance sent, `status` reports how far it got.',
    answers: { 200: 'The message in its current state' },
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
    scope: 'messages:send',
    summary: 'Edit a message',
    description:
      "Changes the text of one of the instance's own messages, or the caption of a file, within 15 minutes of sending it.",
    ...CHANGE,
    body: { text: 'Hello again!' },
    // A mistyped kind, as in `POST messages/txt`, is read as the id of a message.
    invalid: 'the request to edit a message is invalid',
  })
  edit(@Param() params: MessageParams, @Body() body: EditMessageDto): Promise<ChangeResultDto> {
    return this.messages.edit(params, body);
  }

  @Delete('messages/:messageId')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'deleteMessage',
    scope: 'messages:send',
    summary: 'Delete a message',
    description:
      "By default, deletes a message for everyone in its chat: one of the instance's own or, in a group that the account administers, anyone's. `scope=me` deletes any message, but only on the account's own devices.",
    ...CHANGE,
  })
  remove(@Param() params: MessageParams, @Query() query: DeleteMessageQuery): Promise<ChangeResultDto> {
    return this.messages.remove(params, query);
  }

  @Post('messages/:messageId/reaction')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'reactToMessage',
    scope: 'messages:send',
    summary: 'React to a message',
    description: 'Sets the reaction of the account to a message, or removes it.',
    ...CHANGE,
    body: { emoji: '👍' },
  })
  react(@Param() params: MessageParams, @Body() body: ReactDto): Promise<ChangeResultDto> {
    return this.messages.react(params, body);
  }

  @Post('messages/:messageId/vote')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'voteInPoll',
    scope: 'messages:send',
    summary: 'Vote in a poll',
    description:
      "Sets the vote of the account in a poll, its own or somebody else's. If the account has no secret of the poll, for example because the poll is older than the link of the instance, the answer is 409.",
    ...CHANGE,
    keyed: true,
    body: { options: ['Monday'] },
  })
  vote(
    @Keyed() call: KeyedRequest,
    @Param() params: MessageParams,
    @Body() body: VoteDto,
  ): Promise<ChangeResultDto> {
    return this.messages.vote(call, params, body);
  }

  @Patch('messages/:messageId/event')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'changeEvent',
    scope: 'messages:send',
    summary: 'Change or cancel a calendar event',
    description: "Changes one of the instance's own events. What the request does not name stays as it is.",
    ...CHANGE,
    body: { startsAt: '2026-12-31T11:30:00.000Z' },
  })
  changeEvent(@Param() params: MessageParams, @Body() body: ChangeEventDto): Promise<ChangeResultDto> {
    return this.messages.changeEvent(params, body);
  }

  @Post('messages/:messageId/rsvp')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'answerEvent',
    scope: 'messages:send',
    summary: 'Answer a calendar event',
    description: 'Says whether the account takes part in an event. A later answer replaces an earlier one.',
    ...CHANGE,
    keyed: true,
    body: { answer: 'going', guests: 1 },
  })
  answerEvent(
    @Keyed() call: KeyedRequest,
    @Param() params: MessageParams,
    @Body() body: AnswerEventDto,
  ): Promise<ChangeResultDto> {
    return this.messages.answerEvent(call, params, body);
  }

  @Put('messages/:messageId/star')
  @Operation({
    id: 'starMessage',
    scope: 'chats:write',
    summary: 'Star a message',
    description: 'Stars a message on all devices of the account. Others do not see the star.',
    answers: { 200: 'The message is starred' },
    data: StarResultDto,
    faults: CONNECTED,
  })
  star(@Param() params: MessageParams, @Query() query: ChatQuery): Promise<StarResultDto> {
    return this.messages.star(params, query, true);
  }

  @Delete('messages/:messageId/star')
  @Operation({
    id: 'unstarMessage',
    scope: 'chats:write',
    summary: 'Remove the star of a message',
    answers: { 200: 'The message is not starred' },
    data: StarResultDto,
    faults: CONNECTED,
  })
  unstar(@Param() params: MessageParams, @Query() query: ChatQuery): Promise<StarResultDto> {
    return this.messages.star(params, query, false);
  }

  @Put('messages/:messageId/pin')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'pinMessage',
    scope: 'messages:send',
    summary: 'Pin a message for everyone',
    description:
      "Pins any message for everyone in its chat, or changes how long it stays pinned. WhatsApp's apps show three pinned messages of a chat. In a group whose settings only admins may change, only admins can pin: otherwise the answer is 409 `CONFLICT`.",
    ...MARK,
    optionalBody: { durationSeconds: 86_400 },
  })
  pin(
    @Param() params: MessageParams,
    @Query() query: ChatQuery,
    @Body() body: PinDto,
  ): Promise<ChangeResultDto> {
    return this.messages.pin(params, query, PinDto.seconds(body));
  }

  @Delete('messages/:messageId/pin')
  @UseInterceptors(PendingStatus)
  @Operation({ id: 'unpinMessage', scope: 'messages:send', summary: 'Remove the pin of a message', ...MARK })
  unpin(@Param() params: MessageParams, @Query() query: ChatQuery): Promise<ChangeResultDto> {
    return this.messages.pin(params, query, undefined);
  }

  @Put('messages/:messageId/keep')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'keepMessage',
    scope: 'messages:send',
    summary: 'Keep a disappearing message for everyone',
    description:
      'Keeps a message that would disappear, for everyone in its chat. The answer is 409 `CONFLICT` if the message does not disappear or already has, if its sender does not allow to keep it, or in a group whose settings only admins may change if the account is not one.',
    ...MARK,
  })
  keep(@Param() params: MessageParams, @Query() query: ChatQuery): Promise<ChangeResultDto> {
    return this.messages.keep(params, query, true);
  }

  @Delete('messages/:messageId/keep')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'unkeepMessage',
    scope: 'messages:send',
    summary: 'No longer keep a disappearing message',
    description: "If the message is the account's own, nobody can keep it any longer.",
    ...MARK,
  })
  unkeep(@Param() params: MessageParams, @Query() query: ChatQuery): Promise<ChangeResultDto> {
    return this.messages.keep(params, query, false);
  }

  @Get('messages/:messageId/receipts')
  @Operation({
    id: 'listReceipts',
    scope: 'messages:read',
    anywhere: true,
    summary: 'List who has received and read a message',
    description: "Works for the instance's own messages only. Receipts are kept as long as the message.",
    answers: { 200: 'A page of people' },
    data: ReceiptsPageDto,
    faults: KNOWN,
  })
  receipts(@Param() params: MessageParams, @Query() query: ReceiptsQuery): Promise<ReceiptsPageDto> {
    return this.messages.receipts(params, query);
  }

  @Post('messages/:messageId/forward')
  @UseInterceptors(PendingStatus)
  @Operation({
    id: 'forwardMessage',
    scope: 'messages:send',
    summary: 'Forward a message',
    description:
      'Forwards a message to one or more recipients. The answer is an error only if it could not be sent to any of them. With `sendAt`, the message is forwarded in its state at that time, and not at all if it was deleted by then.',
    answers: {
      200: "One result per recipient; WhatsApp's server has at least one of the messages",
      202: "One result per recipient; WhatsApp's server has none of the messages yet",
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
    scope: 'messages:read',
    summary: 'Download the file of a message',
    description:
      "Works for messages that the instance received or sent. If WhatsApp no longer has the file, the server asks the account's phone to upload it again, which requires a connection.",
    answers: { 200: 'The file, with the media type and name that its sender gave it' },
    file: true,
    linked: true,
    faults: [...KNOWN, 'MEDIA_FETCH_FAILED', 'INSTANCE_NOT_CONNECTED', 'UPSTREAM_TIMEOUT'],
  })
  media(@Param() params: MessageParams, @Query() query: MediaQuery): Promise<StreamableFile> {
    return this.messages.media(params, query);
  }

  @Post('messages/:messageId/media/link')
  @Operation({
    id: 'createMediaLink',
    scope: 'messages:read',
    summary: 'Make a link to the file of a message',
    description:
      'The link works without an API key until it ends: for a browser, for example. Keep it secret.',
    answers: { 201: 'The link' },
    data: LinkDto,
    optionalBody: { expiresInSeconds: 600 },
    faults: KNOWN,
  })
  link(
    @Caller() caller: Principal,
    @Param() params: MessageParams,
    @Query() query: FileQuery,
    @Body() body?: CreateLinkDto,
  ): Promise<LinkDto> {
    return this.messages.link(caller, params, query, body ?? {});
  }

  @Post('read/:messageId')
  @Operation({
    id: 'readMessage',
    scope: 'chats:write',
    summary: 'Mark a message as read',
    description: "Works for other people's messages only.",
    answers: { 200: "WhatsApp's server has the receipt" },
    data: ReadResultDto,
    faults: CONNECTED,
  })
  read(@Param() params: MessageParams, @Query() query: ChatQuery): Promise<ReadResultDto> {
    return this.messages.read(params, query);
  }
}
