import { jidDecode } from '@whiskeysockets/baileys';

export type Addressing = 'pn' | 'lid';

/** A device as the wire names it: device 0 is the phone. */
export interface DeviceAddress {
  user: string;
  server: string;
  device: number;
}

export const SERVER = 's.whatsapp.net';

/** The server itself: Baileys compares with this form, empty user included. */
export const SERVER_JID = `@${SERVER}`;

/** @returns undefined for what is not a JID */
export function parseJid(jid: string | undefined): DeviceAddress | undefined {
  const decoded = jidDecode(jid);
  return decoded && { user: decoded.user, server: decoded.server, device: decoded.device ?? 0 };
}

/** The JID of a user or device; device 0 is never written, because the codec would drop it on the way. */
export function formatJid(user: string, server: string, device = 0): string {
  return device === 0 ? `${user}@${server}` : `${user}:${device}@${server}`;
}

/** The chat that a device JID belongs to. */
export function withoutDevice(jid: string): string {
  const parsed = parseJid(jid);
  return parsed ? formatJid(parsed.user, parsed.server) : jid;
}

/** Whether a JID names a person (by phone number or LID), not a group, a list or a channel. */
export function isPerson(jid: string): boolean {
  const server = parseJid(jid)?.server;
  return server === SERVER || server === 'lid' || server === 'c.us';
}

/** How a JID names its user. */
export function addressingOf(jid: string): Addressing {
  return parseJid(jid)?.server === 'lid' ? 'lid' : 'pn';
}
