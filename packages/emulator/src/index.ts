/// <reference lib="esnext.disposable" preserve="true" />
export { type Api, type ApiOptions, startApi } from './api.js';
export type { Bot, PairOptions } from './bot.js';
export { type Emulator, type EmulatorOptions, type PhoneSettings, startEmulator } from './emulator.js';
export type { Fault } from './faults.js';
export { RequestRefused } from './http.js';
export type { Expected, ExpectOptions, Manner, Person } from './person.js';
export type { PhoneMessage } from './phone-message.js';
export { stop } from './stopping.js';
