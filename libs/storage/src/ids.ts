import { randomBytes } from 'node:crypto';

/**
 * Makes a random id that sorts by time of creation: 48 bits of epoch milliseconds and 80 random bits, in hex.
 * @param prefix kind of thing that the id names, as in `evt_…`
 */
export function newId(prefix: string): string {
  return `${prefix}_${Date.now().toString(16).padStart(12, '0')}${randomBytes(10).toString('hex')}`;
}
