/** State of the connection of an instance. */
export type InstanceStatus = 'disconnected' | 'connecting' | 'qr_required' | 'connected' | 'reconnecting';
