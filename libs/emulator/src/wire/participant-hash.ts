import { createHash } from 'node:crypto';
import { parseJid } from './jid.js';

/**
 * The hash of a list of devices, `2:` and 8 characters: SHA-256 of their sorted addresses in the form
 * `user.0:device@server`, of which the first 6 bytes count (whatsmeow `send.go`, participantListHashV2).
 */
export function participantHash(jids: readonly string[]): string {
  const addresses = jids.flatMap((jid) => {
    const parsed = parseJid(jid);
    return parsed ? [`${parsed.user}.0:${parsed.device}@${parsed.server}`] : [];
  });
  const digest = createHash('sha256').update(addresses.sort().join('')).digest();
  return `2:${digest.subarray(0, 6).toString('base64')}`;
}
