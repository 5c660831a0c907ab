import type { ColumnType, Generated } from 'kysely';
import type { DeliveryId, EventId, FileId, NodeId, RequestId, TargetId, Uid } from './ids.js';
import type { ChatJid, Lid, Phone, WireJid } from './jids.js';

/** A flag, which both dialects store as an integer. */
export type Flag = 0 | 1;

/** Instances. In this table and all others, times are epoch milliseconds, JSON is text, and ids are made in code. */
export interface InstancesTable {
  /** Unique for every creation, so that late writes for a deleted instance cannot attach to a new one. */
  uid: Uid;
  /** The id that the caller chose. */
  instance_id: string;
  created_at: number;
  last_activity: number;
  /** What the operator last asked for. `connected` instances reconnect automatically after a restart. */
  desired: 'connected' | 'disconnected';
  /** Why the supervisor stopped until the next `connect` (`logged_out`, `banned`…); null while it may connect. */
  halted: string | null;
  phone: Phone | null;
  lid: Lid | null;
  name: string | null;
  connected_at: number | null;
  /** The presence that the account shows; null if none was set: WhatsApp then shows it online. */
  presence: 'available' | 'unavailable' | null;
  /** JSON: `{reason, code, at}`. */
  last_disconnect: string | null;
  /** The sequence of the next event. */
  next_sequence: ColumnType<number, number | undefined, number>;
  /** Largest number of messages per minute; 0: no limit; null: the setting of the server. */
  send_rate: number | null;
  /** When the next message may leave, if the instance has a pace. */
  next_slot: ColumnType<number, number | undefined, number>;
  /** The only account that may be linked; null: any. */
  own_phone: Phone | null;
  /** The account that was linked last. It stays when the device is unlinked. */
  last_phone: Phone | null;
  /** When the instance was deleted; its rows are being removed. Null for all others. */
  deleted_at: ColumnType<number | null, number | null | undefined, number | null>;
  /** Whether incoming calls are rejected. */
  reject_calls: ColumnType<Flag, Flag | undefined, Flag>;
  /** Text that rejected callers get; null: none. */
  reject_calls_text: string | null;
  /** JSON: whose calls are not rejected. */
  reject_calls_except: ColumnType<string, string | undefined, string>;
  /** JSON: what the operator notes about the instance, by key. */
  metadata: ColumnType<string, string | undefined, string>;
  /** Whose messages are marked as read: a value of `autoRead` of the API. */
  auto_read: ColumnType<string, string | undefined, string>;
  /** URL of the proxy, with its password; null: none. */
  proxy: ColumnType<string | null, string | null | undefined, string | null>;
  /** Whether people see the account typing before a message. */
  typing: ColumnType<Flag, Flag | undefined, Flag>;
  /** Of a deleted instance: all rows that go at once have been removed. */
  purged: ColumnType<Flag, Flag | undefined, Flag>;
  /** The state of its connection, as the server that has it said last. */
  status: ColumnType<string, string | undefined, string>;
}

/** Servers that use the database. */
export interface NodesTable {
  id: NodeId;
  /** Where other servers reach it. */
  url: string;
  version: string;
  started_at: number;
  /** It grows as long as the server lives. */
  beat: number;
  /** Whether it gives its instances to others, and takes none. */
  draining: Flag;
}

/** Which server has an instance: its connection, what it sends and its deliveries. */
export interface LeasesTable {
  instance: Uid;
  /** Null: nobody. */
  node: NodeId | null;
  /** It grows with each change of `node`. */
  epoch: number;
}

/** Texts that an account has ready, under a shortcut. */
export interface QuickRepliesTable {
  instance: Uid;
  id: string;
  shortcut: string;
  message: string;
  /** The whole entry of the app state (`QuickReplyAction`): a change replaces all of it. */
  action: Uint8Array;
}

