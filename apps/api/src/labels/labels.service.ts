import { Injectable } from '@nestjs/common';
import { isChatJid, type LabeledMessage } from '#libs/storage';
import { WhatsApp } from '#libs/whatsapp';
import { PageQuery } from '../common/page.query.dto.js';
import { cursorOf, positionIn } from '../http/cursor.js';
import { invalidRequest } from '../http/fault.js';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import {
  type CreateLabelDto,
  type LabelAssignmentDto,
  LabelDto,
  type LabeledChatsPageDto,
  LabeledMessageDto,
  type LabeledMessagesPageDto,
  type LabelRemovalDto,
  type LabelsDto,
  type UpdateLabelDto,
} from './dto/label.dto.js';
import type {
  LabelChatParams,
  LabelMessageParams,
  LabelMessageQuery,
  LabelParams,
} from './dto/label.params.dto.js';

/** Labels of instances, and the chats and messages that have them. */
@Injectable()
export class LabelsService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly idempotency: Idempotency,
  ) {}

  async list(instanceId: string): Promise<LabelsDto> {
    return { labels: await this.labels(instanceId).list() };
  }

  async create(call: KeyedRequest, instanceId: string, body: CreateLabelDto): Promise<LabelDto> {
    const { name, color = 0 } = body;
    const asked: Asked<LabelDto> = {
      scope: this.whatsapp.uidIfAny(instanceId),
      request: body,
      recover: async () => {
        const known = await this.labels(instanceId).list();
        return known.find((label) => label.name === name && label.color === color);
      },
    };
    return this.idempotency.once(call, asked, () => this.labels(instanceId).create({ name, color }));
  }

  async get({ instanceId, labelId }: LabelParams): Promise<LabelDto> {
    return this.labels(instanceId).get(labelId);
  }

  async change({ instanceId, labelId }: LabelParams, { name, color }: UpdateLabelDto): Promise<LabelDto> {
    if (name === undefined && color === undefined)
      throw invalidRequest({ field: 'body', reason: 'must contain name, color or both' });
    const change = { ...(name !== undefined && { name }), ...(color !== undefined && { color }) };
    return this.labels(instanceId).change(labelId, change);
  }

  async remove({ instanceId, labelId }: LabelParams): Promise<LabelRemovalDto> {
    await this.labels(instanceId).remove(labelId);
    return { labelId, deleted: true };
  }

  async chats({ instanceId, labelId }: LabelParams, query: PageQuery): Promise<LabeledChatsPageDto> {
    const before = lastIn(query);
    if (before !== undefined && !isChatJid(before)) throw foreign();
    const page = { limit: PageQuery.size(query), before };
    const { chats, next } = await this.labels(instanceId).chats(labelId, page);
    return { chats: chats.map((chatId) => ({ chatId })), nextCursor: next && cursorOf([0, next]) };
  }

  async messages({ instanceId, labelId }: LabelParams, query: PageQuery): Promise<LabeledMessagesPageDto> {
    const page = { limit: PageQuery.size(query), before: messageIn(lastIn(query)) };
    const { messages, next } = await this.labels(instanceId).messages(labelId, page);
    return {
      messages: messages.map((message) => LabeledMessageDto.of(message)),
      nextCursor: next && cursorOf([0, `${next.message} ${next.chat}`]),
    };
  }

  async labelChat(
    { instanceId, labelId, jid }: LabelChatParams,
    assigned: boolean,
  ): Promise<LabelAssignmentDto> {
    const chatId = await this.labels(instanceId).labelChat(labelId, jid, assigned);
    return { labelId, chatId, assigned };
  }

  async labelMessage(
    { instanceId, labelId, messageId }: LabelMessageParams,
    { chatId }: LabelMessageQuery,
    assigned: boolean,
  ): Promise<LabelAssignmentDto> {
    const reference = { messageId, chatId };
    const labeled = await this.labels(instanceId).labelMessage(labelId, reference, assigned);
    return { labelId, ...labeled, assigned };
  }

  private labels(instanceId: string) {
    return this.whatsapp.instance(instanceId).labels;
  }
}

/** The last entry of the previous page, as text. */
function lastIn({ cursor }: PageQuery): string | undefined {
  if (cursor === undefined) return undefined;
  const [, last] = positionIn(cursor);
  if (typeof last !== 'string') throw foreign();
  return last;
}

function messageIn(last: string | undefined): LabeledMessage | undefined {
  if (last === undefined) return undefined;
  const [message, chat, ...rest] = last.split(' ');
  if (!message || !isChatJid(chat) || rest.length > 0) throw foreign();
  return { message, chat };
}

function foreign() {
  return invalidRequest({
    field: 'cursor',
    reason: 'must be the nextCursor of an earlier page of this list',
  });
}
