import type { Payload, WebhookEvent } from '#libs/events';
import type { EventDraft } from '#libs/storage';

/** Makes an event of the catalogue with its payload. */
export function draft<E extends WebhookEvent>(
  event: E,
  data: Payload<E>,
  rest: Pick<EventDraft, 'at' | 'chat' | 'dedupe'>,
): EventDraft {
  return { event, data, ...rest };
}
