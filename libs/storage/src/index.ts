export * from './accounts/inbox.js';
export * from './accounts/instances.js';
export type { ClusterNews, Listening } from './cluster/cluster-news.js';
export type { ClusterTables, Holder, NodeEntry, NodeView } from './cluster/cluster-tables.js';
export { HeldLeases } from './cluster/held-leases.js';
export type { Lease } from './cluster/lease.js';
export { LidMapRepository } from './accounts/lid-map.js';
export * from './accounts/sessions.js';
export type { ArchivedFileRow, NewArchivedFile } from './conversations/archived-files.js';
export type { CallRow } from './conversations/calls.js';
export type { ChatMoveRow } from './conversations/chat-moves.js';
export type { ChatStateChange, ChatStateRow } from './conversations/chat-states.js';
export type { ChatCursor, ChatFilter, ChatRow, ListedChat } from './conversations/chats.js';
export type { ChatPictureRow } from './conversations/chat-pictures.js';
export type { ContactRow } from './conversations/contacts.js';
export type { AssignmentKey, AssignmentRow, LabeledMessage, LabelRow } from './conversations/labels.js';
export {
  isOperation,
  type MessageCursor,
  type NewMessage,
  type MessageIdentity,
  type MessageRow,
  MessagesRepository,
  type ListedMessage,
} from './conversations/messages.js';
export type { MessageSelection, SearchTerm } from './conversations/message-search.js';
export type { ReceiptKind, ReceiptRow } from './conversations/receipts.js';
export type { QuickReplyRow } from './conversations/quick-replies.js';
export * from './conversations/scheduled.js';
export type { FileOwner, OpenFile, ScheduledFiles } from './conversations/scheduled-files.js';
export type { StatusAudienceRow, StatusMute, StatusPage, StatusView } from './conversations/status-posts.js';
export { fits } from './indexable.js';
export {
  CommitUnknown,
  Database,
  DatabaseBusy,
  DatabaseUnavailable,
  Fenced,
  type Read,
  readingForCaller,
  type Write,
} from './database.js';
export type { Line, QueuedDelivery } from './deliveries/claim-queries.js';
export {
  type AttemptResult,
  DeliveriesRepository,
  type DueDelivery,
  type HoldChange,
} from './deliveries/deliveries.js';
export type {
  AttemptRow,
  Backlog,
  DeliveryFilter,
  LoggedDelivery,
  WholeDelivery,
} from './deliveries/delivery-log.js';
export * from './deliveries/events.js';
export { CHAT_KINDS, type ChatKind, type EndpointFilter } from './deliveries/endpoint-filter.js';
export { NewDeliveries } from './deliveries/new-deliveries.js';
export {
  configOf,
  DEFAULT_ENDPOINT,
  type EndpointOwner,
  GLOBAL_TARGET,
  isDeliverable,
  type TargetChange,
  type TargetConfig,
  type TargetRow,
  TargetsRepository,
} from './deliveries/targets.js';
export { type Traffic } from './deliveries/traffic.js';
export {
  type DeliveryId,
  type EventId,
  type FileId,
  isDeliveryId,
  newId,
  type NodeId,
  type RequestId,
  type TargetId,
  type Uid,
} from './ids.js';
export {
  type ChatJid,
  isChatJid,
  isLid,
  isPhone,
  isWireJid,
  STATUS_CHAT,
  type Lid,
  type LidPair,
  type Phone,
  type WireJid,
  withoutDevice,
} from './jids.js';
export { type Moved, moveStorage } from './moving/move-storage.js';
export { inBatches, MESSAGES_PER_COMMIT } from './batches.js';
export { isObject, isTextByName, isTexts, parsed } from './json.js';
export { type ApiKeyRow } from './requests/api-keys.js';
export { type AuditFilter, type AuditRow, type NewAuditEntry } from './requests/audit.js';
export type { ConsoleSessionRow, ConsoleSessionsRepository } from './requests/console-sessions.js';
export { type IdempotencyRow } from './requests/idempotency-keys.js';
export type * from './schema.js';
export * from './storage.js';
