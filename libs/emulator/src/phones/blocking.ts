import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Delivery } from '../routing/delivery.js';
import { nowSeconds, serverStanzaId } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';

/** Blocks and unblocks people, and tells the account's companions. */
export class Blocking {
  constructor(private readonly delivery: Delivery) {}

  /** @param writer the companion that makes the change, which is not notified */
  set(account: Account, person: Account, on: boolean, writer?: Companion): void {
    const previous = this.hashOf(account);
    account.block(person.phone, on);
    const item = stanza('item', { action: on ? 'block' : 'unblock', jid: person.lidJid });
    const hashes = { dhash: this.hashOf(account), prev_dhash: previous };
    const attributes = { from: account.pnJid, type: 'account_sync', id: serverStanzaId(), t: nowSeconds() };
    const news = stanza('notification', attributes, [stanza('blocklist', hashes, [item])]);
    this.delivery.toAll(account, news, writer);
  }

  /** Changes with the list. */
  hashOf({ blocked }: Account): string {
    return `${blocked.size}:${[...blocked].join()}`;
  }
}
