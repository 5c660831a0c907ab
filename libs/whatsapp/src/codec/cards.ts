import type { proto } from '@whiskeysockets/baileys';
import type { ContactCard } from '#libs/events';

/** Largest number of phone numbers that are read from a card. The rest can be found in the card itself. */
const PHONES = 50;
const DIGITS = /^\d{3,20}$/;

/** The contact cards of an unwrapped message. */
export function readCards(content: proto.IMessage): ContactCard[] | undefined {
  const { contactMessage, contactsArrayMessage } = content;
  if (contactMessage) return [readCard(contactMessage)];
  return contactsArrayMessage?.contacts?.map(readCard);
}

function readCard({ displayName, vcard }: proto.Message.IContactMessage): ContactCard {
  const text = vcard ?? '';
  const { name, phones } = readVcard(text);
  return { name: name || displayName || '', phones, vcard: text };
}

/**
 * Reads the name and the numbers of a vCard (RFC 2426). WhatsApp adds the parameter `waid` to numbers that have an
 * account; these come first. Malformed lines are skipped.
 */
export function readVcard(vcard: string): { name: string; phones: string[] } {
  const known: string[] = [];
  const others: string[] = [];
  let name = '';
  for (const line of unfold(vcard)) {
    const colon = line.indexOf(':');
    if (colon < 0) continue;
    const [property = '', ...parameters] = line.slice(0, colon).split(';');
    const value = line.slice(colon + 1).trim();
    // A property may belong to a group, as in `item1.TEL`.
    const tag = property.slice(property.lastIndexOf('.') + 1).toUpperCase();
    if (tag === 'FN') name ||= unescape(value);
    if (tag !== 'TEL') continue;
    const account = parameters.find((each) => /^waid=/i.test(each))?.slice('waid='.length);
    if (account !== undefined && DIGITS.test(account)) known.push(account);
    else others.push(...digitsOf(value));
  }
  return { name, phones: [...new Set([...known, ...others])].slice(0, PHONES) };
}

/** Splits a vCard into lines and joins folded ones: a line that begins with white space continues the previous one. */
function unfold(vcard: string): string[] {
  return vcard.replace(/\r?\n[ \t]/g, '').split(/\r\n|\n|\r/);
}

function unescape(value: string): string {
  return value.replace(/\\([\\,;:nN])/g, (_all, char: string) => (/n/i.test(char) ? ' ' : char)).trim();
}

/** The digits of a number, without the scheme `tel:` and without an extension. */
function digitsOf(value: string): string[] {
  const [number = ''] = value.replace(/^tel:/i, '').split(/;|,|ext|x/i);
  const digits = number.replace(/\D/g, '');
  return DIGITS.test(digits) ? [digits] : [];
}
