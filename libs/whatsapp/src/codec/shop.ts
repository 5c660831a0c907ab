import { proto } from '@whiskeysockets/baileys';
import { lines } from './lines.js';
import { amountOf } from './numbers.js';
import type { Told } from './said.js';

export function readOrder(order: proto.Message.IOrderMessage): Told {
  const { OrderStatus } = proto.Message.OrderMessage;
  return {
    text: order.message || order.orderTitle || undefined,
    order: {
      id: order.orderId || undefined,
      token: order.token || undefined,
      title: order.orderTitle || undefined,
      status: order.status ? OrderStatus[order.status]?.toLowerCase() : undefined,
      itemCount: order.itemCount || undefined,
      total: amountOf(order.totalAmount1000),
      currency: order.totalCurrencyCode || undefined,
      seller: order.sellerJid || undefined,
    },
  };
}

/** A product; without one, the catalog. */
export function readProduct(message: proto.Message.IProductMessage): Told {
  const { product, catalog, businessOwnerJid, body, footer } = message;
  const { title, description } = product ?? catalog ?? {};
  return {
    text: lines(body || title, footer),
    product: {
      id: product?.productId || undefined,
      retailerId: product?.retailerId || undefined,
      title: title || undefined,
      description: description || undefined,
      price: amountOf(product?.priceAmount1000),
      salePrice: amountOf(product?.salePriceAmount1000),
      currency: product?.currencyCode || undefined,
      url: product?.url || undefined,
      seller: businessOwnerJid || undefined,
      imageCount: product?.productImageCount || undefined,
    },
  };
}
