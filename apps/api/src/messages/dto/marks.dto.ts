import { ApiProperty } from '@nestjs/swagger';
import { PIN_SECONDS, type ReceiptView } from '#libs/whatsapp';
import { PageQuery } from '../../common/page.query.dto.js';
import { iso } from '../../common/times.js';
import { Field } from '../../http/fields.js';
import { ChatOfMessage } from './chat.field.js';

const USUAL_PIN_SECONDS = 604_800;
const DURATIONS: readonly unknown[] = PIN_SECONDS;

/** How long a message is pinned. */
export class PinDto {
  /** Seconds until the pin ends: a day, a week or 30 days. */
  @Field((value) => (DURATIONS.includes(value) ? undefined : `must be one of ${DURATIONS.join(', ')}`), {
    optional: true,
    type: 'integer',
    enum: [...PIN_SECONDS],
    default: USUAL_PIN_SECONDS,
    example: 86_400,
  })
  durationSeconds?: number;

  static seconds({ durationSeconds = USUAL_PIN_SECONDS }: PinDto): number {
    return durationSeconds;
  }
}

/** Selects a page of the receipts of a message. */
export class ReceiptsQuery extends PageQuery {
  @ChatOfMessage()
  chatId?: string;
}

/** How far a message got with one person. What was not reported is absent. */
export class PersonReceiptDto {
  /**
   * Phone JID of the person (a LID only while the phone is unknown).
   * @example 6281234567890@s.whatsapp.net
   */
  person: string;

  /** When a device of the person received the message. */
  @ApiProperty({ format: 'date-time', required: false })
  deliveredAt?: string;

  /** When the person read it. People can turn such receipts off. */
  @ApiProperty({ format: 'date-time', required: false })
  readAt?: string;

  /** When the person played it, if it is a voice note or can be opened only once. */
  @ApiProperty({ format: 'date-time', required: false })
  playedAt?: string;

  static of({ person, deliveredAt, readAt, playedAt }: ReceiptView): PersonReceiptDto {
    return {
      person,
      ...(deliveredAt !== undefined && { deliveredAt: iso(deliveredAt) }),
      ...(readAt !== undefined && { readAt: iso(readAt) }),
      ...(playedAt !== undefined && { playedAt: iso(playedAt) }),
    };
  }
}

/** Who has received, read and played a message. */
export class ReceiptsPageDto {
  /**
   * Id of the message.
   * @example 3EB0C431C26A1916E07A
   */
  messageId: string;

  /**
   * JID of its chat.
   * @example 120363043211234567@g.us
   */
  chatId: string;

  /** Sorted by JID. People of whom nothing was reported are absent. */
  receipts: PersonReceiptDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}
