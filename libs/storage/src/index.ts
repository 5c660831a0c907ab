export { LidMapRepository } from './accounts/lid-map.js';
export type { ChatCursor, ChatRow } from './conversations/chats.js';
export type { ContactRow } from './conversations/contacts.js';
export { Database, type Read, type Write } from './database.js';
export {
  type AttemptResult,
  DeliveriesRepository,
  type DueDelivery,
  type HoldChange,
  type Line,
  type QueuedDelivery,
} from './deliveries/deliveries.js';
export {
  type AttemptRow,
  type Backlog,
  type DeliveryFilter,
  DeliveryLogRepository,
  type LoggedDelivery,
  type WholeDelivery,
} from './deliveries/delivery-log.js';
export * from './deliveries/events.js';
export { NewDeliveries } from './deliveries/new-deliveries.js';
export { type IdempotencyRow, IdempotencyKeysRepository } from './requests/idempotency-keys.js';
export { newId } from './ids.js';
export * from './accounts/inbox.js';
export * from './accounts/instances.js';
export {
  isOperation,
  type MessageCursor,
  type MessageDraft,
  type MessageIdentity,
  type MessageRow,
  MessagesRepository,
} from './conversations/messages.js';
export { Storage } from './storage.js';
export type * from './schema.js';
export * from './conversations/scheduled.js';
export * from './accounts/sessions.js';
export {
  GLOBAL_TARGET,
  type TargetChange,
  type TargetConfig,
  type TargetRow,
  TargetsRepository,
  configOf,
  isDeliverable,
} from './deliveries/targets.js';
