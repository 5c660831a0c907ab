import { ApiProperty } from '@nestjs/swagger';
import type { LabeledMessageView, LabelView } from '#libs/whatsapp';
import { MessageDto } from '../../common/message.dto.js';
import { Count, Field } from '../../http/fields.js';

/** WhatsApp's apps accept as much, in UTF-16 code units. */
const LONGEST_NAME = 100;
/** WhatsApp's palette has 20 colors. */
const LAST_COLOR = 19;

const NAME_SCHEMA = { example: 'New order', minLength: 1, maxLength: LONGEST_NAME };

function nameFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  if (value.trim() === '') return 'must not be blank';
  if (value.length > LONGEST_NAME) return `must have at most ${LONGEST_NAME} characters`;
  return /[\p{Cc}\p{Cs}\u{2028}\u{2029}]/u.test(value)
    ? 'must not contain line breaks or control characters'
    : undefined;
}

/** A label to create. */
export class CreateLabelDto {
  /** Name of the label. */
  @Field(nameFault, NAME_SCHEMA)
  name: string;

  /** Number of its color in WhatsApp's palette. */
  @Count({ min: 0, max: LAST_COLOR, optional: true, default: 0, example: 3 })
  color?: number;
}

/** Changes to a label: at least one of them. */
export class UpdateLabelDto {
  /** New name of the label. */
  @Field(nameFault, { optional: true, ...NAME_SCHEMA })
  name?: string;

  /** Number of its new color in WhatsApp's palette. */
  @Count({ min: 0, max: LAST_COLOR, optional: true, example: 7 })
  color?: number;
}

/** A label of the account. */
export class LabelDto implements LabelView {
  /**
   * Id of the label.
   * @example 6
   */
  @ApiProperty({ example: '6' })
  labelId: string;

  /**
   * Name of the label.
   * @example New order
   */
  name: string;

  /**
   * Number of its color in WhatsApp's palette.
   * @example 3
   */
  @ApiProperty({ type: 'integer' })
  color: number;

  /** WhatsApp's number of a label that it made itself, such as `New customer`; absent for all others. */
  @ApiProperty({ type: 'integer', required: false })
  predefinedId?: number;
}

export class LabelsDto {
  /** In the order of their ids. */
  labels: LabelDto[];
}

export class LabelRemovalDto {
  /**
   * Id of the label.
   * @example 6
   */
  @ApiProperty({ example: '6' })
  labelId: string;

  /** Always true. */
  @ApiProperty({ enum: [true] })
  deleted: boolean;
}

/** Whether a chat or message has a label now. */
export class LabelAssignmentDto {
  /**
   * Id of the label.
   * @example 6
   */
  @ApiProperty({ example: '6' })
  labelId: string;

  /**
   * JID of the chat.
   * @example 6281234567890@s.whatsapp.net
   */
  chatId: string;

  /** Id of the message; absent if the chat itself has the label. */
  messageId?: string;

  /** Whether it has the label. */
  assigned: boolean;
}

/** A chat that has a label. */
export class LabeledChatDto {
  /**
   * JID of the chat.
   * @example 6281234567890@s.whatsapp.net
   */
  chatId: string;
}

export class LabeledChatsPageDto {
  /** Sorted by JID. */
  chats: LabeledChatDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}

/** A message that has a label. */
export class LabeledMessageDto {
  /**
   * Id of the message.
   * @example 3EB0C431C26A1916E07A
   */
  messageId: string;

  /**
   * JID of its chat.
   * @example 6281234567890@s.whatsapp.net
   */
  chatId: string;

  /** The message; absent if it is not kept. */
  message?: MessageDto;

  static of({ message, ...labeled }: LabeledMessageView): LabeledMessageDto {
    return { ...labeled, ...(message && { message: MessageDto.of(message) }) };
  }
}

export class LabeledMessagesPageDto {
  /** Sorted by their ids. */
  messages: LabeledMessageDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}
