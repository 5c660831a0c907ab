import { Injectable, type StreamableFile } from '@nestjs/common';
import { type ForwardResult, WhatsApp, WhatsAppFault } from '#libs/whatsapp';
import type { Principal } from '../access/principal.js';
import type { CreateLinkDto, LinkDto } from '../common/link.dto.js';
import { LinksService } from '../keys/links.service.js';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import { attachment, mediaTypeOf } from '../media/attachment.js';
import { MediaSpool } from '../media/media-spool.js';
import type {
  ChatQuery,
  DeleteMessageQuery,
  EditMessageDto,
  ForwardDto,
  ReactDto,
  VoteDto,
} from './dto/change-message.dto.js';
import { isChatJid } from '#libs/storage';
import type { AnswerEventDto, ChangeEventDto } from './dto/change-event.dto.js';
import { MessageDto } from '../common/message.dto.js';
import { MessagesPageDto } from '../common/messages-page.dto.js';
import { filterCursorIn, filterIn, type SearchQuery } from '../common/messages.query.dto.js';
import { PageQuery } from '../common/page.query.dto.js';
import { cursorOf, positionIn } from '../http/cursor.js';
import { invalidRequest } from '../http/fault.js';
import { PersonReceiptDto, type ReceiptsPageDto, type ReceiptsQuery } from './dto/marks.dto.js';
import { scheduleIn } from '../common/outgoing.dto.js';
import type { FileQuery, MediaQuery } from './dto/media.query.dto.js';
import type { MessageParams } from '../common/message.params.dto.js';
import {
  type ChangeResultDto,
  ForwardResultDto,
  type ReadResultDto,
  type StarResultDto,
} from '../common/send-result.dto.js';