/** Calls to an account that were made a short time ago. */
export interface CallsTable {
  instance: Uid;
  id: string;
  /** The caller as on the wire, without a device. */
  creator: WireJid;
  caller: ChatJid;
  is_video: Flag;
  is_group: Flag;
  /** `over`: nobody can answer it. */
  status: 'ringing' | 'accepted' | 'rejected' | 'over';
  /** Who rejects it on this device; null: nobody. Set before the request leaves. */
  rejected_by: 'request' | 'setting' | null;
  began_at: number;
}

/** When the callers of rejected calls last got a text. */
export interface CallAnswersTable {
  instance: Uid;
  caller: ChatJid;
  at: number;
}

export interface CredentialsTable {
  instance: Uid;
  value: string;
}

export interface SignalKeysTable {
  instance: Uid;
  type: string;
  id: string;
  value: string;
}

/** What WhatsApp delivered, decrypted. Rows are written before the receipt leaves. */
export interface InboxTable {
  position: Generated<number>;
  instance: Uid;
  /**
   * `message`, `peer` and `history` have one row per encrypted part, the others one per stanza. A `peer` message comes
   * from our own phone: keys and answers, which Baileys processes itself. A peer message that brings history is
   * `history`, and is done when the history is stored. A `placeholder` announces a message that our phone will forward.
   */
  kind: 'message' | 'peer' | 'history' | 'placeholder';
  stanza_from: string;
  participant: string;
  stanza_id: string;
  /** SHA-256 of the ciphertext, or of the stanza if nothing in it is encrypted; in hex. */
  digest: string;
  /** JSON of the stanza without ciphertexts. */
  stanza: string;
  /** The decrypted payload, still padded. */
  payload: Uint8Array | null;
  /** Nothing is left to do: events were made of the row or, for a `peer` message, Baileys has processed it. */
  done: Flag;
  /** Events were made of the row, or none had to be made. */
  recorded: ColumnType<Flag, Flag | undefined, Flag>;
  received_at: number;
  /** Why the row can never be read; null for all other rows. */
  fault: string | null;
  /** How often a `history` row was passed to Baileys again. */
  tries: ColumnType<number, number | undefined, number>;
}

/** The phone number of each LID, as reported by WhatsApp. Both are the user parts of JIDs. */
export interface AddressesTable {
  instance: Uid;
  lid: Lid;
  phone: Phone;
}

export interface MessagesTable {
  /** Order of arrival. */
  position: Generated<number>;
  instance: Uid;
  chat: ChatJid;
  /** Its author. */
  sender: ChatJid;
  id: string;
  from_me: Flag;
  /** `key.remoteJid` as on the wire. */
  remote_jid: WireJid;
  /** `key.participant` as on the wire; empty in 1:1, except of a bot that answers there. */
  participant: string;
  /** A type of the `message` event, or one of {@link OPERATIONS}. */
  type: string;
  text: string | null;
  /** Encoded `proto.Message`. */
  content: Uint8Array | null;
  push_name: string | null;
  at: number;
  /** How far an own message got; null for all others. */
  status: MessageStatus | null;
  status_at: number | null;
  /** WhatsApp's error code, if it refused the message. */
  error: string | null;
  edited_at: number | null;
  deleted_at: number | null;
  /** Id of the {@link IdempotencyKeysTable} row of the request that sent the message. */
  request: RequestId | null;
  /** The caller's own name for the message. */
  client_reference: string | null;
  /** Why this device does not have the content: a value of `unavailable` of the `message` event. */
  unavailable: string | null;
  /** The author's username. */
  username: string | null;
  /** Where an own message was sent in a trace, as in the W3C header. */
  traceparent: string | null;
  /** Number of an own post in its channel, once the server has given it one. */
  server_id: number | null;
  /** Names the upload of the file of an own post in a channel. */
  media_handle: string | null;
  /** The content that an own post in a channel is to get, while WhatsApp has not answered; null if it is to be deleted. */
  change: Uint8Array | null;
  /** When this change began, epoch ms; null if WhatsApp has answered all changes. */
  change_at: number | null;
  /** What a search finds besides the text: the name of a file, the options of a poll and the like. */
  details: string | null;
  /** When the message was pinned for everyone, epoch ms; null if it is not pinned. */
  pinned_at: number | null;
  /** When the pin ends, epoch ms; null if it has no end. */
  pinned_until: number | null;
  /**
   * When the message was kept for everyone, although it would disappear, epoch ms; null if it is not kept; 0 if its sender does
   * not allow to keep it.
   */
  kept_at: number | null;
  /** JSON: whom an own status post, or a change of one, is for; null for all other messages. */
  audience: string | null;
  /** When the account has viewed a status post of somebody else; null if it has not. */
  viewed_at: number | null;
  /** Whether a message of somebody else is still to be marked as read. */
  read_due: ColumnType<Flag, Flag | undefined, Flag>;
}

