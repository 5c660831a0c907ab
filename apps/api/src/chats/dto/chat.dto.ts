import { ApiProperty } from '@nestjs/swagger';
import type { ChatView, KeptMessage } from '#libs/whatsapp';
import { MessageDto } from '../../common/message.dto.js';
import { iso } from '../../common/times.js';

/** A conversation with a person or in a group. */
export class ChatDto {
  /**
   * Phone JID in 1:1 (LID only while the phone is unknown), group JID in groups.
   * @example 6281234567890@s.whatsapp.net
   */
  chatId: string;

  isGroup: boolean;

  /**
   * What the other side goes by.
   * @example John Doe
   */
  name?: string;

  @ApiProperty({ format: 'date-time' })
  lastMessageAt: string;

  /** Absent when it is older than what is kept. */
  lastMessage?: MessageDto;

  static of({ lastMessageAt, lastMessage, ...chat }: ChatView): ChatDto {
    return {
      ...chat,
      lastMessageAt: iso(lastMessageAt),
      ...(lastMessage && { lastMessage: MessageDto.of(lastMessage) }),
    };
  }
}

export class ChatsPageDto {
  /** By their latest message, newest first. */
  chats: ChatDto[];

  /** For the next page; absent when there is none. */
  nextCursor?: string;

  static of(chats: ChatView[], nextCursor: string | undefined): ChatsPageDto {
    return { chats: chats.map((chat) => ChatDto.of(chat)), nextCursor };
  }
}

export class MessagesPageDto {
  /** Newest first. */
  messages: MessageDto[];

  /** For the next page; absent when there is none. */
  nextCursor?: string;

  static of(messages: KeptMessage[], nextCursor: string | undefined): MessagesPageDto {
    return { messages: messages.map((message) => MessageDto.of(message)), nextCursor };
  }
}
