import { jidDecode } from '@whiskeysockets/baileys';

export type Addressing = 'pn' | 'lid';

/** The address of a device; device 0 is the phone. */
export interface DeviceAddress {
  user: string;
  server: string;
  device: number;
}

export const SERVER = 's.whatsapp.net';

/** The server itself. Baileys compares with this form, which has an empty user. */
export const SERVER_JID = `@${SERVER}`;

/** The chat of all status posts. */
export const STATUS_JID = 'status@broadcast';

/** @returns undefined for a text that is not a JID */
export function parseJid(jid: string | undefined): DeviceAddress | undefined {
  const decoded = jidDecode(jid);
  return decoded && { user: decoded.user, server: decoded.server, device: decoded.device ?? 0 };
}

/** The JID of a user or device. Device 0 is not written, because the codec would drop it. */
export function formatJid(user: string, server: string, device = 0): string {
  return device === 0 ? `${user}@${server}` : `${user}:${device}@${server}`;
}

/** A JID without its device. */
export function withoutDevice(jid: string): string {
  const parsed = parseJid(jid);
  return parsed ? formatJid(parsed.user, parsed.server) : jid;
}

/** Whether a JID belongs to a person, by phone number or LID, and not to a group, list or channel. */
export function isPerson(jid: string): boolean {
  const server = parseJid(jid)?.server;
  return server === SERVER || server === 'lid' || server === 'c.us';
}

/** Whether a JID has a phone number or a LID. */
export function addressingOf(jid: string): Addressing {
  return parseJid(jid)?.server === 'lid' ? 'lid' : 'pn';
}
