export { type EmulatorTrust, linkEmulator } from './baileys/emulator-link.js';
export {
  type FaultCode,
  type FaultDetails,
  type Outcome,
  WhatsAppFault,
  withUnknownOutcome,
} from './faults.js';
export {
  channelFault,
  destinationFault,
  groupFault,
  personFault,
  parseDestination,
  phoneFault,
  recipientFault,
} from './wire/jids.js';
export type { SendResult } from './sending/outbox.js';
export type { Draft } from './sending/kinds/index.js';
export { EVENT_ANSWERS, type EventAnswer } from './sending/calendar-events.js';
export { endFault, type EventChange, type EventPlace, type OutgoingEvent } from './sending/kinds/event.js';
export { selectableFault } from './sending/kinds/poll.js';
export { AUTO_READ, type AutoReadSetting } from './conversations/auto-read.js';
export { textFault } from './sending/kinds/text.js';
export type { OutgoingContact } from './sending/kinds/contact.js';
export type { OutgoingLocation } from './sending/kinds/location.js';
export type { MediaKind, OutgoingMedia } from './sending/kinds/media.js';
export type { OutgoingPoll } from './sending/kinds/poll.js';
export type { ArchivedFile } from './media/media-archive.js';
export type { FetchedMedia } from './media/media-downloads.js';
export { linkPicture } from './media/link-picture.js';
export { checkPicture } from './media/pictures.js';
export { searchFault, type Snippet } from './codec/search.js';
export type { ShownMessage } from './conversations/shown-messages.js';
export { PIN_SECONDS } from './sending/marks.js';
export type { CheckResult, Contacts, ContactView, NewContact } from './people/contacts.js';
export type { KnownContact } from './people/known-contacts.js';
export type { PictureSize } from './people/picture-url.js';
export type { KeptMessage } from './codec/known-message.js';
export { type ConvertedPicture, shownPicture, sticker } from './media/conversions.js';
export {
  type Business,
  type BusinessCategory,
  type BusinessHours,
  DAYS,
  HOURS_MODES,
  type OpeningHours,
} from './codec/business.js';
export type { Collection, Order, OrderItem, Product, ProductPicture } from './codec/catalog.js';
export type { ProductChange } from './codec/catalog-changes.js';
export type { NewProduct, ProductRemoval } from './business/catalog.js';
export type { Page } from './context/page.js';
export {
  CALL_EXCEPTIONS,
  type CallException,
  CALL_TYPES,
  type CallLink,
  type CallType,
  type CallSettings,
  type RejectedCall,
} from './account/calls.js';
export type { QuickReplyView } from './conversations/quick-replies.js';
export type { LabeledMessageView, LabelView } from './conversations/labels.js';
export type { ChatChange, ChatState } from './conversations/chat-settings.js';
export type {
  ChatSelection,
  ChatView,
  Conversations,
  FilterCursor,
  FoundMessage,
  FoundMessages,
  MessageFilter,
  ReceiptView,
} from './conversations/conversations.js';
export {
  PARTICIPANT_ACTIONS,
  type ParticipantAction,
  PARTICIPANT_FAULTS,
  type ParticipantReason,
} from './groups/people.js';
export type { ParticipantError, ParticipantResult } from './groups/people.js';
export { GROUP_ROLES, type GroupRole } from './codec/group.js';
export type { GroupChange, Groups } from './groups/groups.js';
export type { GroupInvite, GroupInvites, Joining, ReceivedInvitation } from './groups/invites.js';
export {
  LINK_ACTIONS,
  LINK_FAULTS,
  type LinkError,
  type LinkReason,
  type LinkResult,
} from './communities/subgroups.js';
export type { Communities, CommunitySummary, CommunityView } from './communities/communities.js';
export type { SubgroupFacts } from './codec/subgroups.js';
export { LONGEST_LABEL } from './codec/member-label.js';
export { DISAPPEARING_SECONDS } from './codec/timers.js';
export type { GroupParticipant, GroupSummary, GroupView, JoinRequest } from './groups/view.js';
export type { Activity, Presence } from './account/presence.js';
export { PRIVACY, PRIVACY_SETTINGS } from './codec/account-settings.js';
export type { PrivacyChange, PrivacyResult, PrivacyView } from './account/privacy.js';
export type { BlockedPerson } from './account/blocklist.js';
export type { Reference } from './conversations/known-messages.js';
export type { ForwardResult, Messages } from './sending/messages.js';
export type { AlbumItemResult, AlbumResult } from './sending/albums.js';
export type { Outgoing } from './sending/recipient.js';
export type { Schedule, Scheduled, ScheduledView } from './sending/schedule.js';
export type { Profile, ProfileView } from './account/profile.js';
export type { LastDisconnect } from './connection/instance-state.js';
export { INSTANCE_STATUSES, type InstanceStatus } from './context/instance-status.js';
export type { PasskeyView } from './connection/passkey/steps.js';
export type { PasskeyCredential } from './connection/passkey/credential.js';
export type { Qr as QrView } from './connection/supervisor.js';
export type { ConnectionView, Instance, InstanceView, StatusView } from './instance.js';
export type { StoredInstance } from './stored-instance.js';
export { WhatsApp, type WhatsAppOptions } from './whatsapp.js';
export type { AdminInvitation, ChannelView } from './channels/channels.js';
export { CHANNEL_ROLES, CHANNEL_STATES, type ChannelRole, type ChannelState } from './codec/channel.js';
export type { PostView } from './channels/posts.js';
export { STATUS_FONTS, statusFont } from './codec/status-style.js';
export { type ForeignPost, type OwnPost, STATUS_LIFETIME_MS, type Viewer } from './sending/status-posts.js';
