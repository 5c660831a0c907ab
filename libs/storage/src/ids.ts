import { randomBytes } from 'node:crypto';

/**
 * A random id that sorts by time of creation: 48 bits of epoch milliseconds, 80 bits of chance, in hex.
 * @param prefix says what the id is of, as in `evt_…`
 */
export function newId(prefix: string): string {
  return `${prefix}_${Date.now().toString(16).padStart(12, '0')}${randomBytes(10).toString('hex')}`;
}
