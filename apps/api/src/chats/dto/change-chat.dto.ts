import { ApiProperty } from '@nestjs/swagger';
import { LIMITS } from '#libs/config';
import type { ChatState } from '#libs/whatsapp';
import { DisappearingSeconds } from '../../common/timer.field.js';
import { iso } from '../../common/times.js';
import { Count, Flag, Identifier, Time } from '../../http/fields.js';

/** Changes of a chat: at least one of them. */
export class UpdateChatDto {
  /** Archive the chat, or take it out of the archive. An archived chat is no longer pinned. */
  @Flag({ optional: true, example: true })
  archived?: boolean;

  /** Pin the chat at the top of the list, or unpin it. */
  @Flag({ optional: true, example: false })
  pinned?: boolean;

  /** Mute the chat, or unmute it. */
  @Flag({ optional: true, example: true })
  muted?: boolean;

  /** Until when the chat is muted; needs `muted: true`. Default: without an end. */
  @Time({ optional: true, example: '2036-01-31T09:00:00.000Z' })
  mutedUntil?: string;

  /** Mark the chat as unread, or as read. The senders are not told; see `POST read/{messageId}`. */
  @Flag({ optional: true, example: false })
  unread?: boolean;

  /** Seconds after which new messages disappear for everyone in the chat; 0: they stay. */
  @DisappearingSeconds()
  expiresIn?: number;
}

/** What is set for a chat. */
export class ChatStateDto {
  /** Whether it is archived. */
  archived: boolean;

  /** Whether it is pinned at the top of the list. */
  pinned: boolean;

  /** Whether it is muted. */
  muted: boolean;

  /** Until when it is muted; absent if there is no end. */
  @ApiProperty({ format: 'date-time', required: false })
  mutedUntil?: string;

  /** Whether it was marked as unread. */
  markedUnread: boolean;

  /** Seconds after which messages disappear; 0: they stay. Absent if that was never reported: usually they stay. */
  @ApiProperty({ type: 'integer', minimum: 0, required: false })
  expiresIn?: number;

  static of({ mutedUntil, ...state }: ChatState): ChatStateDto {
    return { ...state, ...(mutedUntil !== undefined && { mutedUntil: iso(mutedUntil) }) };
  }
}

/** A chat after a change. */
export class ChangedChatDto extends ChatStateDto {
  /**
   * JID of the chat.
   * @example 6281234567890@s.whatsapp.net
   */
  chatId: string;
}

export class ClearChatDto {
  /** Keep the messages that are starred. */
  @Flag({ optional: true, default: false, example: true })
  keepStarred?: boolean;
}

export class AskHistoryDto {
  /** How many messages to ask for. */
  @Count({ min: 1, max: 50, optional: true, default: 50, example: 50 })
  count?: number;

  /**
   * Id of a message of the chat: those before it are asked for. Default: the oldest message that is stored.
   * @example 3EB0A9253FA64269E11C9D
   */
  @Identifier({ max: LIMITS.idBytes, optional: true })
  before?: string;
}

export class AskedHistoryDto {
  /**
   * JID of the chat.
   * @example 6281234567890@s.whatsapp.net
   */
  chatId: string;

  /**
   * The request, which the event `history` names.
   * @example 3EB0A9253FA64269E11C9D
   */
  requestId: string;

  /** How many messages the phone was asked for. */
  @ApiProperty({ type: 'integer', minimum: 1, maximum: 50, example: 50 })
  count: number;
}

export class ClearedChatDto {
  /**
   * JID of the chat.
   * @example 6281234567890@s.whatsapp.net
   */
  chatId: string;

  /** Always true. */
  @ApiProperty({ enum: [true] })
  cleared: boolean;
}

export class ChatRemovalDto {
  /**
   * JID of the chat.
   * @example 6281234567890@s.whatsapp.net
   */
  chatId: string;

  /** Always true. */
  @ApiProperty({ enum: [true] })
  deleted: boolean;
}
