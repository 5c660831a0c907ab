import type { ColumnType, Generated } from 'kysely';

/** 0 or 1: both dialects store flags as integers. */
export type Flag = 0 | 1;

/** Times are epoch milliseconds; JSON is text; ids are made in code. */
export interface InstancesTable {
  /** Made anew by every creation, so that late writes of a deleted instance find nothing to attach to. */
  uid: string;
  /** The caller's name for the instance. */
  instance_id: string;
  created_at: number;
  last_activity: number;
  /** What the operator last asked for: `connected` instances come back by themselves after a restart. */
  desired: 'connected' | 'disconnected';
  /** Why the supervisor stopped for good (`logged_out`, `banned`…), null while it may connect. */
  halted: string | null;
  phone: string | null;
  lid: string | null;
  name: string | null;
  connected_at: number | null;
  /** How the account shows; null while nobody has said: online, as WhatsApp has it. */
  presence: 'available' | 'unavailable' | null;
  /** JSON `{reason, code, at}` */
  last_disconnect: string | null;
  /** The sequence number that the next event gets. */
  next_sequence: ColumnType<number, number | undefined, number>;
  /** Messages a minute at the most, 0: any number; null: as the server has it. */
  send_rate: number | null;
  /** When the next message may leave that keeps to a pace. */
  next_slot: ColumnType<number, number | undefined, number>;
}

export interface CredentialsTable {
  instance: string;
  value: string;
}

export interface SignalKeysTable {
  instance: string;
  type: string;
  id: string;
  value: string;
}

/** What WhatsApp handed us and what it decrypted to: written before the receipt leaves. */
export interface InboxTable {
  position: Generated<number>;
  instance: string;
  /**
   * `message`, `peer` and `history` have one row per encrypted part, the others one per stanza. A `peer` message
   * is from our own phone to this device: keys and answers, which Baileys digests itself; one that brings history
   * is `history`, and finished when that is kept. A `placeholder` announces a message that our phone is yet to
   * send on.
   */
  kind: 'message' | 'peer' | 'history' | 'placeholder';
  stanza_from: string;
  participant: string;
  stanza_id: string;
  /** SHA-256 of the ciphertext (or of the stanza where nothing is encrypted), hex. */
  digest: string;
  /** JSON of the stanza without ciphertexts. */
  stanza: string;
  /** The decrypted, still padded payload. */
  payload: Uint8Array | null;
  /** Nothing is left to do: it has become events or, of a `peer` message, Baileys has digested it. */
  done: Flag;
  /** It has become events, or has none to become. */
  recorded: ColumnType<Flag, Flag | undefined, Flag>;
  received_at: number;
  /** Why it could not be read, and never will be; null for all else. */
  fault: string | null;
}

/** Which phone a LID belongs to, as WhatsApp told us. Both are the user parts of the JIDs. */
export interface AddressesTable {
  instance: string;
  lid: string;
  phone: string;
}

export interface MessagesTable {
  /** Order of arrival. */
  position: Generated<number>;
  instance: string;
  /** Canonical chat: phone JID in 1:1 (LID only while the phone is unknown), group JID in groups. */
  chat: string;
  /** Canonical JID of the author. */
  sender: string;
  id: string;
  from_me: Flag;
  /** `key.remoteJid` as it stood on the wire. */
  remote_jid: string;
  /** `key.participant` as it stood on the wire, empty in 1:1. */
  participant: string;
  /** A type of the `message` event, or one of {@link OPERATIONS}. */
  type: string;
  text: string | null;
  /** Encoded `proto.Message`. */
  content: Uint8Array | null;
  push_name: string | null;
  at: number;
  /** Own messages: how far it got on the wire. */
  status: MessageStatus | null;
  status_at: number | null;
  /** The server's error code of a refused message. */
  error: string | null;
  edited_at: number | null;
  deleted_at: number | null;
  /** Id of the {@link IdempotencyKeysTable} row of the request that sent it. */
  request: string | null;
  /** What the caller calls it. */
  client_reference: string | null;
}

/** Types of messages of ours that do something to another message: kept for sending, part of no conversation. */
export const OPERATIONS = ['edit', 'delete', 'reaction'] as const;

export interface ChatsTable {
  instance: string;
  /** Canonical chat, as in {@link MessagesTable}. */
  chat: string;
  /** What the other side goes by in 1:1 unless the contact has a name, the group's name as far as history told it. */
  name: string | null;
  /** When its latest message was written, epoch ms. */
  last_at: number;
}

export interface PresenceSubscriptionsTable {
  instance: string;
  /** As it stands on the wire. */
  jid: string;
  /** When it was last asked for. */
  at: number;
}

