import { EVENT_SELECTORS } from '#libs/events';
import { Choices, Field, type FieldOptions } from '../http/fields.js';
import { LONGEST_URL, webUrl } from './judges.js';

/** The URL that receives the events of an instance. */
export function WebhookUrl(): PropertyDecorator {
  return Field(webUrl, {
    optional: true,
    nullable: true,
    type: 'string',
    format: 'uri',
    maxLength: LONGEST_URL,
  });
}

/** The events that are delivered to an endpoint. */
export function WebhookEvents(options: FieldOptions = {}): PropertyDecorator {
  return Choices(EVENT_SELECTORS, { optional: true, ...options });
}
