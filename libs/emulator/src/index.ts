export { type EmulatorOptions, WhatsAppEmulator } from './emulator.js';
export type { EmulatorLogger } from './reports/error-log.js';
export { FAULT_KINDS, type FaultKind, type FaultRequest } from './faults/fault.js';