/** Operations on known messages. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly spool: MediaSpool,
    private readonly idempotency: Idempotency,
    private readonly links: LinksService,
  ) {}

  async get({ instanceId, messageId }: MessageParams, { chatId }: ChatQuery): Promise<MessageDto> {
    const { conversations } = await this.whatsapp.stored(instanceId);
    return MessageDto.of(await conversations.message({ messageId, chatId }));
  }

  async search(instanceId: string, query: SearchQuery): Promise<MessagesPageDto> {
    const page = { limit: PageQuery.size(query), before: filterCursorIn(query) };
    const filter = { ...filterIn(query), chatId: query.chatId };
    const { conversations } = await this.whatsapp.stored(instanceId);
    return MessagesPageDto.of(await conversations.search(filter, page));
  }

  async receipts({ instanceId, messageId }: MessageParams, query: ReceiptsQuery): Promise<ReceiptsPageDto> {
    const [, before] = query.cursor === undefined ? [] : positionIn(query.cursor);
    if (before !== undefined && !isChatJid(before))
      throw invalidRequest({
        field: 'cursor',
        reason: 'must be the nextCursor of an earlier page of this list',
      });
    const reference = { messageId, chatId: query.chatId };
    const page = { limit: PageQuery.size(query), before };
    const { conversations } = await this.whatsapp.stored(instanceId);
    const { row, receipts, next } = await conversations.receipts(reference, page);
    return {
      messageId: row.id,
      chatId: row.chat,
      receipts: receipts.map((receipt) => PersonReceiptDto.of(receipt)),
      nextCursor: next && cursorOf([0, next]),
    };
  }

  /** @param seconds how long; undefined removes the pin */
  async pin(
    { instanceId, messageId }: MessageParams,
    { chatId }: ChatQuery,
    seconds: number | undefined,
  ): Promise<ChangeResultDto> {
    return this.whatsapp.instance(instanceId).marks.pin({ messageId, chatId }, seconds);
  }

  async keep(
    { instanceId, messageId }: MessageParams,
    { chatId }: ChatQuery,
    kept: boolean,
  ): Promise<ChangeResultDto> {
    return this.whatsapp.instance(instanceId).marks.keep({ messageId, chatId }, kept);
  }

  async edit(
    { instanceId, messageId }: MessageParams,
    { text, chatId }: EditMessageDto,
  ): Promise<ChangeResultDto> {
    return this.whatsapp.instance(instanceId).messages.edit({ messageId, chatId }, text);
  }

  async remove(
    { instanceId, messageId }: MessageParams,
    { scope = 'everyone', chatId }: DeleteMessageQuery,
  ): Promise<ChangeResultDto> {
    const reference = { messageId, chatId };
    if (scope === 'everyone') return this.whatsapp.instance(instanceId).messages.deleteForEveryone(reference);
    return { ...(await this.whatsapp.instance(instanceId).messages.deleteForMe(reference)), status: 'sent' };
  }

  async react(
    { instanceId, messageId }: MessageParams,
    { emoji, chatId }: ReactDto,
  ): Promise<ChangeResultDto> {
    return this.whatsapp.instance(instanceId).messages.react({ messageId, chatId }, emoji);
  }

  async vote(call: KeyedRequest, params: MessageParams, body: VoteDto): Promise<ChangeResultDto> {
    const { instanceId, messageId } = params;
    const { options, chatId } = body;
    return this.idempotency.once(call, this.answering(params, body), (request) =>
      this.whatsapp.instance(instanceId).votes.vote({ messageId, chatId }, options, { request }),
    );
  }

  async changeEvent(
    { instanceId, messageId }: MessageParams,
    { chatId, startsAt, endsAt, ...rest }: ChangeEventDto,
  ): Promise<ChangeResultDto> {
    const { calendarEvents } = this.whatsapp.instance(instanceId);
    const change = {
      ...rest,
      ...(startsAt !== undefined && { startsAt: Date.parse(startsAt) }),
      ...(endsAt !== undefined && { endsAt: endsAt && Date.parse(endsAt) }),
    };
    const named = Object.entries(change).filter(([, value]) => value !== undefined);
    if (named.length === 0)
      throw invalidRequest({ field: 'body', reason: 'must contain at least one change' });
    return calendarEvents.change({ messageId, chatId }, Object.fromEntries(named));
  }

  async answerEvent(
    call: KeyedRequest,
    params: MessageParams,
    body: AnswerEventDto,
  ): Promise<ChangeResultDto> {
    const { instanceId, messageId } = params;
    const { answer, guests = 0, chatId } = body;
    return this.idempotency.once(call, this.answering(params, body), (request) => {
      const { calendarEvents } = this.whatsapp.instance(instanceId);
      return calendarEvents.answer({ messageId, chatId }, answer, guests, { request });
    });
  }

  /** A request to answer a message. */
  private answering({ instanceId, messageId }: MessageParams, request: object): Asked<ChangeResultDto> {
    return {
      scope: this.whatsapp.uidIfAny(instanceId),
      request,
      recover: ({ id }) => this.whatsapp.instance(instanceId).messages.answeredBy(id, messageId),
    };
  }

  async star(
    { instanceId, messageId }: MessageParams,
    { chatId }: ChatQuery,
    starred: boolean,
  ): Promise<StarResultDto> {
    const { chatSettings } = this.whatsapp.instance(instanceId);
    return { ...(await chatSettings.star({ messageId, chatId }, starred)), starred };
  }

  async forward(
    call: KeyedRequest,
    { instanceId, messageId }: MessageParams,
    body: ForwardDto,
  ): Promise<ForwardResultDto> {
    const { to, chatId, clientReference } = body;
    const recipients = [to].flat();
    const asked: Asked<ForwardResultDto> = {
      scope: this.whatsapp.uidIfAny(instanceId),
      request: body,
      recover: async ({ id }) => {
        const { messages } = this.whatsapp.instance(instanceId);
        const results = await messages.forwardedBy(id, recipients);
        return results && forwarded(results);
      },
    };
    return this.idempotency.once(call, asked, async (request) => {
      const origin = { request, clientReference };
      const reference = { messageId, chatId };
      const { messages } = this.whatsapp.instance(instanceId);
      return forwarded(await messages.forward(reference, recipients, origin, scheduleIn(body)));
    });
  }

  async read({ instanceId, messageId }: MessageParams, { chatId }: ChatQuery): Promise<ReadResultDto> {
    const { told, ...read } = await this.whatsapp.instance(instanceId).messages.read({ messageId, chatId });
    return { ...read, senderTold: told };
  }

  async link(
    caller: Principal,
    { instanceId, messageId }: MessageParams,
    { chatId, index }: FileQuery,
    body: CreateLinkDto,
  ): Promise<LinkDto> {
    const { conversations } = await this.whatsapp.stored(instanceId);
    await conversations.message({ messageId, chatId });
    return this.links.make(caller, [instanceId, 'messages', messageId, 'media'], { chatId, index }, body);
  }

  media({ instanceId, messageId }: MessageParams, { chatId, index }: MediaQuery): Promise<StreamableFile> {
    return this.spool.answer(async (path) => {
      const files = this.whatsapp.instance(instanceId).media;
      const media = await files.fetch({ messageId, chatId }, path, Number(index ?? 0));
      return {
        type: mediaTypeOf(media.mimetype),
        length: media.sizeBytes,
        disposition: attachment(media.fileName ?? media.kind),
      };
    });
  }
}

/** @throws WhatsAppFault if the message could not be sent to any recipient */
function forwarded(results: ForwardResult[]): ForwardResultDto {
  const failures = results.flatMap((result) => (result.status === 'failed' ? result.error : []));
  const [first] = failures;
  if (!first || failures.length < results.length) return ForwardResultDto.of(results);
  const { code, message, details } = first;
  const unknown = failures.some((failure) => failure.details.outcome === 'unknown');
  const outcome = unknown ? { outcome: 'unknown' as const } : {};
  throw new WhatsAppFault(
    code,
    message,
    results.length === 1 ? details : { ...details, ...outcome, results },
  );
}
