import { proto } from '@whiskeysockets/baileys';
import { Fields } from '../state/fields.js';

/** A product that was sent, as the recipient sees it. */
export interface ShownProduct {
  id: string;
  title: string;
  description?: string;
  /** In thousandths of a unit. */
  price?: number;
  currency?: string;
  retailerId?: string;
  url?: string;
  /** JID of the business. */
  seller: string;
  imageCount: number;
  /** Whether the card has a picture. */
  picture: boolean;
}

/** An order that a customer sends to a business. */
export interface SentOrder {
  id: string;
  token: string;
  title: string;
  /** JID of the business. */
  seller: string;
  itemCount: number;
  /** In thousandths of a unit. */
  total: number;
  currency?: string;
}

const { OrderStatus, OrderSurface } = proto.Message.OrderMessage;

export function orderMessage(
  order: SentOrder,
  text: string | undefined,
  contextInfo?: proto.IContextInfo,
): proto.IMessage {
  const { id, token, title, seller, itemCount, total, currency } = order;
  return {
    orderMessage: {
      orderId: id,
      token,
      orderTitle: title,
      sellerJid: seller,
      itemCount,
      totalAmount1000: total,
      totalCurrencyCode: currency,
      message: text,
      status: OrderStatus.INQUIRY,
      surface: OrderSurface.CATALOG,
      contextInfo,
    },
  };
}

/** The product of an unwrapped message. */
export function productIn({ productMessage }: proto.IMessage): ShownProduct | undefined {
  const product = productMessage?.product;
  if (!productMessage || !product) return undefined;
  return {
    id: product.productId ?? '',
    title: product.title ?? '',
    description: product.description || undefined,
    price: product.currencyCode ? Number(product.priceAmount1000 ?? 0) : undefined,
    currency: product.currencyCode || undefined,
    retailerId: product.retailerId || undefined,
    url: product.url || undefined,
    seller: productMessage.businessOwnerJid ?? '',
    imageCount: product.productImageCount ?? 0,
    picture: Boolean(product.productImage?.directPath),
  };
}

/** Restores what was saved. */
export function readShownProduct(fields: Fields): ShownProduct {
  return {
    id: fields.text('id'),
    title: fields.text('title'),
    description: fields.optionalText('description'),
    price: fields.optionalInteger('price'),
    currency: fields.optionalText('currency'),
    retailerId: fields.optionalText('retailerId'),
    url: fields.optionalText('url'),
    seller: fields.text('seller'),
    imageCount: fields.integer('imageCount'),
    picture: fields.flag('picture'),
  };
}
