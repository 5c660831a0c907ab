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

/** Delivers stanzas to companions: to connected ones immediately, to the others at their next login. */
export class Delivery {
  constructor(
    private readonly connections: Connections,
    private readonly faults: Faults,
    private readonly stats: Stats,
  ) {}

  /** Queues a stanza until the companion acknowledges it, and sends it if the companion is connected. */
  toCompanion(account: Account, companion: Companion, node: BinaryNode): void {
    const entry = companion.queue.push(node);
    const connection = this.connections.find(companion);
    if (connection?.active) this.write(account, connection, companion, entry);
  }

  /** Queues and sends a stanza to every companion of the account except one. */
  toAll(account: Account, node: BinaryNode, except?: Companion): void {
    for (const companion of account.companions.values())
      if (companion !== except) this.toCompanion(account, companion, node);
  }

  /** Sends a stanza that is not queued (typing, presence) to the connected companions. */
  inPassing(account: Account, node: BinaryNode): void {
    for (const connection of this.connections.of(account)) if (connection.active) connection.send(node);
  }

  /**
   * Sends the queued stanzas to a client that is ready, oldest first, then their count. Without the count, Baileys
   * buffers its events for up to 30 seconds.
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

  /** @param offline position among the queued stanzas at login; undefined for live stanzas */
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
