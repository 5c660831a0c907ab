import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Connection, Login } from '../../routing/connection.js';
import type { Delivery } from '../../routing/delivery.js';
import type { Unhandled } from '../../reports/unhandled.js';
import { children, stanza } from '../../wire/stanza.js';
import type { Messages } from './messages.js';
import type { Presences } from './presences.js';
import type { Queries } from './queries.js';
import type { ReceiptRoutes } from './receipt-routes.js';

/** Handles one kind of stanza of a companion that has logged in. */
export type StanzaHandler = (connection: Connection, login: Login, node: BinaryNode) => Promise<void> | void;

/** `<ib>` children that need no answer. */
const INFORMATION = new Set(['unified_session']);

/** Most stanzas that a client gets for one request; WhatsApp's clients ask for 100 to 200. */
const LARGEST_BATCH = 1_000;

/** Passes each stanza of a companion to its handler. */
export class Dispatch {
  private readonly handlers: Map<string, StanzaHandler>;

  constructor(
    queries: Queries,
    messages: Messages,
    receipts: ReceiptRoutes,
    presences: Presences,
    private readonly delivery: Delivery,
    private readonly unhandled: Unhandled,
  ) {
    this.handlers = new Map<string, StanzaHandler>([
      ['iq', (connection, login, node) => queries.handle(connection, login, node)],
      ['message', (_connection, login, node) => messages.handle(login, node)],
      ['receipt', (connection, login, node) => receipts.receipt(connection, login, node)],
      ['ack', (_connection, login, node) => receipts.ack(login, node)],
      ['presence', (connection, login, node) => presences.presence(connection, login, node)],
      ['chatstate', (_connection, login, node) => presences.chatstate(login, node)],
      ['ib', (connection, _login, node) => this.information(connection, node)],
    ]);
  }

  add(tag: string, handler: StanzaHandler): void {
    this.handlers.set(tag, handler);
  }

  async handle(connection: Connection, login: Login, node: BinaryNode): Promise<void> {
    const handler = this.handlers.get(node.tag);
    if (handler) {
      await handler(connection, login, node);
      return;
    }
    this.unhandled.record(connection.phone, node);
    const { id, to } = node.attrs;
    if (id) connection.send(stanza('ack', { class: node.tag, id, from: to, error: 501 }));
  }

  private information(connection: Connection, node: BinaryNode): void {
    for (const { tag, attrs } of children(node))
      if (tag === 'offline_batch')
        this.delivery.pull(connection, Math.min(Number(attrs.count) || 0, LARGEST_BATCH));
      else if (!INFORMATION.has(tag)) this.unhandled.record(connection.phone, node);
  }
}
