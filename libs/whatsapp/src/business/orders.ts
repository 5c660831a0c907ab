import { type Order, readOrderDetails } from '../codec/catalog.js';
import { ORDER_QUERY, orderVariables } from '../codec/catalog-queries.js';
import type { InstanceContext } from '../context/instance-context.js';
import { notConnected, WhatsAppFault } from '../faults.js';
import { canonicalChat } from '../people/lid-map.js';
import { askGraph } from '../context/graph.js';
import { parsePerson, phoneJid } from '../wire/jids.js';
import { orAbsent } from '../wire/query.js';

/** Orders of customers. WhatsApp shows an order to whoever has the token from its message. */
export class Orders {
  constructor(private readonly context: InstanceContext) {}

  /**
   * @param seller phone number or JID of the business that was ordered from; undefined: the account itself
   * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT, WHATSAPP_ERROR; ORDER_NOT_FOUND for an
   *   unknown id or a wrong token
   */
  async get(orderId: string, token: string, seller: string | undefined): Promise<Order> {
    const { uplink } = this.context;
    const { self } = uplink;
    if (!self) throw notConnected(uplink.status);
    const jid =
      seller === undefined
        ? phoneJid(self.phone)
        : await canonicalChat(this.context, parsePerson(seller, 'seller'));
    const order = await orAbsent(
      uplink.ask(async (socket) =>
        readOrderDetails(await askGraph(socket, ORDER_QUERY, orderVariables(jid, orderId, token))),
      ),
    );
    if (!order) throw new WhatsAppFault('ORDER_NOT_FOUND', 'there is no order with this id and token');
    return order;
  }
}
