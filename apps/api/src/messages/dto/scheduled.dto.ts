import { ApiProperty } from '@nestjs/swagger';
import type { ScheduledView } from '#libs/whatsapp';
import { PageQuery } from '../../common/page.query.dto.js';
import { iso } from '../../common/times.js';
import { Choice } from '../../http/fields.js';

const STATES = [
  'scheduled',
  'sent',
  'failed',
  'cancelled',
] as const satisfies readonly ScheduledView['state'][];

/** Selects scheduled messages by their state. */
export class ScheduledQuery extends PageQuery {
  /** Return messages in this state. */
  @Choice(STATES, { optional: true, default: 'scheduled' })
  state?: ScheduledView['state'];
}

/** A message that was scheduled, whatever its state now. */
export class ScheduledDto {
  /**
   * Id of the message, which stays the same when it is sent.
   * @example 3EB0C431C26A1916E07A
   */
  messageId: string;

  /**
   * Kind of message, named after the route that it was sent with.
   * @example text
   */
  kind: string;

  /**
   * The recipient as named in the request.
   * @example 6281234567890
   */
  to: string;

  /** When the message is to be sent. */
  @ApiProperty({ format: 'date-time' })
  sendAt: string;

  /** Until when the message may wait for a connection. */
  @ApiProperty({ format: 'date-time' })
  sendBy: string;

  /** `sent`: the message has left; `GET messages/:messageId` reports how far it got. */
  @ApiProperty({ enum: STATES })
  state: ScheduledView['state'];

  /**
   * Why the message failed, as a word; present only if `state` is `failed`.
   * @example instance_not_connected
   */
  error?: string;

  /**
   * The `clientReference` of the request.
   * @example order-1742
   */
  clientReference?: string;

  /** When the server accepted the message. */
  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  static of({ sendAt, sendBy, createdAt, ...view }: ScheduledView): ScheduledDto {
    return { ...view, sendAt: iso(sendAt), sendBy: iso(sendBy), createdAt: iso(createdAt) };
  }
}

export class ScheduledPageDto {
  /** Sorted by `sendAt`, earliest first. */
  messages: ScheduledDto[];

  /** Pass it as `cursor` to get the next page; absent on the last page. */
  nextCursor?: string;
}