/** How far own messages have got with each person. */
export interface ReceiptsTable {
  /** `position` of the message. */
  message: number;
  person: ChatJid;
  /** Epoch ms. */
  delivered_at: number | null;
  read_at: number | null;
  played_at: number | null;
}

/**
 * How far a file is. `waiting`: it is still to be archived. `failed`: it was given up. `removed`: its time in the archive was
 * over.
 */
export type ArchiveState = 'waiting' | 'archived' | 'failed' | 'removed';

/** Files of received messages that are in the archive, or are to be. A row goes after its file. */
export interface ArchivedFilesTable {
  /** Name of the file in the archive. */
  id: FileId;
  /** Also of an instance that was deleted. */
  instance: Uid;
  /** `position` of the message; null if that was removed: the file is to go. */
  message: number | null;
  /** Which of the message's files, from 0. */
  file: number;
  state: ArchiveState;
  /** When the next attempt is due, if the file is waiting. */
  due_at: number;
  /** Attempts that have failed. */
  tries: ColumnType<number, number | undefined, number>;
  /** Why the last attempt failed; null if it did not. */
  reason: string | null;
  size_bytes: number | null;
  archived_at: number | null;
}

/** What was last reported of the pictures of people and groups. */
export interface ChatPicturesTable {
  instance: Uid;
  chat: ChatJid;
  /** WhatsApp's id of the picture; null if the chat has none. */
  picture: string | null;
  /** Epoch ms. */
  at: number;
}

/** The entries of the search, which is not in this schema, because each dialect has its own. */
export interface SearchEntriesTable {
  /** Sorts by time. */
  entry: number;
  /** `position` of the message. */
  position: number;
  starred: Flag;
}

/** The one row says up to which `position` messages are not in the search yet; 0: all are. */
export interface SearchBacklogTable {
  position: number;
}

/** Types of own messages that change, answer or gather other messages. They are stored for sending, and are not part of a chat. */
export const OPERATIONS = [
  'edit',
  'delete',
  'reaction',
  'pin',
  'keep',
  'vote',
  'sealed-edit',
  'event-answer',
  'album',
] as const;

export interface ChatsTable {
  instance: Uid;
  chat: ChatJid;
  /** In 1:1 the profile name of the other side, used unless the contact has a name; the group's name if history had one. */
  name: string | null;
  /** When the latest message was written, epoch ms. */
  last_at: number;
}

/** After how long messages disappear, per chat with one person; chats without a row never had a timer. */
export interface ChatTimersTable {
  instance: Uid;
  chat: ChatJid;
  /** 0: messages stay. */
  seconds: number;
  /** When the timer was set, epoch seconds. */
  set_at: number;
}

/** What members call their roles in groups; an empty label was removed. */
export interface MemberLabelsTable {
  instance: Uid;
  group_jid: string;
  member: ChatJid;
  label: string;
  /** Epoch ms, by the member's clock. */
  set_at: number;
}

/** Requests for older messages of a chat that the phone has not answered. */
export interface HistoryRequestsTable {
  instance: Uid;
  chat: ChatJid;
  /** Id of the message with the request. */
  request: string;
  /** Epoch ms. */
  asked_at: number;
}

/**
 * Collections of the app state that were read from their beginning. Those of a device that an earlier version has linked are
 * missing, and are read again.
 */
export interface AppStateReadsTable {
  instance: Uid;
  /** WhatsApp's name of the collection. */
  collection: string;
  /** Up to which version what it contains is stored. */
  version: number;
}

