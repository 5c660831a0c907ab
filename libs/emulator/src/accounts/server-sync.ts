import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from './account.js';
import { nowSeconds, serverStanzaId } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';

/**
 * The notification that an account's app state has changed.
 * @param changed collections and their versions
 */
export function serverSync(account: Account, changed: ReadonlyMap<string, number>): BinaryNode {
  const collections = [...changed].map(([name, version]) => stanza('collection', { name, version }));
  const attributes = { from: account.pnJid, type: 'server_sync', id: serverStanzaId(), t: nowSeconds() };
  return stanza('notification', attributes, collections);
}
