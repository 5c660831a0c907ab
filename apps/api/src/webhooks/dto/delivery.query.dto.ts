import { applyDecorators } from '@nestjs/common';
import { ApiProperty } from '@nestjs/swagger';
import { ArrayNotEmpty, ArrayUnique, IsArray, IsIn, Matches } from 'class-validator';
import { EVENT_NAMES, type WebhookEvent } from '#libs/events';
import type { DeliveryFilter, DeliveryState } from '#libs/storage';
import { PageQuery } from '../../common/page.query.dto.js';
import { Judged, MayBeAbsent, timeFault } from '../../http/fields.js';
import { InstanceParams } from '../../common/instance.params.dto.js';
import { DELIVERY_STATES } from './delivery.dto.js';

const DELIVERY_ID = /^dlv_[A-Za-z0-9_]{1,64}$/;

function DeliveryId(): PropertyDecorator {
  return applyDecorators(
    Matches(DELIVERY_ID, { message: 'must be the id of a delivery, as in X-Miaw-Delivery' }),
    ApiProperty({ description: '`X-Miaw-Delivery`', example: 'dlv_0193fd2b8a00c0ffee' }),
  );
}

/** Which delivery of an instance's receiver a path is about. */
export class DeliveryParams extends InstanceParams {
  @DeliveryId()
  deliveryId: string;
}

/** The same of the global receiver. */
export class GlobalDeliveryParams {
  @DeliveryId()
  deliveryId: string;
}

/** A point in time. */
function Time(description: string): PropertyDecorator {
  return applyDecorators(
    MayBeAbsent(),
    Judged(timeFault),
    ApiProperty({ description, format: 'date-time', required: false }),
  );
}

function millis(time: string | undefined): number | undefined {
  return time === undefined ? undefined : Date.parse(time);
}

/** Which part of the deliveries. */
export class DeliveriesQuery extends PageQuery {
  /** Only those in this state. */
  @MayBeAbsent()
  @IsIn(DELIVERY_STATES)
  @ApiProperty({ enum: DELIVERY_STATES, required: false })
  state?: DeliveryState;

  /** Only those of this event. */
  @MayBeAbsent()
  @IsIn(EVENT_NAMES)
  @ApiProperty({ enum: EVENT_NAMES, required: false })
  event?: WebhookEvent;

  @Time('Only those of events that happened at this time or later.')
  from?: string;

  @Time('Only those of events that happened before this time.')
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
  @MayBeAbsent()
  @ArrayUnique()
  @IsIn(DELIVERY_STATES, { each: true })
  @ArrayNotEmpty()
  @IsArray()
  @ApiProperty({ enum: DELIVERY_STATES, isArray: true, default: ['parked'], required: false })
  states?: DeliveryState[];

  /** Those of these events; of all unless said otherwise. */
  @MayBeAbsent()
  @ArrayUnique()
  @IsIn(EVENT_NAMES, { each: true })
  @ArrayNotEmpty()
  @IsArray()
  @ApiProperty({ enum: EVENT_NAMES, isArray: true, required: false })
  events?: WebhookEvent[];

  @Time('Those of events that happened at this time or later.')
  from?: string;

  @Time('Those of events that happened before this time.')
  to?: string;

  static filter({ states = ['parked'], events, from, to }: ReplayDto): DeliveryFilter {
    return { states, events, from: millis(from), to: millis(to) };
  }
}
