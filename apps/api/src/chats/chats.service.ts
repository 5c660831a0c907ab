import { epochMs } from '#libs/observability';
import { Injectable } from '@nestjs/common';
import { isChatJid } from '#libs/storage';
import { type ChatChange, type ChatSelection, WhatsApp, withUnknownOutcome } from '#libs/whatsapp';
import { cursorOf, positionIn } from '../http/cursor.js';
import { invalidRequest } from '../http/fault.js';
import { MessagesPageDto } from '../common/messages-page.dto.js';
import { type ChatMessagesQuery, filterCursorIn, filterIn } from '../common/messages.query.dto.js';
import { ChatsPageDto } from './dto/chat.dto.js';
import {
  type AskedHistoryDto,
  type AskHistoryDto,
  type ChangedChatDto,
  type ChatRemovalDto,
  ChatStateDto,
  type ClearChatDto,
  type ClearedChatDto,
  type UpdateChatDto,
} from './dto/change-chat.dto.js';
import type { ChatsQuery } from './dto/chat.query.dto.js';
import type { ChatParams } from './dto/chat.params.dto.js';
import { PageQuery } from '../common/page.query.dto.js';

/** Chats and their messages, in pages. */
@Injectable()
export class ChatsService {
  constructor(private readonly whatsapp: WhatsApp) {}

  async list(instanceId: string, query: ChatsQuery): Promise<ChatsPageDto> {
    const [at, chat] = query.cursor === undefined ? [] : positionIn(query.cursor);
    if (chat !== undefined && !isChatJid(chat)) throw foreign();
    const before = at === undefined || chat === undefined ? undefined : { at, chat };
    const page = { limit: PageQuery.size(query), before };
    const { conversations } = await this.whatsapp.stored(instanceId);
    const { chats, next } = await conversations.chats(page, selectionIn(query));
    return ChatsPageDto.of(chats, next && cursorOf([next.at, next.chat]), `/api/v1/instances/${instanceId}`);
  }

  async change({ instanceId, jid }: ChatParams, body: UpdateChatDto): Promise<ChangedChatDto> {
    const change = changeIn(body);
    const { chatSettings, disappearing, stored } = this.whatsapp.instance(instanceId);
    const { expiresIn } = body;
    if (expiresIn !== undefined) await disappearing.set(jid, expiresIn);
    const { chatId, ...state } = await chatSettings.change(jid, change).catch((error: unknown) => {
      throw expiresIn === undefined ? error : withUnknownOutcome(error);
    });
    // WhatsApp announces the timer of a group only after it has confirmed it.
    const timer = expiresIn ?? (await stored.conversations.expiresIn(chatId));
    return { chatId, ...ChatStateDto.of(state), ...(timer !== undefined && { expiresIn: timer }) };
  }

  async clear(
    { instanceId, jid }: ChatParams,
    { keepStarred = false }: ClearChatDto,
  ): Promise<ClearedChatDto> {
    const { chatSettings } = this.whatsapp.instance(instanceId);
    return { chatId: await chatSettings.clear(jid, keepStarred), cleared: true };
  }

  async askHistory(
    { instanceId, jid }: ChatParams,
    { count = 50, before }: AskHistoryDto = {},
  ): Promise<AskedHistoryDto> {
    return this.whatsapp.instance(instanceId).olderHistory.ask(jid, count, before);
  }

  async remove({ instanceId, jid }: ChatParams): Promise<ChatRemovalDto> {
    return { chatId: await this.whatsapp.instance(instanceId).chatSettings.remove(jid), deleted: true };
  }

  async messages({ instanceId, jid }: ChatParams, query: ChatMessagesQuery): Promise<MessagesPageDto> {
    const page = { limit: PageQuery.size(query), before: filterCursorIn(query) };
    const filter = { ...filterIn(query), pinned: query.pinned === 'true' };
    const { conversations } = await this.whatsapp.stored(instanceId);
    return MessagesPageDto.of(await conversations.messages(jid, filter, page));
  }
}

function foreign() {
  return invalidRequest({
    field: 'cursor',
    reason: 'must be the nextCursor of an earlier page of this list',
  });
}

function selectionIn({ archived, pinned, muted, unread, search, label }: ChatsQuery): ChatSelection {
  const flag = (value: 'true' | 'false' | undefined) => (value === undefined ? undefined : value === 'true');
  return {
    archived: flag(archived),
    pinned: flag(pinned),
    muted: flag(muted),
    unread: flag(unread),
    search,
    label,
  };
}

function changeIn({ archived, pinned, muted, mutedUntil, unread, expiresIn }: UpdateChatDto): ChatChange {
  if ([archived, pinned, muted, unread, mutedUntil, expiresIn].every((value) => value === undefined))
    throw invalidRequest({
      field: 'body',
      reason: 'must contain archived, pinned, muted, unread or expiresIn',
    });
  if (mutedUntil !== undefined && muted !== true)
    throw invalidRequest({ field: 'mutedUntil', reason: 'needs muted: true' });
  const until = mutedUntil === undefined ? ('forever' as const) : Date.parse(mutedUntil);
  if (typeof until === 'number' && until <= epochMs())
    throw invalidRequest({ field: 'mutedUntil', reason: 'must be in the future' });
  const mute = muted === undefined ? undefined : muted ? until : null;
  return { archived, pinned, mutedUntil: mute, unread };
}
