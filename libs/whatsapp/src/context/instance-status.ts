/** States of the connection of an instance. */
export const INSTANCE_STATUSES = [
  'disconnected',
  'connecting',
  'qr_required',
  'passkey_required',
  'connected',
  'reconnecting',
] as const;

/** State of the connection of an instance. */
export type InstanceStatus = (typeof INSTANCE_STATUSES)[number];

/** The state that a row has, as the server wrote it that had the instance last. */
export function statusIn({ status }: { status: string }): InstanceStatus {
  return INSTANCE_STATUSES.find((known) => known === status) ?? 'disconnected';
}