/** The labels of an account. */
export interface LabelsTable {
  instance: Uid;
  id: string;
  name: string;
  /** Number of a color in WhatsApp's palette. */
  color: number;
  /** WhatsApp's number of a label that it made itself; null for all others. */
  predefined_id: number | null;
  /** Deleted labels stay, because their ids must not be used again. */
  deleted: Flag;
  /** The whole entry of the app state (`LabelEditAction`): a change replaces all of it. */
  action: Uint8Array;
}

/** Which chats and messages have a label. */
export interface LabelAssignmentsTable {
  instance: Uid;
  label: string;
  /** Id of the message; empty if the chat itself has the label. */
  message: string;
  chat: ChatJid;
  /** JSON: index of the entry in the app state. */
  entry: string;
}

/** What an account has set for a chat. The app state has it, too; it need not be a chat that is stored. */
export interface ChatStatesTable {
  instance: Uid;
  chat: ChatJid;
  /** JSON: JID of the chat in the app state, by kind of entry. Entries of one chat can have different addresses of it. */
  entries: ColumnType<string, string | undefined, string>;
  archived: ColumnType<Flag, Flag | undefined, Flag>;
  /** When the chat was pinned; null if it is not pinned. */
  pinned_at: number | null;
  /** Until when the chat is muted; -1: for ever; null if it is not muted. */
  muted_until: number | null;
  /** Somebody marked the chat as unread. */
  marked_unread: ColumnType<Flag, Flag | undefined, Flag>;
  /** Messages up to this time are read. */
  read_at: ColumnType<number, number | undefined, number>;
}

/** Messages that an account has starred. */
export interface StarsTable {
  instance: Uid;
  chat: ChatJid;
  /** Id of the message. */
  message: string;
  /** JSON: index of the entry in the app state. */
  entry: string;
}

/** Who has viewed the status posts of an account. */
export interface StatusViewsTable {
  instance: Uid;
  /** Id of the post. */
  message: string;
  viewer: ChatJid;
  at: number;
}

/** The people whose status posts an account has muted. */
export interface StatusMutesTable {
  instance: Uid;
  author: ChatJid;
}

/** Who gets the status posts of an account, as the app state says. */
export interface StatusAudiencesTable {
  instance: Uid;
  audience: StatusAudience;
  /** JSON: JIDs of the people who are left out, or who alone get the posts, as on the wire. */
  people: string;
}

/** `contacts_except`: all contacts but some; `only`: some people. */
export type StatusAudience = 'contacts' | 'contacts_except' | 'only';

/** Numbers that callers have written to, with the number under which WhatsApp knows the account. */
export interface NumbersTable {
  instance: Uid;
  /** As the caller wrote it, in digits. */
  number: Phone;
  phone: Phone;
}

export interface PresenceSubscriptionsTable {
  instance: Uid;
  /** The JID as on the wire. */
  jid: string;
  /** When the subscription was last requested. */
  at: number;
}

export interface ContactsTable {
  instance: Uid;
  jid: ChatJid;
  /** Name in the account's address book; null for people who are not in it. */
  name: string | null;
  first_name: string | null;
  /** Profile name, which the person chose. */
  push_name: string | null;
  /** When the person's latest message was written, epoch ms; null for people who have never written. */
  heard_at: number | null;
}

/** State of a scheduled message. `sent`: it is in {@link MessagesTable}, which has its further status. */
export type ScheduledState = 'scheduled' | 'sent' | 'failed' | 'cancelled';

export interface ScheduledTable {
  position: Generated<number>;
  instance: Uid;
  /** Id of the message, which stays the same when it is sent. */
  id: string;
  /** Kind of the draft; for a file, the kind of file. */
  kind: string;
  /** The recipient as named in the request. */
  recipient: string;
  /** JSON of the content; null once the message is settled. */
  draft: string | null;
  send_at: number;
  /** Until when the message may wait for a connection. */
  send_by: number;
  state: ScheduledState;
  /** Why the message failed. */
  error: string | null;
  client_reference: string | null;
  /** Id of the {@link IdempotencyKeysTable} row of the request. */
  request: RequestId | null;
  created_at: number;
  settled_at: number | null;
  /** Whether `send_at` is a slot in the pace of the instance. */
  paced: ColumnType<Flag, Flag | undefined, Flag>;
}

