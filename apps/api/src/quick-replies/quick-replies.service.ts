import { Injectable } from '@nestjs/common';
import { WhatsApp } from '#libs/whatsapp';
import { invalidRequest } from '../http/fault.js';
import { type Asked, Idempotency } from '../idempotency/idempotency.service.js';
import type { KeyedRequest } from '../idempotency/keyed-request.js';
import type {
  CreateQuickReplyDto,
  QuickRepliesDto,
  QuickReplyDto,
  QuickReplyParams,
  QuickReplyRemovalDto,
  UpdateQuickReplyDto,
} from './dto/quick-reply.dto.js';

/** Quick replies of accounts. */
@Injectable()
export class QuickRepliesService {
  constructor(
    private readonly whatsapp: WhatsApp,
    private readonly idempotency: Idempotency,
  ) {}

  async list(instanceId: string): Promise<QuickRepliesDto> {
    return { quickReplies: await this.quickReplies(instanceId).list() };
  }

  /** After a lost answer, the quick reply with this shortcut and text is the one that the request created. */
  async create(
    call: KeyedRequest,
    instanceId: string,
    { shortcut, message, keywords = [] }: CreateQuickReplyDto,
  ): Promise<QuickReplyDto> {
    const asked: Asked<QuickReplyDto> = {
      scope: this.whatsapp.uidIfAny(instanceId),
      request: { shortcut, message, keywords },
      recover: async () => {
        const known = await this.quickReplies(instanceId).list();
        return known.find((reply) => reply.shortcut === shortcut && reply.message === message);
      },
    };
    const create = () => this.quickReplies(instanceId).create({ shortcut, message, keywords });
    return this.idempotency.once(call, asked, create);
  }

  async get({ instanceId, quickReplyId }: QuickReplyParams): Promise<QuickReplyDto> {
    return this.quickReplies(instanceId).get(quickReplyId);
  }

  async change(
    { instanceId, quickReplyId }: QuickReplyParams,
    { shortcut, message, keywords }: UpdateQuickReplyDto,
  ): Promise<QuickReplyDto> {
    const change = {
      ...(shortcut !== undefined && { shortcut }),
      ...(message !== undefined && { message }),
      ...(keywords !== undefined && { keywords }),
    };
    if (Object.keys(change).length === 0)
      throw invalidRequest({ field: 'body', reason: 'must contain at least one field' });
    return this.quickReplies(instanceId).change(quickReplyId, change);
  }

  async remove({ instanceId, quickReplyId }: QuickReplyParams): Promise<QuickReplyRemovalDto> {
    await this.quickReplies(instanceId).remove(quickReplyId);
    return { quickReplyId, deleted: true };
  }

  private quickReplies(instanceId: string) {
    return this.whatsapp.instance(instanceId).quickReplies;
  }
}
