import { ApiProperty, OmitType } from '@nestjs/swagger';
import type { ForwardResult, Scheduled, SendResult } from '#libs/whatsapp';
import { ItemErrorDto } from './item-error.dto.js';
import { iso } from './times.js';

const OR_SCHEDULED =
  "`sent`: WhatsApp's server has the message. `pending`: it was sent but is not acknowledged yet. `scheduled`: it will be sent at `sendAt`. `message_status` events report what follows.";

/** How far a message got while the caller waited. */
export class SendResultDto {
  /**
   * Id of the message.
   * @example 3EB0C431C26A1916E07A
   */
  messageId: string;

  /**
   * When the request was sent to WhatsApp or, if the message is scheduled, accepted; in milliseconds since 1970.
   * @example 1735118400000
   */
  @ApiProperty({ type: 'integer', format: 'int64' })
  timestamp: number;

  /**
   * `sent`: WhatsApp's server has it. `pending`: it was sent but is not acknowledged yet; a `message_status` event reports
   * the result.
   */
  @ApiProperty({ enum: ['sent', 'pending'], example: 'sent' })
  status: 'sent' | 'pending';

  /** Number of a post in its channel, once WhatsApp's server has it. Absent for all other messages. */
  @ApiProperty({ type: 'integer', minimum: 0, required: false })
  serverId?: number;
}

/** Something that did not work although the message was sent. */
export class WarningDto {
  /**
   * `LINK_PREVIEW`: the preview of the link, or its picture, could not be made.
   * @example LINK_PREVIEW
   */
  @ApiProperty({ enum: ['LINK_PREVIEW'] })
  code: 'LINK_PREVIEW';

  /**
   * Why, as a word, such as `timeout`, `blocked_address`, `http_404`, `not_html`, `no_title` or `no_link`.
   * @example timeout
   */
  reason: string;

  /** For people; may change. */
  message: string;
}

/** How far a message got while the caller waited, or when it will be sent. */
export class SendOrScheduleResultDto extends OmitType(SendResultDto, ['status']) {
  @ApiProperty({
    description: OR_SCHEDULED,
    enum: ['sent', 'pending', 'scheduled'],
    example: 'sent',
  })
  status: 'sent' | 'pending' | 'scheduled';

  /** When the message will be sent; present only if `status` is `scheduled`. */
  @ApiProperty({ format: 'date-time', required: false })
  sendAt?: string;

  /** What did not work although the message was sent; absent if everything did. */
  warnings?: WarningDto[];

  static of(result: SendResult | Scheduled): SendOrScheduleResultDto {
    return result.status === 'scheduled' ? { ...result, sendAt: iso(result.sendAt) } : result;
  }
}

/** How far a change of a message got while the caller waited. */
export class ChangeResultDto extends SendResultDto {
  /**
   * Id of the change itself, which is the `messageId` of `message_status` events about it. Absent if the message was
   * deleted with `scope=me`.
   * @example 3EB07A1C9D4E5F60718293
   */
  operationId?: string;
}

/** What became of one of several messages that were sent together. */
export class SentItemDto {
  @ApiProperty({
    description: `${OR_SCHEDULED} \`failed\`: see \`error\`.`,
    enum: ['sent', 'pending', 'scheduled', 'failed'],
    example: 'sent',
  })
  status: 'sent' | 'pending' | 'scheduled' | 'failed';

  /**
   * Id of the new message; absent if `status` is `failed`.
   * @example 3EB0C431C26A1916E07A
   */
  messageId?: string;

  /** When the message was sent or, if it is scheduled, accepted; in milliseconds since 1970. */
  @ApiProperty({ type: 'integer', format: 'int64', required: false, example: 1_735_118_400_000 })
  timestamp?: number;

  /** When the message will be sent; present only if `status` is `scheduled`. */
  @ApiProperty({ format: 'date-time', required: false })
  sendAt?: string;

  /** Why the message was not sent; present only if `status` is `failed`. */
  error?: ItemErrorDto;
}

/** The result of forwarding a message to one recipient. */
export class ForwardedDto extends SentItemDto {
  /**
   * The recipient as named in the request.
   * @example 6281234567890
   */
  to: string;
}

export class ForwardResultDto {
  /** One result per recipient, in the order of the request. */
  results: ForwardedDto[];

  static of(results: ForwardResult[]): ForwardResultDto {
    return {
      results: results.map((result) =>
        result.status === 'failed' ? result : { ...SendOrScheduleResultDto.of(result), to: result.to },
      ),
    };
  }
}

export class ReadResultDto {
  /**
   * Id of the message.
   * @example 3EB0C431C26A1916E07A
   */
  messageId: string;

  /**
   * JID of the chat.
   * @example 6281234567890@s.whatsapp.net
   */
  chatId: string;

  /** Whether the sender can see that the message was read. false if the account's privacy settings turn read receipts off. */
  senderTold: boolean;
}

/** Whether a message is starred now. */
export class StarResultDto {
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

  /** Whether the message is starred. */
  starred: boolean;
}
