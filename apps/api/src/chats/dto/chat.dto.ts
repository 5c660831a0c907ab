import { ApiProperty } from '@nestjs/swagger';
import type { ChatView } from '#libs/whatsapp';
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

  /** Ids of its labels. */
  labels: string[];

  /** Ids of the messages that are pinned for everyone, the latest pin first. */
  pinnedMessages: string[];

  /**
   * Path under which this server downloads the picture. Absent if it is known that the chat has no picture; if nothing is known,
   * the download may answer 404.
   * @example /api/v1/instances/my-bot-1/contacts/6281234567890@s.whatsapp.net/picture
   */
  picture?: string;

  /** WhatsApp's id of the picture: another id is another picture. Absent until a change of the picture was reported. */
  @ApiProperty({ required: false, example: '1735118400' })
  pictureId?: string;

  /** @param instancePath path of the instance */
  static from(
    { lastMessageAt, lastMessage, mutedUntil, hasNoPicture, ...chat }: ChatView,
    instancePath: string,
  ): ChatDto {
    const { chatId, isGroup } = chat;
    return {
      ...chat,
      ...(!hasNoPicture && {
        picture: `${instancePath}/${isGroup ? 'groups' : 'contacts'}/${chatId}/picture`,
      }),
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

  /** @param instancePath path of the instance */
  static of(chats: ChatView[], nextCursor: string | undefined, instancePath: string): ChatsPageDto {
    return { chats: chats.map((chat) => ChatDto.from(chat, instancePath)), nextCursor };
  }
}
