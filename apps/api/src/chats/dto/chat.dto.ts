import { ApiProperty } from '@nestjs/swagger';
import type { ChatView, KeptMessage } from '#libs/whatsapp';
import { MessageDto } from '../../common/message.dto.js';
import { iso } from '../../common/times.js';
import { ChatStateDto } from './change-chat.dto.js';

/** A conversation with a person or in a group. */
export class ChatDto extends ChatStateDto {
  /**
   * JID of the chat: a phone JID in 1:1 (a LID only while the phone number is unknown), a group JID in groups.
   * @example 6281234567890@s.whatsapp.net
   */
  chatId: string;

  /** Whether the chat is a group. */
  isGroup: boolean;

  /**
   * Name of the person or group; absent while it is unknown.
   * @example John Doe
   */
  name?: string;

  /** How many messages of others are not read; 1000 stands for more, too. */
  @ApiProperty({ type: 'integer', minimum: 0, maximum: 1000 })
  unreadCount: number;

  /** When the latest message was sent. */
  @ApiProperty({ format: 'date-time' })
  lastMessageAt: string;

  /** The latest message; absent if it is no longer kept. */
  lastMessage?: MessageDto;

  static override of({ lastMessageAt, lastMessage, mutedUntil, ...chat }: ChatView): ChatDto {
    return {
      ...chat,
      ...(mutedUntil !== undefined && { mutedUntil: iso(mutedUntil) }),
      lastMessageAt: iso(lastMessageAt),
      ...(lastMessage && { lastMessage: MessageDto.of(lastMessage) }),
    };
  }
}

export class ChatsPageDto {
  /** Sorted by their latest message, newest first. */
  chats: ChatDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;

  static of(chats: ChatView[], nextCursor: string | undefined): ChatsPageDto {
    return { chats: chats.map((chat) => ChatDto.of(chat)), nextCursor };
  }
}

export class MessagesPageDto {
  /** Sorted by time, newest first. */
  messages: MessageDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;

  static of(messages: KeptMessage[], nextCursor: string | undefined): MessagesPageDto {
    return { messages: messages.map((message) => MessageDto.of(message)), nextCursor };
  }
}
