import { proto } from '@whiskeysockets/baileys';
import type { Row } from './contents.js';
import {
  readLimitSharing,
  readMemberLabel,
  readNotice,
  readStatusMention,
  readThreadControl,
  readTimer,
} from './notices.js';

type Protocol = proto.Message.IProtocolMessage;
export type ProtocolName = keyof typeof proto.Message.ProtocolMessage.Type;

/** What becomes of each kind of `protocolMessage`: a control message of WhatsApp's apps. */
export const PROTOCOL: { readonly [Name in ProtocolName]: Exclude<Row<Protocol>, 'wrapper'> } = {
  REVOKE: { event: 'message_delete' },
  MESSAGE_EDIT: { event: 'message_edit' },
  EPHEMERAL_SETTING: { type: 'notice', read: readTimer },
  SHARE_PHONE_NUMBER: { type: 'notice', read: readNotice('phone_number_shared') },
  STATUS_MENTION_MESSAGE: { type: 'notice', read: readStatusMention },
  LIMIT_SHARING: { type: 'notice', read: readLimitSharing },
  GROUP_MEMBER_LABEL_CHANGE: { type: 'notice', read: readMemberLabel },
  REQUEST_WELCOME_MESSAGE: { type: 'notice', read: readNotice('welcome_requested') },
  REMINDER_MESSAGE: { type: 'notice', read: readNotice('reminder') },
  CLOUD_API_THREAD_CONTROL_NOTIFICATION: { type: 'notice', read: readThreadControl },
  HISTORY_SYNC_NOTIFICATION: {
    none: 'brings messages from before the device was linked: `GET chats` has them',
  },
  APP_STATE_SYNC_KEY_SHARE: { none: "contains keys for the account's settings" },
  APP_STATE_SYNC_KEY_REQUEST: { none: "asks another device for keys of the account's settings" },
  APP_STATE_FATAL_EXCEPTION_NOTIFICATION: { none: "reports that the account's settings do not match" },
  INITIAL_SECURITY_NOTIFICATION_SETTING_SYNC: { none: 'is a setting of the phone' },
  PEER_DATA_OPERATION_REQUEST_MESSAGE: { none: "is a request between the account's own devices" },
  PEER_DATA_OPERATION_REQUEST_RESPONSE_MESSAGE: {
    none: 'answers a request of this server; a message in it has its usual event',
  },
  LID_MIGRATION_MAPPING_SYNC: { none: 'names phone numbers of LIDs' },
  EPHEMERAL_SYNC_RESPONSE: { none: 'repeats the timer of a chat, which its messages have as `expiresIn`' },
  MSG_FANOUT_BACKFILL_REQUEST: { none: "is a request between the account's own devices" },
  MEDIA_NOTIFY_MESSAGE: { none: 'announces that a file will be uploaded' },
  BOT_FEEDBACK_MESSAGE: { none: 'rates an answer of Meta AI' },
  BOT_MEMU_ONBOARDING_MESSAGE: { none: 'introduces a feature of Meta AI' },
  STOP_GENERATION_MESSAGE: { none: 'stops an answer of Meta AI' },
  AI_PSI_METADATA: { none: 'accompanies an answer of Meta AI' },
  AI_QUERY_FANOUT: { none: "copies a question to Meta AI to the account's own devices" },
};

/** The name of a kind; undefined if it is newer than WAProto. */
export function protocolName(type: number): ProtocolName | undefined {
  const name = proto.Message.ProtocolMessage.Type[type];
  return name !== undefined && isProtocolName(name) ? name : undefined;
}

function isProtocolName(name: string): name is ProtocolName {
  return Object.hasOwn(PROTOCOL, name);
}
