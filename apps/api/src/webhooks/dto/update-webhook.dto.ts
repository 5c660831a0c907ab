import type { WebhookEvent } from '#libs/events';
import { WebhookEvents, WebhookUrl } from '../../common/webhook.fields.js';
import { Choice, Field, Flag } from '../../http/fields.js';
import { extraHeaders } from './extra-headers.js';

export const ORDERS = ['chat', 'strict'] as const;

/** What is absent stays as it is. */
export class UpdateWebhookDto {
  /**
   * Where the instance's events go; null clears it.
   * @example https://example.com/webhook
   */
  @WebhookUrl()
  webhookUrl?: string | null;

  /** The events that the receiver wants; null: all. */
  @WebhookEvents({ nullable: true, example: ['message', 'ready', 'disconnected'] })
  webhookEvents?: WebhookEvent[] | null;

  /** Whether events are delivered. Those that wait when it is turned off go on when it is turned on again. */
  @Flag({ optional: true })
  webhookEnabled?: boolean;

  /** `chat`: a chat's events in their order, chats independent; `strict`: everything in order, failures hold it up. */
  @Choice(ORDERS, { optional: true })
  order?: 'chat' | 'strict';

  /** Extra headers of every request to the receiver; replaces those set before. */
  @Field(extraHeaders, {
    optional: true,
    type: 'object',
    additionalProperties: { type: 'string', maxLength: 4096 },
    example: { 'X-Tenant': 'acme' },
  })
  headers?: Record<string, string>;
}
