import { ApiProperty, OmitType } from '@nestjs/swagger';
import type { ForwardResult, Scheduled, SendResult } from '#libs/whatsapp';
import { iso } from '../../common/times.js';
import { ERROR_CODES } from '../../http/error-catalogue.js';

/** How far a message came while the caller waited. */
export class SendResultDto {
  /** @example 3EB0C431C26A1916E07A */
  messageId: string;

  /**
   * When it was sent, epoch milliseconds.
   * @example 1735118400000
   */
  @ApiProperty({ type: 'integer', format: 'int64' })
  timestamp: number;

  /** `sent`: acknowledged by WhatsApp's server; `pending`: written, settled later by a `message_status` event. */
  @ApiProperty({ enum: ['sent', 'pending'], example: 'sent' })
  status: 'sent' | 'pending';
}

/** The same, or when a message will be sent. */
export class SendOrScheduleResultDto extends OmitType(SendResultDto, ['status']) {
  /** `scheduled`: it waits for `sendAt`; see {@link SendResultDto} for the others. */
  @ApiProperty({
    description: '`scheduled`: it waits for `sendAt`, and `message_status` events tell the rest',
    enum: ['sent', 'pending', 'scheduled'],
    example: 'sent',
  })
  status: 'sent' | 'pending' | 'scheduled';

  /** When it will be sent. */
  @ApiProperty({ format: 'date-time', required: false })
  sendAt?: string;

  static of(result: SendResult | Scheduled): SendOrScheduleResultDto {
    return result.status === 'scheduled' ? { ...result, sendAt: iso(result.sendAt) } : result;
  }
}

/** How far a change of a message came while the caller waited. */
export class ChangeResultDto extends SendResultDto {
  /**
   * Id of the change itself: `message_status` events about it carry this id. Absent for what the account's own
   * devices settle among themselves.
   * @example 3EB07A1C9D4E5F60718293
   */
  operationId?: string;
}

/** Why one of several recipients does not get a message. */
export class ForwardErrorDto {
  @ApiProperty({ enum: ERROR_CODES })
  code: string;

  message: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  details: object;
}

/** What became of a message for one recipient. */
export class ForwardedDto {
  /**
   * The recipient, as in the request.
   * @example 6281234567890
   */
  to: string;

  /** `scheduled`: it waits for `sendAt`, and `message_status` events tell the rest. */
  @ApiProperty({ enum: ['sent', 'pending', 'scheduled', 'failed'], example: 'sent' })
  status: 'sent' | 'pending' | 'scheduled' | 'failed';

  /** @example 3EB0C431C26A1916E07A */
  messageId?: string;

  @ApiProperty({ type: 'integer', format: 'int64', required: false, example: 1_735_118_400_000 })
  timestamp?: number;

  /** When it will be sent. */
  @ApiProperty({ format: 'date-time', required: false })
  sendAt?: string;

  error?: ForwardErrorDto;
}

export class ForwardResultDto {
  /** One for each recipient, in the order of the request. */
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
  /** @example 3EB0C431C26A1916E07A */
  messageId: string;

  /** @example 6281234567890@s.whatsapp.net */
  chatId: string;

  /** Whether its sender is told: not when the account's privacy settings keep receipts back. */
  senderTold: boolean;
}
