import type { Judge } from '../http/fields.js';

/**
 * Checks a list of addresses, such as phone numbers or JIDs.
 * @param judge checks one address
 * @param of names the entries, for the error
 */
export function addressList(judge: Judge, { max, of }: { max: number; of: string }): Judge {
  return (value, body) => {
    if (!Array.isArray(value) || value.length === 0 || value.length > max)
      return `must be a list of 1 to ${max} ${of}`;
    const addresses: unknown[] = value;
    const fault = addresses
      .map((each) => lengthFault(each) ?? judge(each, body))
      .find((each) => each !== undefined);
    return fault && `contains an invalid entry: it ${fault}`;
  };
}

/** The longest address that is accepted: longer than any way to write a phone number or JID. In characters. */
export const LONGEST_ADDRESS = 64;

function lengthFault(value: unknown): string | undefined {
  const tooLong = typeof value === 'string' && value.length > LONGEST_ADDRESS;
  return tooLong ? `must have at most ${LONGEST_ADDRESS} characters` : undefined;
}

/** Refuses a field if `other` is true. @param why for the error */
export function notWith(other: string, why: string): Judge {
  return (value, body) => (value !== false && Reflect.get(body, other) === true ? why : undefined);
}

/** Checks a time that requires another one and must not be earlier. */
export function notBefore(other: string): Judge {
  return (value, body) =>
    Date.parse(String(value)) >= Date.parse(String(Reflect.get(body, other)))
      ? undefined
      : `must not be earlier than ${other}, and requires it`;
}

/** The longest URL that is accepted, in characters. */
export const LONGEST_URL = 2048;

/** Characters that the URL parser silently drops. */
const DROPPED = /[\s\p{Cc}]/u;

/** Checks that a value is an http or https URL without user name and password. */
export function webUrl(value: unknown): string | undefined {
  if (typeof value !== 'string' || value.length > LONGEST_URL || !URL.canParse(value)) {
    return `must be a URL of at most ${LONGEST_URL} characters`;
  }
  if (DROPPED.test(value)) return 'must not contain spaces or control characters';
  const { protocol, username, password } = new URL(value);
  if (protocol !== 'http:' && protocol !== 'https:') return 'must be an http or https URL';
  return username || password ? 'must not contain a user name or password' : undefined;
}
