import { epochMs } from '#libs/observability';
import { randomBytes } from 'node:crypto';

// What an id is of stands in its first letters, and so in its type: none can be taken for another.

/** Key of an instance's rows: an instance's name may be used again after a deletion, its uid never is. */
export type Uid = `ins_${string}`;
export type EventId = `evt_${string}`;
/** Of a target, to which events are delivered. */
export type TargetId = `tgt_${string}`;
/** `X-Miaw-Delivery`: identical in every attempt and replay. */
export type DeliveryId = `dlv_${string}`;
/** Of one use of an idempotency key: a key that was released gets another. */
export type RequestId = `req_${string}`;
/** Of a file in the archive: its name there. */
export type FileId = `fil_${string}`;

/** Of a server, for as long as its process runs. */
export type NodeId = `nod_${string}`;

type Prefix = 'ins' | 'evt' | 'tgt' | 'dlv' | 'req' | 'fil' | 'nod';

/** A random id that sorts by time of creation: 48 bits of epoch milliseconds, 80 bits of chance, in hex. */
export function newId<P extends Prefix>(prefix: P): `${P}_${string}` {
  return `${prefix}_${epochMs().toString(16).padStart(12, '0')}${randomBytes(10).toString('hex')}`;
}

/** The id of an event's delivery to a target. */
export function deliveryIdOf(event: EventId, target: TargetId): DeliveryId {
  return `dlv_${event.slice('evt_'.length)}_${endOf(target)}`;
}

/** What the ids of deliveries have of the id of their target. */
export function endOf(target: TargetId): string {
  return target.slice(-6);
}

export function isUid(text: string): text is Uid {
  return text.startsWith('ins_');
}

/** Whether a text that a caller gave may be the id of a delivery. */
export function isDeliveryId(text: string): text is DeliveryId {
  return text.startsWith('dlv_');
}
