import { type EventSelector, PAYLOAD_FORMATS, type PayloadFormat } from '#libs/events';
import { WebhookEvents, WebhookUrl } from '../../common/webhook.fields.js';
import { Choice, Flag } from '../../http/fields.js';
import { ExtraHeaders } from './extra-headers.js';

export const ORDERS = ['chat', 'strict'] as const;
export const ORDER_MEANINGS =
  '`chat`: the events of one chat are delivered in order, and chats do not wait for each other. `strict`: all events are delivered in order, and a delivery that fails holds up the others.';

export const FORMAT_MEANINGS =
  '`miaw`: the form of this document. `evolution`, `waha`: messages, their statuses and the connection come as from those gateways, and everything else as with `miaw`; the guide Coming over lists the fields.';

/** Changes to the webhook configuration. Absent fields do not change. */
export class UpdateWebhookDto {
  /**
   * URL that receives the instance's events: http or https, without a user name or password. null removes it.
   * @example https://example.com/webhook
   */
  @WebhookUrl()
  webhookUrl?: string | null;

  /**
   * The events to deliver. null or `*`: all events, except those about the status and channels, which have to be asked for by
   * name: `["*", "status_post"]`.
   */
  @WebhookEvents({ nullable: true, example: ['message', 'ready', 'disconnected'] })
  webhookEvents?: EventSelector[] | null;

  /** Whether events are delivered. Deliveries that wait when you set it to false go out when you set it to true. */
  @Flag({ optional: true })
  webhookEnabled?: boolean;

  @Choice(ORDERS, { optional: true, description: ORDER_MEANINGS })
  order?: 'chat' | 'strict';

  /** Headers to add to every request. They replace all headers that were set before. */
  @ExtraHeaders()
  headers?: Record<string, string>;

  @Choice(PAYLOAD_FORMATS, { optional: true, description: FORMAT_MEANINGS })
  format?: PayloadFormat;
}