/** The files of scheduled messages, in parts. Only on PostgreSQL: with SQLite they are beside the database. */
export interface ScheduledFilesTable {
  instance: Uid;
  /** Id of the message. */
  message: string;
  /** From 0. */
  part: number;
  bytes: Uint8Array;
}

/** Requests with an idempotency key, each of which is carried out once. */
export interface IdempotencyKeysTable {
  id: RequestId;
  /** What the key is unique in. */
  scope: Uid | 'server';
  key: string;
  /** SHA-256 of the request, in hex. */
  fingerprint: string;
  /** JSON of the answer's data; null while the request is not answered. */
  answer: string | null;
  /** Which server carries out the request, if any of them could; null as soon as that is over. */
  node: NodeId | null;
  created_at: number;
}

/** API keys that were made by request. The root key is not among them: it is in the environment. */
export interface ApiKeysTable {
  /** The public part of the key. */
  id: string;
  name: string;
  /** SHA-256 of the whole key, in hex. */
  digest: string;
  /** SHA-256 of the key before the last rotation, which is still valid for a while; null: there is no such key. */
  previous_digest: string | null;
  previous_until: number | null;
  /** JSON list. */
  scopes: string;
  /** JSON list of the ids of instances; null: all instances. */
  instances: string | null;
  expires_at: number | null;
  /** Largest number of requests per minute; null: the setting of the server. */
  rate_limit: number | null;
  created_at: number;
  /** Id of the key that made it; `root`: the root key. */
  created_by: string;
  /** When the key was last used, to the minute; null: never. */
  used_at: number | null;
}

/** Sessions of the console. Servers that have a database of their own keep them in memory. */
export interface ConsoleSessionsTable {
  /** SHA-256 of the value of its cookie, in hex. */
  id: string;
  /** Id of the key that has opened it; `root`: the root key. */
  key_id: string;
  /** Tells by the value of the cookie whether a secret of the key is the one with which the session was opened. */
  mark: string;
  created_at: number;
  /** To the minute. */
  used_at: number;
}

/** What was done with API keys. Rows are only added, and removed when they are old. */
export interface AuditTable {
  position: Generated<number>;
  at: number;
  /** Id of the key; `root`: the root key. */
  key: string;
  /** Its name at that time. */
  key_name: string;
  /** Id of the operation in the OpenAPI document. */
  operation: string;
  instance_id: string | null;
  /** What the operation was about: ids in the path, or the recipient. */
  subject: string | null;
  /** Status of the answer. */
  status: number;
  /** Error code of the answer; null if it succeeded. */
  code: string | null;
  correlation_id: string;
  /** IP address of the caller. */
  address: string;
}

/** Status of an own message. `pending`: not acknowledged yet, and maybe not sent. `sent`: acknowledged by WhatsApp. */
export type MessageStatus = 'pending' | 'sent' | 'delivered' | 'read' | 'played' | 'failed';

export interface EventsTable {
  id: EventId;
  instance: Uid;
  instance_id: string;
  /** Number of the event within its instance, from 1, without gaps. */
  sequence: number;
  event: string;
  at: number;
  /** Canonical chat; null for events of the instance itself. */
  chat: string | null;
  /** At most one event per instance has this key; null if the event may occur again. */
  dedupe: string | null;
  /** JSON of the payload. */
  data: string;
  /** JSON of the instance's metadata when the event happened; null if it had no metadata. */
  metadata: string | null;
  /** Where it happened in a trace, as in the W3C header; null if it belongs to none. */
  traceparent: string | null;
}

