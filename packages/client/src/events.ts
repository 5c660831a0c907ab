import { isRecord } from './errors.js';
import type { Event } from './generated/types.gen.js';

/** Whether a value is an event. Its payload is what the server says that it is. */
export function isEvent(value: unknown): value is Event {
  return (
    isRecord(value) &&
    typeof value['event'] === 'string' &&
    typeof value['instanceId'] === 'string' &&
    typeof value['sequence'] === 'number' &&
    isRecord(value['data'])
  );
}
