export { AddressGuard, type AddressGuardOptions, type ResolveHost, type UrlCheck } from './address-guard.js';
export { type GuardedAgents, guardedAgents } from './agents.js';
export { isPublicAddress } from './public-address.js';
export { OutboundRefused, type RefusalReason } from './refusal.js';
