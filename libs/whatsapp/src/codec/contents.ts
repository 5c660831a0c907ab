import type { proto } from '@whiskeysockets/baileys';
import type { MessageType, WebhookEvent } from '#libs/events';
import { readQuestionAnswer, readStatusAnswer, readStatusQuote } from './answers.js';
import { readEvent, readEventAnswer, readScheduledCall, readScheduledCallEdit } from './calendar.js';
import { readCards } from './cards.js';
import { readButtonAnswer, readInteractiveAnswer, readListAnswer, readTemplateAnswer } from './choices.js';
import { readButtons, readInteractive, readList, readStructured, readTemplate } from './forms.js';
import { readAdminInvite, readFollowerInvite, readGroupInvite } from './invites.js';
import {
  readBroadcast,
  readHistoryShared,
  readNotice,
  readSharedChat,
  readStatusNews,
  readStatusSticker,
} from './notices.js';
import { parentBy } from './parents.js';
import {
  readInvoice,
  readPaymentInvite,
  readPaymentRequest,
  readPaymentSent,
  readRequestEnd,
} from './payments.js';
import { readLivePlace, readPlace } from './places.js';
import { readPollContent, readPollResult } from './polls.js';
import type { Told } from './said.js';
import { readOrder, readProduct } from './shop.js';
import { readRichAnswer } from './texts.js';

/** The name of a field of WAProto's `Message`. A message has one of them as its content, and some beside it. */
export type ContentName = keyof proto.IMessage;

/** What becomes of a field: a part of a payload, another event, or no event, for a reason. */
export type Row<Part> =
  | { type: MessageType; read: (part: NonNullable<Part>) => Told }
  /** A wrapper: its content is read. */
  | 'wrapper'
  | { event: WebhookEvent }
  | { none: string };

const FILE = ({ caption }: { caption?: string | null }): Told => ({ caption: caption || undefined });

/**
 * What becomes of every field of WAProto's `Message`. Of the fields that a message has, the first in this order is its
 * content. A field that is missing here does not compile.
 */
