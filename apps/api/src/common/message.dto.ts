import { ApiProperty } from '@nestjs/swagger';
import { MessagePayload } from '#libs/events';
import type { KeptMessage } from '#libs/whatsapp';
import { iso } from './times.js';

const STATUSES = ['pending', 'sent', 'delivered', 'read', 'played', 'failed'] as const;

/** A message as it is now, in the words of the `message` event. */
export class MessageDto extends MessagePayload {
  /** How far a message of the instance itself has come. */
  @ApiProperty({ enum: STATUSES, required: false })
  status?: (typeof STATUSES)[number];

  /** WhatsApp's error code of a failed message. */
  error?: string;

  /** What the request that sent it called it. */
  clientReference?: string;

  @ApiProperty({ format: 'date-time', required: false })
  editedAt?: string;

  /** What it said is no longer shown. */
  @ApiProperty({ format: 'date-time', required: false })
  deletedAt?: string;

  static of({ editedAt, deletedAt, ...message }: KeptMessage): MessageDto {
    return {
      ...message,
      ...(editedAt !== undefined && { editedAt: iso(editedAt) }),
      ...(deletedAt !== undefined && { deletedAt: iso(deletedAt) }),
    };
  }
}
