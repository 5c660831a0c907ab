import { EVENT_NAMES, type WebhookEvent } from '#libs/events';
import type { DeliveryFilter, DeliveryState } from '#libs/storage';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { matching } from '../../common/judges.js';
import { PageQuery } from '../../common/page.query.dto.js';
import { Choice, Choices, Field, Time } from '../../http/fields.js';
import { DELIVERY_STATES } from './delivery.dto.js';

const deliveryId = matching(
  /^dlv_[A-Za-z0-9_]{1,64}$/,
  'must be the id of a delivery, as in X-Miaw-Delivery',
);

function DeliveryId(): PropertyDecorator {
  return Field(deliveryId, { description: '`X-Miaw-Delivery`', example: 'dlv_0193fd2b8a00c0ffee' });
}

/** Which delivery of an instance's receiver a path is about. */
export class DeliveryParams extends InstanceParams {
  @DeliveryId()
  deliveryId: string;
}

/** Which delivery of the global receiver a path is about. */
export class GlobalDeliveryParams {
  @DeliveryId()
  deliveryId: string;
}

function millis(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}

/** Which part of the deliveries. */
export class DeliveriesQuery extends PageQuery {
  /** Only those in this state. */
  @Choice(DELIVERY_STATES, { optional: true })
  state?: DeliveryState;

  /** Only those of this event. */
  @Choice(EVENT_NAMES, { optional: true })
  event?: WebhookEvent;

  /** Only those of events that happened at this time or later. */
  @Time({ optional: true })
  from?: string;

  /** Only those of events that happened before this time. */
  @Time({ optional: true })
  to?: string;

  static filter({ state, event, from, to }: DeliveriesQuery): DeliveryFilter {
    return {
      ...(state && { states: [state] }),
      ...(event && { events: [event] }),
      from: millis(from),
      to: millis(to),
    };
  }
}

/** Which deliveries to make again. */
export class ReplayDto {
  /** Those in one of these states; what was given up unless said otherwise. */
  @Choices(DELIVERY_STATES, { optional: true, notEmpty: true, default: ['parked'] })
  states?: DeliveryState[];

  /** Those of these events; of all unless said otherwise. */
  @Choices(EVENT_NAMES, { optional: true, notEmpty: true })
  events?: WebhookEvent[];

  /** Those of events that happened at this time or later. */
  @Time({ optional: true })
  from?: string;

  /** Those of events that happened before this time. */
  @Time({ optional: true })
  to?: string;

  static filter({ states = ['parked'], events, from, to }: ReplayDto): DeliveryFilter {
    return { states, events, from: millis(from), to: millis(to) };
  }
}