export const CONTENTS: { readonly [Name in ContentName]: Row<proto.IMessage[Name]> } = {
  conversation: { type: 'text', read: (text) => ({ text }) },
  extendedTextMessage: { type: 'text', read: ({ text }) => ({ text: text ?? '' }) },
  imageMessage: { type: 'image', read: FILE },
  videoMessage: { type: 'video', read: FILE },
  ptvMessage: { type: 'video', read: FILE },
  audioMessage: { type: 'audio', read: () => ({}) },
  documentMessage: { type: 'document', read: FILE },
  stickerMessage: { type: 'sticker', read: () => ({}) },
  stickerPackMessage: {
    type: 'sticker_pack',
    read: ({ name, caption }) => ({ text: name || undefined, caption: caption || undefined }),
  },
  locationMessage: { type: 'location', read: readPlace },
  liveLocationMessage: { type: 'location', read: readLivePlace },
  contactMessage: { type: 'contact', read: (card) => readCards({ contacts: [card] }) },
  contactsArrayMessage: { type: 'contact', read: readCards },
  pollCreationMessage: { type: 'poll', read: readPollContent },
  pollCreationMessageV2: { type: 'poll', read: readPollContent },
  pollCreationMessageV3: { type: 'poll', read: readPollContent },
  pollCreationMessageV5: { type: 'poll', read: readPollContent },
  pollResultSnapshotMessage: { type: 'poll', read: readPollResult },
  pollResultSnapshotMessageV3: { type: 'poll', read: readPollResult },
  eventMessage: { type: 'event', read: readEvent },
  scheduledCallCreationMessage: { type: 'event', read: readScheduledCall },
  scheduledCallEditMessage: { type: 'event', read: readScheduledCallEdit },
  orderMessage: { type: 'order', read: readOrder },
  productMessage: { type: 'product', read: readProduct },
  requestPaymentMessage: { type: 'payment', read: readPaymentRequest },
  sendPaymentMessage: { type: 'payment', read: readPaymentSent },
  declinePaymentRequestMessage: { type: 'payment', read: readRequestEnd('declined') },
  cancelPaymentRequestMessage: { type: 'payment', read: readRequestEnd('cancelled') },
  paymentInviteMessage: { type: 'payment', read: readPaymentInvite },
  invoiceMessage: { type: 'payment', read: readInvoice },
  groupInviteMessage: { type: 'invite', read: readGroupInvite },
  newsletterAdminInviteMessage: { type: 'invite', read: readAdminInvite },
  newsletterFollowerInviteMessageV2: { type: 'invite', read: readFollowerInvite },
  templateMessage: { type: 'interactive', read: readTemplate },
  highlyStructuredMessage: { type: 'interactive', read: readStructured },
  buttonsMessage: { type: 'interactive', read: readButtons },
  listMessage: { type: 'interactive', read: readList },
  interactiveMessage: { type: 'interactive', read: readInteractive },
  listResponseMessage: { type: 'choice', read: readListAnswer },
  buttonsResponseMessage: { type: 'choice', read: readButtonAnswer },
  templateButtonReplyMessage: { type: 'choice', read: readTemplateAnswer },
  interactiveResponseMessage: { type: 'choice', read: readInteractiveAnswer },
  encEventResponseMessage: { type: 'choice', read: readEventAnswer },
  richResponseMessage: { type: 'text', read: readRichAnswer },
  statusQuestionAnswerMessage: { type: 'text', read: readStatusAnswer },
  questionResponseMessage: { type: 'text', read: readQuestionAnswer },
  statusQuotedMessage: { type: 'text', read: readStatusQuote },
  requestPhoneNumberMessage: { type: 'notice', read: readNotice('phone_number_requested') },
  statusNotificationMessage: { type: 'notice', read: readStatusNews },
  statusStickerInteractionMessage: { type: 'notice', read: readStatusSticker },
  messageHistoryNotice: { type: 'notice', read: readHistoryShared },
  messageHistoryBundle: { type: 'notice', read: readHistoryShared },
  bcallMessage: { type: 'notice', read: readBroadcast },
  chat: { type: 'notice', read: readSharedChat },
  placeholderMessage: { type: 'unknown', read: () => ({ unavailable: 'masked' }) },
  encCommentMessage: {
    type: 'unknown',
    read: ({ targetMessageKey }) => ({
      unavailable: 'not_decrypted',
      parent: parentBy(targetMessageKey, 'comment'),
    }),
  },

  ephemeralMessage: 'wrapper',
  viewOnceMessage: 'wrapper',
  viewOnceMessageV2: 'wrapper',
  viewOnceMessageV2Extension: 'wrapper',
  documentWithCaptionMessage: 'wrapper',
  editedMessage: 'wrapper',
  groupMentionedMessage: 'wrapper',
  associatedChildMessage: 'wrapper',
  groupStatusMessage: 'wrapper',
  groupStatusMessageV2: 'wrapper',
  lottieStickerMessage: 'wrapper',
  pollCreationMessageV4: 'wrapper',
  pollCreationOptionImageMessage: 'wrapper',
  eventCoverImage: 'wrapper',
  questionMessage: 'wrapper',
  questionReplyMessage: 'wrapper',
  botInvokeMessage: 'wrapper',
  botForwardedMessage: 'wrapper',
  botTaskMessage: 'wrapper',
  limitSharingMessage: 'wrapper',
  statusMentionMessage: 'wrapper',
  groupStatusMentionMessage: 'wrapper',
  statusAddYours: 'wrapper',
  commentMessage: 'wrapper',
  deviceSentMessage: 'wrapper',

  reactionMessage: { event: 'message_reaction' },
  encReactionMessage: { event: 'message_reaction' },
  pinInChatMessage: { event: 'message_pinned' },
  keepInChatMessage: { event: 'message_kept' },
  pollUpdateMessage: { event: 'poll_vote' },
  secretEncryptedMessage: { event: 'message_edit' },

  protocolMessage: { none: 'has kinds of its own: those below become none' },
  albumMessage: { none: 'announces how many files follow; each of them names it as its `parent`' },
  callLogMesssage: { none: 'repeats a call, which has the event `call`' },
  call: { none: 'is part of a call, which has the event `call`' },
  senderKeyDistributionMessage: { none: 'contains a key, with which messages in a group are decrypted' },
  fastRatchetKeySenderKeyDistributionMessage: {
    none: 'contains a key, with which a live location is decrypted',
  },
  messageContextInfo: { none: 'describes the content beside it; its `parent` is taken from here' },
  stickerSyncRmrMessage: { none: "keeps stickers in step between the account's own devices" },
};

/** The names of all fields, in the order in which they are looked for. */
export const CONTENT_NAMES: readonly ContentName[] = Object.keys(CONTENTS).filter(isContentName);

function isContentName(name: string): name is ContentName {
  return Object.hasOwn(CONTENTS, name);
}
