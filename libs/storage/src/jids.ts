import { fits, INDEXED, indexable } from './indexable.js';

declare const brand: unique symbol;
/** A text that only its guard can make of another. */
type Branded<Name extends string> = string & { readonly [brand]: { readonly [name in Name]: true } };

/** A JID as WhatsApp has it on the wire: of a person by phone or LID, of a group, a channel or a list. */
export type WireJid = Branded<'WireJid'>;

/**
 * The one JID that stands for a chat or a person: the phone's, the LID's only while the phone is unknown, a group's own;
 * never with a device.
 */
export type ChatJid = WireJid & Branded<'ChatJid'>;

/** A phone number as in a JID: digits with country code. */
export type Phone = Branded<'Phone'>;
/** The digits of a LID, WhatsApp's address without a phone number. */
export type Lid = Branded<'Lid'>;
/** The two addresses of one person. */
export interface LidPair {
  lid: Lid;
  phone: Phone;
}

/** Far more than any have. */
const DIGITS = /^\d{1,64}$/;

/** @param text of a phone's JID, or a number that a caller gave */
export function isPhone(text: string): text is Phone {
  return DIGITS.test(text);
}

/** @param text of a LID's JID */
export function isLid(text: string): text is Lid {
  return DIGITS.test(text);
}

/** @param text as it stood in a stanza, or as a caller gave it */
export function isWireJid(text: string): text is WireJid {
  return fits(text, INDEXED.jid) && /^[^\s@]+@[^\s@]+$/.test(text);
}

/** A part that names one of somebody's devices. */
const DEVICE = /:\d+(?=@)/;

/**
 * Whether something has the form of a {@link ChatJid}. Whether a LID stands for somebody whose phone is known is the caller's
 * business.
 */
export function isChatJid(jid: unknown): jid is ChatJid {
  return typeof jid === 'string' && fits(jid, INDEXED.jid) && !DEVICE.test(jid);
}

/** Of the longest server that is kept, with its `@`. */
const SERVER_BYTES = 100;

/** The chat of all status posts. */
export const STATUS_CHAT: ChatJid = withoutDevice('status@broadcast');

/**
 * A JID without its device, in the form of a {@link ChatJid}. One that is too long to be anybody's gets a digest in place of
 * its user, so that it can be stored.
 */
export function withoutDevice(jid: string): ChatJid {
  if (isChatJid(jid)) return jid;
  return withoutDevice(fits(jid, INDEXED.jid) ? jid.replace(DEVICE, '') : shortened(jid));
}

function shortened(jid: string): string {
  const server = jid.slice(Math.max(0, jid.lastIndexOf('@')));
  return indexable(jid, 0) + (server.startsWith('@') && fits(server, SERVER_BYTES) ? server : '');
}
