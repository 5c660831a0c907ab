import { ApiProperty } from '@nestjs/swagger';

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
  @ApiProperty({ enum: ['sent', 'pending'] })
  status: 'sent' | 'pending';
}