export interface ContactsTable {
  instance: string;
  /** Canonical: a phone JID, a LID only while the phone is unknown. */
  jid: string;
  /** As it stands in the account's address book, null for who is not in it. */
  name: string | null;
  first_name: string | null;
  /** What they call themselves. */
  push_name: string | null;
  /** When their latest message was written, epoch ms, null for who has never written. */
  heard_at: number | null;
}

/** `sent`: it is among the messages, which tell the rest. */
export type ScheduledState = 'scheduled' | 'sent' | 'failed' | 'cancelled';

export interface ScheduledTable {
  position: Generated<number>;
  instance: string;
  /** The message's id, before and after it is sent. */
  id: string;
  /** Of the draft; of files their own kind. */
  kind: string;
  /** As the request named it. */
  recipient: string;
  /** JSON of what it says, null once it is settled. */
  draft: string | null;
  send_at: number;
  /** Until when it may wait for a connection. */
  send_by: number;
  state: ScheduledState;
  /** Why it failed. */
  error: string | null;
  client_reference: string | null;
  /** Id of the {@link IdempotencyKeysTable} row of its request. */
  request: string | null;
  created_at: number;
  settled_at: number | null;
  /** Its time is one that the instance's pace allows. */
  paced: ColumnType<Flag, Flag | undefined, Flag>;
}

/** Requests that came with a key, so that each is carried out once. */
export interface IdempotencyKeysTable {
  /** Of this one use of the key: one that was given free gets another. */
  id: string;
  /** What the key is unique in: the uid of an instance, or `server`. */
  scope: string;
  key: string;
  /** SHA-256 of what was asked for, hex. */
  fingerprint: string;
  /** JSON of the answer's data; null while there is none. */
  answer: string | null;
  created_at: number;
}

/** `pending`: written, or about to be; `sent`: acknowledged by WhatsApp's server. */
export type MessageStatus = 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed';

export interface EventsTable {
  id: string;
  instance: string;
  instance_id: string;
  /** Gapless per instance, from 1. */
  sequence: number;
  event: string;
  at: number;
  /** Canonical chat, null for events of the instance itself. */
  chat: string | null;
  /** One event per key and instance, null when it may repeat. */
  dedupe: string | null;
  /** JSON of the payload. */
  data: string;
}

export interface TargetsTable {
  id: string;
  /** Null: the global target, which hears every instance. */
  instance: string | null;
  url: string | null;
  /** JSON list of event names as the operator gave it, null: all there are. Looked up in {@link TargetEventsTable}. */
  events: string | null;
  enabled: Flag;
  ordering: 'chat' | 'strict';
  /** JSON of extra request headers. */
  headers: string | null;
  paused: Flag;
  /** Failed attempts since the last success. */
  failures: number;
  /** Since when only one probe goes out at a time, null while healthy. */
  held_since: number | null;
}

/** What a target wants to hear of. A target that wants all there are has no rows here: its `events` is null. */
export interface TargetEventsTable {
  target: string;
  event: string;
}

export interface DeliveriesTable {
  /** `X-Miaw-Delivery`: the same in every attempt and replay. */
  id: string;
  /** Order of creation. */
  position: Generated<number>;
  event: string;
  target: string;
  instance: string;
  chat: string | null;
  state: DeliveryState;
  attempts: number;
  /** Attempts made before it was last asked for again: the schedule counts from there. */
  attempts_before: ColumnType<number, number | undefined, number>;
  /** When the next attempt is due. */
  due_at: number;
  created_at: number;
  finished_at: number | null;
  last_status: number | null;
  last_error: string | null;
}

export type DeliveryState = 'pending' | 'delivered' | 'parked';

export interface AttemptsTable {
  delivery: string;
  number: number;
  target: string;
  at: number;
  status: number | null;
  latency_ms: number;
  error: string | null;
  /** First bytes of the receiver's answer. */
  response: string | null;
}

export interface Schema {
  idempotency_keys: IdempotencyKeysTable;
  scheduled: ScheduledTable;
  instances: InstancesTable;
  credentials: CredentialsTable;
  signal_keys: SignalKeysTable;
  inbox: InboxTable;
  addresses: AddressesTable;
  messages: MessagesTable;
  chats: ChatsTable;
  presence_subscriptions: PresenceSubscriptionsTable;
  contacts: ContactsTable;
  events: EventsTable;
  targets: TargetsTable;
  target_events: TargetEventsTable;
  deliveries: DeliveriesTable;
  attempts: AttemptsTable;
}
