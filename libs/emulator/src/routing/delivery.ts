import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { QueuedStanza } from '../accounts/offline-queue.js';
import type { Faults } from '../faults/faults.js';
import { SERVER_JID } from '../wire/jid.js';
import { stanza, withAttributes } from '../wire/stanza.js';
import type { Connection, OfflineProgress } from './connection.js';
import type { Connections } from './connections.js';
import type { Stats } from '../reports/stats.js';

/** How many queued stanzas are sent before the client asks for any. */
const FIRST_BATCH = 5;

/** How many stanzas of each kind are queued. */
function preview(entries: QueuedStanza[]): BinaryNode {
  const count = (tag: string): number => entries.filter(({ node }) => node.tag === tag).length;
  const [message, receipt, notification, call] = ['message', 'receipt', 'notification', 'call'].map(count);
  return stanza('offline_preview', {
    count: entries.length,
    message,
    receipt,
    notification,
    call,
    appdata: count('appdata'),
  });
}

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
    else if (node.attrs.type === 'w:gp2') companion.soil('groups');
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
   * Begins the delivery of the queued stanzas to a client that is ready. As WhatsApp's server does, it announces them
   * and sends a few; the client asks for the others batch by batch, and gets nothing live before the end of the queue
   * (whatsapp-rust `src/client/offline_resume.rs`; Baileys `lib/Socket/socket.js`, `CB:ib,,offline_preview`).
   */
  flush(connection: Connection): void {
    if (!connection.login) return;
    const { account, companion } = connection.login;
    const { queue } = companion;
    connection.offline = { after: 0, sent: 0 };
    if (queue.size > 0) connection.send(stanza('ib', { from: SERVER_JID }, [preview(queue.entries)]));
    if (queue.withheld) this.write(account, connection, companion, queue.withheld, connection.offline.sent++);
    else this.pull(connection, FIRST_BATCH);
  }

  /**
   * Sends the next queued stanzas, oldest first, and ends the queue behind the last one: without its count, Baileys
   * buffers its events for up to 30 seconds. A post that the client has refused is all that it gets.
   * @param count how many the client has asked for
   */
  pull(connection: Connection, count: number): void {
    const { login, offline } = connection;
    if (!login || !offline) return;
    const { account, companion } = login;
    if (companion.queue.withheld) return;
    for (const entry of companion.queue.after(offline.after, count)) {
      if (this.write(account, connection, companion, entry, offline.sent)) offline.sent++;
      offline.after = entry.sequence;
    }
    if (companion.queue.after(offline.after, 1).length === 0) this.finish(connection, offline);
  }

  private finish(connection: Connection, { sent }: OfflineProgress): void {
    connection.offline = undefined;
    connection.active = true;
    connection.send(stanza('ib', { from: SERVER_JID }, [stanza('offline', { count: sent })]));
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
