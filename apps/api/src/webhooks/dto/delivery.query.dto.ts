import { EVENT_NAMES, type WebhookEvent } from '#libs/events';
import type { DeliveryFilter, DeliveryState } from '#libs/storage';
import { destinationFault, parseDestination } from '#libs/whatsapp';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { PageQuery } from '../../common/page.query.dto.js';
import { Choice, Choices, Field, Flag, Pattern, Time } from '../../http/fields.js';
import { DELIVERY_STATES } from './delivery.dto.js';

export function DeliveryId(): PropertyDecorator {
  return Pattern(/^dlv_[A-Za-z0-9_]{1,64}$/, 'must be the id of a delivery, as in X-Miaw-Delivery', {
    description: 'Id of the delivery, as in the header `X-Miaw-Delivery`.',
    example: 'dlv_0193fd2b8a00c0ffee',
  });
}

/** The delivery that a path names, to the endpoint of an instance. */
export class DeliveryParams extends InstanceParams {
  @DeliveryId()
  deliveryId: string;
}

/** The delivery that a path names, to the global endpoint. */
export class GlobalDeliveryParams {
  @DeliveryId()
  deliveryId: string;
}

function millis(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}

function jidOf(chatId: string | undefined): string | undefined {
  return chatId === undefined ? undefined : parseDestination(chatId, 'chatId');
}

/** Selects deliveries of a list, and the page to return. */
export class DeliveriesQuery extends PageQuery {
  /** Return only deliveries in this state. Default: all states. */
  @Choice(DELIVERY_STATES, { optional: true })
  state?: DeliveryState;

  /** Return only deliveries of this event. Default: all events. */
  @Choice(EVENT_NAMES, { optional: true })
  event?: WebhookEvent;

  /** Return only deliveries of events that happened at this time or later. */
  @Time({ optional: true })
  from?: string;

  /** Return only deliveries of events that happened before this time. */
  @Time({ optional: true })
  to?: string;

  /** Return only deliveries of events that belong to this chat. Default: all chats, and none. */
  @Field(destinationFault, { optional: true, example: '6281234567890@s.whatsapp.net' })
  chatId?: string;

  static filter({ state, event, chatId, from, to }: DeliveriesQuery): DeliveryFilter {
    return {
      ...(state && { states: [state] }),
      ...(event && { events: [event] }),
      chat: jidOf(chatId),
      from: millis(from),
      to: millis(to),
    };
  }
}

/** Selects the deliveries to replay. */
export class ReplayDto {
  /** Replay deliveries in these states. */
  @Choices(DELIVERY_STATES, { optional: true, notEmpty: true, default: ['parked'] })
  states?: DeliveryState[];

  /** Replay deliveries of these events. Default: all events. */
  @Choices(EVENT_NAMES, { optional: true, notEmpty: true })
  events?: WebhookEvent[];

  /** Replay deliveries of events that happened at this time or later. */
  @Time({ optional: true })
  from?: string;

  /** Replay deliveries of events that happened before this time. */
  @Time({ optional: true })
  to?: string;

  /** Replay deliveries of events that belong to this chat. Default: of all chats, and of none. */
  @Field(destinationFault, { optional: true, example: '6281234567890@s.whatsapp.net' })
  chatId?: string;

  /** Only count the deliveries, and replay none. */
  @Flag({ optional: true, default: false })
  dryRun?: boolean;

  static filter({ states = ['parked'], events, chatId, from, to }: ReplayDto): DeliveryFilter {
    return { states, events, chat: jidOf(chatId), from: millis(from), to: millis(to) };
  }
}
