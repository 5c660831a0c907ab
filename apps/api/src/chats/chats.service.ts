import { Injectable } from '@nestjs/common';
import { isChatJid } from '#libs/storage';
import { WhatsApp } from '#libs/whatsapp';
import { cursorOf, positionIn } from '../http/cursor.js';
import { invalidRequest } from '../http/fault.js';
import { ChatsPageDto, MessagesPageDto } from './dto/chat.dto.js';
import type { ChatParams } from './dto/chat.params.dto.js';
import { PageQuery } from '../common/page.query.dto.js';

/** Chats and their messages, in pages. */
@Injectable()
export class ChatsService {
  constructor(private readonly whatsapp: WhatsApp) {}

  async list(instanceId: string, query: PageQuery): Promise<ChatsPageDto> {
    const [at, chat] = query.cursor === undefined ? [] : positionIn(query.cursor);
    if (chat !== undefined && !isChatJid(chat)) throw foreign();
    const before = at === undefined || chat === undefined ? undefined : { at, chat };
    const page = { limit: PageQuery.size(query), before };
    const { chats, next } = await this.whatsapp.instance(instanceId).conversations.chats(page);
    return ChatsPageDto.of(chats, next && cursorOf([next.at, next.chat]));
  }

  async messages({ instanceId, jid }: ChatParams, query: PageQuery): Promise<MessagesPageDto> {
    const [at, position] = query.cursor === undefined ? [] : positionIn(query.cursor);
    if (typeof position === 'string') throw foreign();
    const before = at === undefined || position === undefined ? undefined : { at, position };
    const page = { limit: PageQuery.size(query), before };
    const { messages, next } = await this.whatsapp.instance(instanceId).conversations.messages(jid, page);
    return MessagesPageDto.of(messages, next && cursorOf([next.at, next.position]));
  }
}

function foreign() {
  return invalidRequest({
    field: 'cursor',
    reason: 'must be the nextCursor of an earlier page of this list',
  });
}
