import {
  type ChatJid,
  isLid,
  isPhone,
  isWireJid,
  type Lid,
  type Phone,
  type WireJid,
  withoutDevice,
} from '#libs/storage';
import { invalid, WhatsAppFault } from '../faults.js';

/** Digits of an international phone number (ITU-T E.164 allows 15; the shortest in use have 7). */
const PHONE = /^\d{7,15}$/;
const USER_JID = /^(\d{5,20})@(s\.whatsapp\.net|lid)$/;
const GROUP_JID = /^[\d-]{5,40}@g\.us$/;
const CHANNEL_JID = /^\d{5,30}@newsletter$/;
const PERSON_SERVER = 's.whatsapp.net';

/** The parts of a JID: `user[:device]@server`. */
export interface Jid {
  user: string;
  device: number;
  server: string;
}

/** Parses a JID. Undefined if the text is not a JID. */
export function parseJid(jid: string | null | undefined): Jid | undefined {
  const match = /^([^:@]+)(?:_\d+)?(?::(\d+))?@(.+)$/.exec(jid ?? '');
  if (!match) return undefined;
  const [, user, device, server] = match;
  if (user === undefined || server === undefined) return undefined;
  return { user, device: Number(device ?? 0), server };
}

export function phoneJid(phone: Phone): ChatJid {
  return withoutDevice(`${phone}@${PERSON_SERVER}`);
}

/** The JID of somebody whose phone is unknown; also how the wire names anybody. */
export function lidJid(lid: Lid): ChatJid {
  return withoutDevice(`${lid}@lid`);
}

/** Longest JID of a group, in characters: those of old groups have the phone of who made them, and a time. */
const LONGEST_GROUP = 64;

/** Whether messages there are encrypted with sender keys: in groups, status posts and lists of recipients. */
export function hasSenderKeys(jid: string): boolean {
  return jid.length <= LONGEST_GROUP && /^(?:[\d-]+@g\.us|[\w-]+@broadcast)$/.test(jid);
}

export function isGroup(jid: string): boolean {
  return jid.endsWith('@g.us');
}

export function isStatus(jid: string): boolean {
  return jid === 'status@broadcast';
}

export function isNewsletter(jid: string): boolean {
  return jid.endsWith('@newsletter');
}

/** Whether a JID belongs to a bot such as Meta AI. Some have phone numbers (whatsmeow, `JID.IsBot`). */
export function isBot(jid: string): boolean {
  return jid.endsWith('@bot') || /^(1313555\d{4}|131655500\d{2})@s\.whatsapp\.net$/.test(jid);
}

/** The user part of a phone JID; undefined for everything else. */
export function phoneOf(jid: string | null | undefined): Phone | undefined {
  const { user = '', server } = parseJid(jid) ?? {};
  return (server === PERSON_SERVER || server === 'hosted') && isPhone(user) ? user : undefined;
}

/** The user part of a LID; undefined for everything else. */
export function lidOf(jid: string | null | undefined): Lid | undefined {
  const { user = '', server } = parseJid(jid) ?? {};
  return (server === 'lid' || server === 'hosted.lid') && isLid(user) ? user : undefined;
}

/**
 * Parses a phone number from a caller. All characters except digits are ignored. JIDs are refused.
 * @param field field that the error names
 * @returns 7 to 15 digits
 * @throws WhatsAppFault INVALID_REQUEST naming the field
 */
export function parsePhone(value: string, field: string): Phone {
  if (value.includes('@')) throw invalid(field, 'must be a phone number, not a JID');
  const digits = value.replace(/\D/g, '');
  if (!PHONE.test(digits) || !isPhone(digits))
    throw invalid(field, 'must be a phone number of 7 to 15 digits');
  // No country code begins with 0. In many countries 00 comes before it, and 0 before numbers without one.
  if (digits.startsWith('0'))
    throw invalid(field, 'must begin with the country code, such as 1 or 62, without 0 or 00 before it');
  return digits;
}

