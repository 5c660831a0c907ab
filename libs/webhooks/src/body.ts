/** An event as it stands in the journal. */
export interface JournalledEvent {
  id: string;
  instanceId: string;
  event: string;
  /** When it happened, epoch ms. */
  at: number;
  /** From 1, gapless per instance; 0 for what is not in the journal. */
  sequence: number;
  /** JSON of the payload. */
  data: string;
}

/**
 * The bytes of a request's body: JSON in UTF-8, the same in every attempt.
 *
 * Receivers that follow the plan sign what `JSON.stringify(JSON.parse(body))` gives them, so these bytes are a
 * fixed point of that: the payload goes through it once itself.
 */
export function eventBody(event: JournalledEvent): Buffer {
  const data: unknown = JSON.parse(event.data);
  const body = {
    event: event.event,
    instanceId: event.instanceId,
    timestamp: event.at,
    id: event.id,
    sequence: event.sequence,
    data,
  };
  return Buffer.from(JSON.stringify(body), 'utf8');
}
