import { EVENT_NAMES, type WebhookEvent } from '#libs/events';
import { Choice } from '../../http/fields.js';

/** Selects the event that a test sends. */
export class TestEndpointDto {
  /** Send an example of this event, as the documentation shows it. Whoever is in it does not exist. */
  @Choice(EVENT_NAMES, { optional: true, default: 'test', example: 'message' })
  event?: WebhookEvent;
}

/** Description of the operations that send a test. */
export const TESTING =
  'Sends a `test` event, or an example of the given `event`: immediately and only once, signed like any other event, whatever the endpoint has asked for. Its `sequence` is 0, which no other event has.';
