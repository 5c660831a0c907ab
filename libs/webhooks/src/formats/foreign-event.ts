import { isObject, parsed } from '#libs/storage';
import { isWebhookEvent, type Payload, type WebhookEvent } from '#libs/events';
import type { LoggedEvent } from '../body.js';

/** An event with what other gateways say about where it goes and where it comes from. */
export interface ForeignEvent extends LoggedEvent {
  /** Digits of the account that is linked; null: there is no such account. */
  phone: string | null;
  /** Of the endpoint. */
  url: string;
}

/** Makes what another gateway sends of a payload. */
export type Shape<E extends WebhookEvent> = (
  data: Payload<E>,
  event: ForeignEvent,
) => object | Promise<object>;

/** What another gateway sends, by our events. */
export type Shapes = { readonly [E in WebhookEvent]?: Shape<E> };

/** The body of an event as another gateway sends it; undefined if it has no such event. */
export async function shaped(shapes: Shapes, event: ForeignEvent): Promise<object | undefined> {
  return isWebhookEvent(event.event) ? shapedAs(shapes, event.event, event) : undefined;
}

async function shapedAs<E extends WebhookEvent>(
  shapes: Pick<Shapes, E>,
  name: E,
  event: ForeignEvent,
): Promise<object | undefined> {
  const shape: Shape<E> | undefined = shapes[name];
  return shape?.(payloadOf(event), event);
}

/** What the payload of an event looks like is the catalogue's business, by which it was written. */
function payloadOf<E extends WebhookEvent>({ data }: LoggedEvent): Payload<E> {
  return parsed(data, (value: unknown): value is Payload<E> => isObject(value));
}
