import { Injectable, type StreamableFile } from '@nestjs/common';
import { WhatsApp, WhatsAppFault } from '#libs/whatsapp';
import { attachment, mediaTypeOf } from '../media/attachment.js';
import { MediaSpool } from '../media/media-spool.js';
import type {
  ChatQuery,
  DeleteMessageQuery,
  EditMessageDto,
  ForwardDto,
  ReactDto,
} from './dto/change-message.dto.js';
import { MessageDto } from './dto/message.dto.js';
import type { MessageParams } from './dto/message.params.dto.js';
import { type ChangeResultDto, ForwardResultDto, type ReadResultDto } from './dto/send-result.dto.js';

/** Messages that there are already. */
@Injectable()
export class MessagesService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly spool: MediaSpool,
  ) {}

  async get({ instanceId, messageId }: MessageParams, { chatId }: ChatQuery): Promise<MessageDto> {
    return MessageDto.of(await this.whatsapp.conversations.message(instanceId, { messageId, chatId }));
  }

  async edit(
    { instanceId, messageId }: MessageParams,
    { text, chatId }: EditMessageDto,
  ): Promise<ChangeResultDto> {
    return this.whatsapp.messages.edit(instanceId, { messageId, chatId }, text);
  }

  async remove(
    { instanceId, messageId }: MessageParams,
    { scope = 'everyone', chatId }: DeleteMessageQuery,
  ): Promise<ChangeResultDto> {
    const reference = { messageId, chatId };
    if (scope === 'everyone') return this.whatsapp.messages.deleteForEveryone(instanceId, reference);
    return { ...(await this.whatsapp.messages.deleteForMe(instanceId, reference)), status: 'sent' };
  }

  async react(
    { instanceId, messageId }: MessageParams,
    { emoji, chatId }: ReactDto,
  ): Promise<ChangeResultDto> {
    return this.whatsapp.messages.react(instanceId, { messageId, chatId }, emoji);
  }

  async forward(
    { instanceId, messageId }: MessageParams,
    { to, chatId }: ForwardDto,
  ): Promise<ForwardResultDto> {
    const results = await this.whatsapp.messages.forward(instanceId, { messageId, chatId }, [to].flat());
    const [first] = results;
    if (first?.status === 'failed' && results.every(({ status }) => status === 'failed')) {
      const { code, message, details } = first.error;
      throw new WhatsAppFault(code, message, results.length === 1 ? details : { ...details, results });
    }
    return ForwardResultDto.of(results);
  }

  async read({ instanceId, messageId }: MessageParams, { chatId }: ChatQuery): Promise<ReadResultDto> {
    const { told, ...read } = await this.whatsapp.messages.read(instanceId, { messageId, chatId });
    return { ...read, senderTold: told };
  }

  media({ instanceId, messageId }: MessageParams, { chatId }: ChatQuery): Promise<StreamableFile> {
    return this.spool.answer(async (path) => {
      const media = await this.whatsapp.messages.media(instanceId, { messageId, chatId }, path);
      return {
        type: mediaTypeOf(media.mimetype),
        length: media.sizeBytes,
        disposition: attachment(media.fileName ?? media.kind),
      };
    });
  }
}
