import { EVENT_NAMES } from '#libs/events';
import { Choices, Field, type FieldOptions } from '../http/fields.js';
import { LONGEST_URL, webUrl } from './judges.js';

/** Where an instance's events go. */
export function WebhookUrl(): PropertyDecorator {
  return Field(webUrl, {
    optional: true,
    nullable: true,
    type: 'string',
    format: 'uri',
    maxLength: LONGEST_URL,
  });
}

/** Which events a receiver wants. */
export function WebhookEvents(options: FieldOptions = {}): PropertyDecorator {
  return Choices(EVENT_NAMES, { optional: true, ...options });
}
