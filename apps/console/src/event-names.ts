import type { Delivery } from '../../../packages/client/src/generated/types.gen.js';

export type EventName = Delivery['event'];

/** The names of all events. The compiler finds one that is missing. */
const NAMES: Record<EventName, true> = {
  message: true,
  message_sent: true,
  message_status: true,
  message_edit: true,
  message_delete: true,
  message_reaction: true,
  message_pinned: true,
  message_kept: true,
  message_receipt: true,
  poll_vote: true,
  call: true,
  presence: true,
  connection: true,
  ready: true,
  disconnected: true,
  reconnecting: true,
  logged_out: true,
  qr: true,
  pairing_code: true,
  passkey: true,
  account_changed: true,
  account_restricted: true,
  instance_created: true,
  instance_deleted: true,
  group_update: true,
  group_participants: true,
  group_join_request: true,
  contact_update: true,
  blocklist: true,
  history: true,
  chat_update: true,
  label: true,
  label_assignment: true,
  quick_reply: true,
  status_post: true,
  status_delete: true,
  status_view: true,
  channel_post: true,
  channel_update: true,
  error: true,
  test: true,
};

export function isEventName(name: string): name is EventName {
  return Object.hasOwn(NAMES, name);
}

export const EVENT_NAMES: readonly EventName[] = Object.keys(NAMES).filter(isEventName);
