/** State of the connection of an instance. */
export type InstanceStatus =
  'disconnected' | 'connecting' | 'qr_required' | 'passkey_required' | 'connected' | 'reconnecting';
