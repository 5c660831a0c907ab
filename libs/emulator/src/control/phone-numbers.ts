import { InvalidInput } from '../state/fields.js';
import { parseJid, SERVER } from '../wire/jid.js';

/**
 * The digits of a phone number, which may contain a plus, spaces, dots, parentheses or dashes.
 * @throws InvalidInput naming the field
 */
export function phoneNumber(value: string, field: string): string {
  const digits = value.replaceAll(/\D/g, '');
  if (!/^[\d\s()+.-]+$/.test(value) || digits.length < 5 || digits.length > 15)
    throw new InvalidInput(field, 'must be a phone number of 5 to 15 digits');
  return digits;
}

/** The JID of a group. @throws InvalidInput naming the field */
export function groupJid(value: string, field: string): string {
  if (!/^[\d-]+@g\.us$/.test(value)) throw new InvalidInput(field, 'must be the JID of a group');
  return value;
}

/** A recipient: a phone number, or a JID of a person. */
export function recipientJid(value: string, field: string): string {
  if (!value.includes('@')) return `${phoneNumber(value, field)}@${SERVER}`;
  const server = parseJid(value)?.server;
  if (server !== SERVER && server !== 'lid' && server !== 'c.us')
    throw new InvalidInput(field, 'must be a phone number or the JID of a person');
  return value;
}