/**
 * Parses a recipient from a caller: a value with `@` is a JID, anything else a phone number.
 * @returns `digits@s.whatsapp.net`, `digits@lid` or `…@g.us`
 * @throws WhatsAppFault INVALID_REQUEST naming the field
 */
export function parseRecipient(value: string, field: string): WireJid {
  if (!value.includes('@')) return phoneJid(parsePhone(value, field));
  const jid = value.trim().replace(/@c\.us$/, `@${PERSON_SERVER}`);
  if (isNewsletter(jid)) throw invalid(field, 'must not be a channel');
  if (jid.endsWith(`@${PERSON_SERVER}`) && USER_JID.test(jid))
    return phoneJid(parsePhone(jid.slice(0, jid.indexOf('@')), field));
  if ((USER_JID.test(jid) || GROUP_JID.test(jid)) && isWireJid(jid)) return jid;
  throw invalid(
    field,
    'must be a phone number or a JID: digits@s.whatsapp.net, digits@lid, or for a group digits@g.us',
  );
}

/**
 * Parses whom a message that can also be posted is for, see {@link parseRecipient}.
 * @returns as {@link parseRecipient}, or `digits@newsletter`
 */
export function parseDestination(value: string, field: string): WireJid {
  const jid = value.trim();
  return isNewsletter(jid) ? parseChannel(jid, field) : parseRecipient(value, field);
}

/** The JID of a recipient that a message was scheduled for, perhaps by an earlier version, which accepted more. */
export function keptRecipient(value: string): WireJid {
  try {
    return parseRecipient(value, 'to');
  } catch {
    return withoutDevice(value.includes('@') ? value.trim() : `${value.replace(/\D/g, '')}@${PERSON_SERVER}`);
  }
}

/** Parses a person from a caller, see {@link parseRecipient}. Groups are refused. */
export function parsePerson(value: string, field: string): WireJid {
  const jid = parseRecipient(value, field);
  if (isGroup(jid)) throw invalid(field, 'must be a person, not a group');
  return jid;
}

/** Parses the JID of a group from a caller. @throws WhatsAppFault INVALID_REQUEST naming the field */
export function parseGroup(value: string, field: string): WireJid {
  if (GROUP_JID.test(value) && isWireJid(value)) return value;
  throw invalid(field, 'must be the JID of a group, such as 120363043211234567@g.us');
}

/** Parses the JID of a channel from a caller. @throws WhatsAppFault INVALID_REQUEST naming the field */
export function parseChannel(value: string, field: string): WireJid {
  if (CHANNEL_JID.test(value) && isWireJid(value)) return value;
  throw invalid(field, 'must be the JID of a channel, such as 120363144038483540@newsletter');
}

/** What is wrong with a value as a recipient; undefined if it is valid. */
export function recipientFault(value: unknown): string | undefined {
  return faultOf(value, parseRecipient);
}

/** What is wrong with a value as a recipient or a channel; undefined if it is valid. */
export function destinationFault(value: unknown): string | undefined {
  return faultOf(value, parseDestination);
}

/** What is wrong with a value as a person; undefined if it is valid. */
export function personFault(value: unknown): string | undefined {
  return faultOf(value, parsePerson);
}

/** What is wrong with a value as a group; undefined if it is valid. */
export function groupFault(value: unknown): string | undefined {
  return faultOf(value, parseGroup);
}

/** What is wrong with a value as a channel; undefined if it is valid. */
export function channelFault(value: unknown): string | undefined {
  return faultOf(value, parseChannel);
}

/** What is wrong with a value as a phone number; undefined if it is valid. */
export function phoneFault(value: unknown): string | undefined {
  return faultOf(value, parsePhone);
}

function faultOf(value: unknown, parse: (value: string, field: string) => string): string | undefined {
  if (typeof value !== 'string') return 'must be a string';
  try {
    parse(value, 'it');
    return undefined;
  } catch (error) {
    if (error instanceof WhatsAppFault) return error.details.fields?.[0]?.reason;
    throw error;
  }
}
