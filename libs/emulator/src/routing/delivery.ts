import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { QueuedStanza } from '../accounts/offline-queue.js';
import type { Faults } from '../faults/faults.js';
import { SERVER_JID } from '../wire/jid.js';
import { stanza, withAttributes } from '../wire/stanza.js';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';
import type { Stats } from '../reports/stats.js';

/** Brings stanzas to companions: at once to those that are there, at their next login to the others. */
export class Delivery {
  constructor(
    private readonly connections: Connections,
    private readonly faults: Faults,
    private readonly stats: Stats,
  ) {}

  /** Queues a stanza that the companion has to acknowledge, and writes it when it is there. */
  toCompanion(account: Account, companion: Companion, node: BinaryNode): void {
    const entry = companion.queue.push(node);
    const connection = this.connections.find(companion);
    if (connection?.active) this.write(account, connection, companion, entry);
  }

  /** The same to every companion of the account, but for those that are excepted. */
  toAll(account: Account, node: BinaryNode, except?: Companion): void {
    for (const companion of account.companions.values())
      if (companion !== except) this.toCompanion(account, companion, node);
  }

  /** Writes a stanza that nobody keeps (typing, presence) to the companions that are there. */
  inPassing(account: Account, node: BinaryNode): void {
    for (const connection of this.connections.of(account)) if (connection.active) connection.send(node);
  }

  /**
   * The client is ready: writes what waits for it, oldest first, then says how much that was. Without the
   * count Baileys holds its events back for up to 30 seconds.
   */
  flush(connection: Connection): void {
    if (!connection.login) return;
    const { account, companion } = connection.login;
    connection.active = true;
    let written = 0;
    for (const entry of companion.queue.entries)
      if (this.write(account, connection, companion, entry, written)) written++;
    connection.send(stanza('ib', { from: SERVER_JID }, [stanza('offline', { count: written })]));
  }

  /** @param offline the position in the backlog; undefined for what goes out as it comes */
  private write(
    account: Account,
    connection: Connection,
    companion: Companion,
    entry: QueuedStanza,
    offline?: number,
  ): boolean {
    const occasion = { phone: account.phone, tag: entry.node.tag };
    if (this.faults.take('drop-stanza', occasion)) return false;
    const node = offline === undefined ? entry.node : withAttributes(entry.node, { offline });
    if (!connection.send(node)) return false;
    if (entry.written > 0) this.stats.redelivered++;
    companion.queue.markWritten(entry);
    if (this.faults.take('duplicate-stanza', occasion)) connection.send(node);
    return true;
  }
}
