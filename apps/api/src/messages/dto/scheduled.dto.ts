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

/** Which of the messages that were to be sent later. */
export class ScheduledQuery extends PageQuery {
  /** Those in this state. */
  @Choice(STATES, { optional: true, default: 'scheduled' })
  state?: ScheduledView['state'];
}

/** A message that is to be sent later, or was. */
export class ScheduledDto {
  /**
   * The message's id, before and after it is sent.
   * @example 3EB0C431C26A1916E07A
   */
  messageId: string;

  /**
   * What it is, in the words of the route that it was sent with.
   * @example text
   */
  kind: string;

  /**
   * As the request named it.
   * @example 6281234567890
   */
  to: string;

  @ApiProperty({ format: 'date-time' })
  sendAt: string;

  /** Until when it may wait for a connection. */
  @ApiProperty({ format: 'date-time' })
  sendBy: string;

  /** `sent`: it has left, and the message itself tells how far it got. */
  @ApiProperty({ enum: STATES })
  state: ScheduledView['state'];

  /**
   * Why it failed, in a word.
   * @example instance_not_connected
   */
  error?: string;

  /** @example order-1742 */
  clientReference?: string;

  @ApiProperty({ format: 'date-time' })
  createdAt: string;

  static of({ sendAt, sendBy, createdAt, ...view }: ScheduledView): ScheduledDto {
    return { ...view, sendAt: iso(sendAt), sendBy: iso(sendBy), createdAt: iso(createdAt) };
  }
}

export class ScheduledPageDto {
  /** By the time at which they are to be sent. */
  messages: ScheduledDto[];

  /** For the next page; absent when there is none. */
  nextCursor?: string;
}
