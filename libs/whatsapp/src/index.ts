export { type EmulatorTrust, linkEmulator } from './emulator-link.js';
export { type FaultCode, type FaultDetails, type Outcome, WhatsAppFault } from './faults.js';
export { groupFault, personFault, phoneFault, recipientFault } from './addresses.js';
export type { SendResult } from './sending/outbox.js';
export type {
  MediaKind,
  OutgoingContact,
  OutgoingLocation,
  OutgoingMedia,
  OutgoingPoll,
} from './sending/letters.js';
export type { FetchedMedia } from './media/media-downloads.js';
export type { KeptMessage } from './codec/kept.js';
export type {
  CheckResult,
  Contacts,
  ContactView,
  KnownContact,
  NewContact,
  PictureSize,
} from './contacts.js';
export type { Business } from './codec/person.js';
export type { ChatView, Conversations, Page } from './conversations.js';
export { DEEDS, type Deed, PARTICIPANT_FAULTS, type ParticipantReason } from './groups/people.js';
export type { ParticipantError, ParticipantResult } from './groups/people.js';
export { GROUP_ROLES, type GroupRole } from './codec/group.js';
export type { GroupChange, GroupInvite, Groups, Joining } from './groups/groups.js';
export type { GroupParticipant, GroupSummary, GroupView } from './groups/view.js';
export type { Activity, Presence } from './presence.js';
export type { ForwardResult, Messages, Reference } from './messages.js';
export type { Draft, Outgoing } from './sending/draft.js';
export type { Schedule, Scheduled, ScheduledView } from './sending/schedule.js';
export type { Profile, ProfileView } from './profile.js';
export type { InstanceStatus, LastDisconnect } from './instance-state.js';
export type { Qr as QrView } from './supervisor.js';
export {
  type ConnectionView,
  type InstanceView,
  type StatusView,
  WhatsApp,
  type WhatsAppOptions,
} from './whatsapp.js';