/** The endpoints of events: each instance has one called `default`, and may have others. */
export interface TargetsTable {
  id: TargetId;
  /** Uid of the instance; null for a global endpoint, which receives the events of all instances. */
  instance: Uid | null;
  /** Uid of the instance whose `default` endpoint this is; null for all others. */
  default_of: Uid | null;
  /** Unique among the endpoints of the instance, or among the global ones. */
  name: string;
  created_at: number;
  url: string | null;
  /** JSON list of event names, as configured; null: all events. For queries the list is in {@link TargetEventsTable}. */
  events: string | null;
  /** JSON of an `EndpointFilter`; null: everything. */
  filter: string | null;
  enabled: Flag;
  ordering: 'chat' | 'strict';
  /** JSON of the headers that are added to every request. */
  headers: string | null;
  /** In which form of another gateway it gets its events; null: in the server's own. */
  format: ColumnType<string | null, string | null | undefined, string | null>;
  /** Requests in flight at a time; null: the setting of the server. */
  concurrency: number | null;
  /** Limit of one request in ms; null: the setting of the server. */
  timeout_ms: number | null;
  /** Signs the requests; null: the secret of the server. */
  secret: string | null;
  /** The secret before the last rotation, until `previous_until`; null: it was the secret of the server. */
  previous_secret: string | null;
  /** Until when requests are also signed with the secret before, epoch ms; null: they are not. */
  previous_until: number | null;
  paused: Flag;
  paused_at: number | null;
  paused_reason: string | null;
  /** Failed attempts since the last success. */
  failures: number;
  /** Since when the target has been held, with one probe at a time; null if it is not held. */
  held_since: number | null;
  /** When it was removed: nobody sees it any longer, and its deliveries go in small commits; epoch ms. */
  removed_at: number | null;
}

/** The events that a target wants. A target that wants all events has no rows here: its `events` is null. */
export interface TargetEventsTable {
  target: TargetId;
  event: string;
}

export interface DeliveriesTable {
  id: DeliveryId;
  /** Order of creation. */
  position: Generated<number>;
  event: EventId;
  target: TargetId;
  instance: Uid;
  chat: string | null;
  state: DeliveryState;
  attempts: number;
  /** Number of attempts before the last replay, from which the schedule counts. */
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
  delivery: DeliveryId;
  number: number;
  target: TargetId;
  at: number;
  status: number | null;
  latency_ms: number;
  error: string | null;
  /** Beginning of the receiver's answer. */
  response: string | null;
}

/** A chat that is about to get another address. */
export interface ChatMovesTable {
  instance: Uid;
  from_chat: ChatJid;
  to_chat: ChatJid;
}

export interface Schema {
  nodes: NodesTable;
  leases: LeasesTable;
  idempotency_keys: IdempotencyKeysTable;
  api_keys: ApiKeysTable;
  audit: AuditTable;
  console_sessions: ConsoleSessionsTable;
  scheduled: ScheduledTable;
  scheduled_files: ScheduledFilesTable;
  instances: InstancesTable;
  credentials: CredentialsTable;
  signal_keys: SignalKeysTable;
  inbox: InboxTable;
  addresses: AddressesTable;
  messages: MessagesTable;
  receipts: ReceiptsTable;
  archived_files: ArchivedFilesTable;
  search_entries: SearchEntriesTable;
  search_backlog: SearchBacklogTable;
  chats: ChatsTable;
  chat_moves: ChatMovesTable;
  chat_timers: ChatTimersTable;
  member_labels: MemberLabelsTable;
  history_requests: HistoryRequestsTable;
  numbers: NumbersTable;
  app_state_reads: AppStateReadsTable;
  labels: LabelsTable;
  label_assignments: LabelAssignmentsTable;
  chat_states: ChatStatesTable;
  stars: StarsTable;
  chat_pictures: ChatPicturesTable;
  status_views: StatusViewsTable;
  status_mutes: StatusMutesTable;
  status_audiences: StatusAudiencesTable;
  presence_subscriptions: PresenceSubscriptionsTable;
  contacts: ContactsTable;
  calls: CallsTable;
  call_answers: CallAnswersTable;
  quick_replies: QuickRepliesTable;
  events: EventsTable;
  targets: TargetsTable;
  target_events: TargetEventsTable;
  deliveries: DeliveriesTable;
  attempts: AttemptsTable;
}
