import type { WebhookEvent } from '#libs/events';
import { InstanceId } from '../../common/instance.params.dto.js';
import { WebhookEvents, WebhookUrl } from '../../common/webhook.fields.js';
import { Count, Flag } from '../../http/fields.js';

/** How many messages a minute an instance sends at the most. */
function SendRate(): PropertyDecorator {
  return Count({
    min: 0,
    max: 6000,
    optional: true,
    nullable: true,
    description:
      'Messages a minute at the most: more wait, instead of being refused. 0: any number; null: as the server has it, `SEND_RATE_PER_MINUTE`',
    example: 20,
  });
}

/** What of an instance can be changed. */
export class UpdateInstanceDto {
  @SendRate()
  sendRatePerMinute?: number | null;
}

export class CreateInstanceDto {
  /**
   * The caller's name for the instance.
   * @example my-bot-1
   */
  @InstanceId()
  instanceId: string;

  /**
   * Where the instance's events go. Without one they are only kept.
   * @example https://example.com/webhook
   */
  @WebhookUrl()
  webhookUrl?: string | null;

  /** The events that the receiver wants; all when absent. */
  @WebhookEvents({ example: ['message', 'qr', 'ready', 'disconnected'] })
  webhookEvents?: WebhookEvent[];

  /** Whether events are delivered. */
  @Flag({ optional: true, default: true })
  webhookEnabled?: boolean;

  @SendRate()
  sendRatePerMinute?: number | null;
}
