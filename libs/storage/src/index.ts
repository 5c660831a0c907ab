export * from './addresses.js';
export { type ChatCursor, type ChatRow, ChatsRepository } from './chats.js';
export { type ContactRow, ContactsRepository } from './contacts.js';
export { Database, DATABASE_FILE, isOutage, type Read, type Write } from './database.js';
export {
  type AttemptResult,
  DeliveriesRepository,
  type DueDelivery,
  type HoldChange,
  type Line,
  type QueuedDelivery,
} from './deliveries.js';
export {
  type AttemptRow,
  type Backlog,
  type DeliveryFilter,
  DeliveryLogRepository,
  type LoggedDelivery,
  type WholeDelivery,
} from './delivery-log.js';
export { DirectoryInUse } from './directory-lock.js';
export * from './events.js';
export { type IdempotencyRow, IdempotencyKeysRepository } from './idempotency-keys.js';
export { newId } from './ids.js';
export * from './inbox.js';
export * from './instances.js';
export {
  isOperation,
  type MessageCursor,
  type MessageDraft,
  type MessageIdentity,
  type MessageRow,
  MessagesRepository,
} from './messages.js';
export { PresenceSubscriptionsRepository } from './presence-subscriptions.js';
export type * from './schema.js';
export { OPERATIONS } from './schema.js';
export * from './scheduled.js';
export * from './sessions.js';
export {
  GLOBAL_TARGET,
  type TargetChange,
  type TargetConfig,
  type TargetRow,
  TargetsRepository,
  configOf,
  isDeliverable,
} from './targets.js';
