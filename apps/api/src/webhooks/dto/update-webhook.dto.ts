import { ApiProperty } from '@nestjs/swagger';
import { ArrayUnique, IsArray, IsBoolean, IsIn } from 'class-validator';
import { EVENT_NAMES, type WebhookEvent } from '#libs/events';
import { Judged, MayBeAbsent, MayBeNull, webUrl } from '../../http/fields.js';
import { extraHeaders } from './extra-headers.js';

export const ORDERS = ['chat', 'strict'] as const;

/** What is absent stays as it is. */
export class UpdateWebhookDto {
  /**
   * Where the instance's events go; null clears it.
   * @example https://myapp.com/webhook
   */
  @MayBeNull()
  @Judged(webUrl)
  @ApiProperty({ type: 'string', format: 'uri', nullable: true, required: false, maxLength: 2048 })
  webhookUrl?: string | null;

  /** The events that the receiver wants; null: all. */
  @MayBeNull()
  @ArrayUnique()
  @IsIn(EVENT_NAMES, { each: true })
  @IsArray()
  @ApiProperty({
    enum: EVENT_NAMES,
    isArray: true,
    nullable: true,
    required: false,
    example: ['message', 'ready', 'disconnected'],
  })
  webhookEvents?: WebhookEvent[] | null;

  /** Whether events are delivered. Those that wait when it is turned off go on when it is turned on again. */
  @MayBeAbsent()
  @IsBoolean()
  webhookEnabled?: boolean;

  /** `chat`: a chat's events in their order, chats independent; `strict`: everything in order, failures hold it up. */
  @MayBeAbsent()
  @IsIn(ORDERS)
  @ApiProperty({ enum: ORDERS, required: false })
  order?: 'chat' | 'strict';

  /** Extra headers of every request to the receiver; replaces those set before. */
  @MayBeAbsent()
  @Judged(extraHeaders)
  @ApiProperty({
    type: 'object',
    additionalProperties: { type: 'string', maxLength: 4096 },
    selfRequired: false,
    example: { 'X-Tenant': 'acme' },
  })
  headers?: Record<string, string>;
}
