import { createHash } from 'node:crypto';
import type { Account } from './account.js';

/** The token with which an account may write to a person who has not written to it. */
export function contactToken(person: Account, account: Account): Buffer {
  return createHash('sha256').update(`token ${person.phone} ${account.phone}`).digest().subarray(0, 16);
}
