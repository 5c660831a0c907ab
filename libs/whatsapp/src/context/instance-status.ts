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
