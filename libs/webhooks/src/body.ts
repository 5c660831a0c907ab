import { isObject, isTextByName, parsed } from '#libs/storage';

/** An event of the event log. */
export interface LoggedEvent {
  id: string;
  instanceId: string;
  event: string;
  /** When it happened, epoch ms. */
  at: number;
  /** Counts from 1 per instance, without gaps; 0 for an event outside the event log. */
  sequence: number;
  /** JSON of the payload. */
  data: string;
  /** JSON of the instance's metadata at that time; null if it had no metadata. */
  metadata: string | null;
}

/**
 * Builds the body of a request: JSON in UTF-8, identical on every attempt.
 *
 * Some receivers verify the signature over `JSON.stringify(JSON.parse(body))`. That gives these very bytes, because the
 * payload passes through the same two functions here.
 */
export function eventBody(event: LoggedEvent): Buffer {
  const data = parsed(event.data, isObject);
  const body = {
    event: event.event,
    instanceId: event.instanceId,
    timestamp: event.at,
    id: event.id,
    sequence: event.sequence,
    data,
    ...(event.metadata !== null && { metadata: parsed(event.metadata, isTextByName) }),
  };
  return Buffer.from(JSON.stringify(body), 'utf8');
}
