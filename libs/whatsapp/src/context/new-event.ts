import type { Payload, WebhookEvent } from '#libs/events';
import type { EventDraft } from '#libs/storage';

/** Makes an event of the catalogue, with the payload that belongs to it. */
export function draft<E extends WebhookEvent>(
  event: E,
  data: Payload<E>,
  rest: Pick<EventDraft, 'at' | 'chat' | 'dedupe'>,
): EventDraft {
  return { event, data, ...rest };
}
