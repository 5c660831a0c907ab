export { type EmulatorTrust, linkEmulator } from './emulator-link.js';
export { type FaultCode, type FaultDetails, type Outcome, WhatsAppFault } from './faults.js';
export type { SendResult } from './outbox.js';
export type { InstanceStatus, LastDisconnect } from './instance-state.js';
export type { Qr as QrView } from './supervisor.js';
export {
  type InstanceView,
  type StatusView,
  type TextMessage,
  WhatsApp,
  type WhatsAppOptions,
} from './whatsapp.js';
