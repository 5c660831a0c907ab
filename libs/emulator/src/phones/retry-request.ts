import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import { retryKeyNodes } from '../accounts/key-bundle.js';
import { bigEndian, stanza } from '../wire/stanza.js';

/**
 * What a phone writes to ask for another copy of a message that it could not read.
 * @param timestamp of the message, seconds
 * @param count how often it has asked, this time included
 */
export function retryRequest(
  account: Account,
  { id, timestamp }: { id: string; timestamp: number },
  count: number,
): BinaryNode[] {
  const bundle = account.primary.bundle();
  return [
    stanza('retry', { count, id, t: timestamp, v: 1, error: 0 }),
    stanza('registration', {}, bigEndian(bundle.registrationId, 4)),
    stanza('keys', {}, retryKeyNodes(bundle)),
  ];
}
