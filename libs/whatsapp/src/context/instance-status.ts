/** What the connection of an instance is doing. */
export type InstanceStatus = 'disconnected' | 'connecting' | 'qr_required' | 'connected' | 'reconnecting';
