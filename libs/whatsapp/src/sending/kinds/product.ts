import type { proto } from '@whiskeysockets/baileys';
import type { Kind } from './kind.js';
import { media, type OutgoingMedia } from './media.js';

/** A product of a catalogue, as it is shown in a chat. */
export interface OutgoingProduct {
  id: string;
  /** JID of the business. */
  seller: string;
  title: string;
  description?: string;
  /** In units of the currency. */
  price?: number;
  salePrice?: number;
  currency?: string;
  retailerId?: string;
  url?: string;
  pictureCount: number;
  /** Text below the product. */
  body?: string;
  /** Small text at the end. */
  footer?: string;
}

export interface ProductDraft {
  kind: 'product';
  product: OutgoingProduct;
  /** The picture of the product. */
  media: OutgoingMedia;
}

/** Products. miaw-core cannot send them: it makes the message of the picture, which is put into that of the product. */
export const product: Kind<ProductDraft> = {
  letter(recipient, draft) {
    return {
      ...media.letter(recipient, { kind: 'media', media: draft.media }),
      reshape: ({ imageMessage, ...others }) => ({
        ...others,
        productMessage: productMessage(draft.product, imageMessage ?? {}),
      }),
    };
  },
};

function productMessage(
  shown: OutgoingProduct,
  { contextInfo, ...productImage }: proto.Message.IImageMessage,
): proto.Message.IProductMessage {
  const { id, seller, title, description, price, salePrice, currency, retailerId, url } = shown;
  const { pictureCount, body, footer } = shown;
  return {
    businessOwnerJid: seller,
    body,
    footer,
    contextInfo,
    product: {
      productImage,
      productId: id,
      title,
      description,
      currencyCode: currency,
      priceAmount1000: thousandths(price),
      salePriceAmount1000: thousandths(salePrice),
      retailerId,
      url,
      productImageCount: pictureCount,
    },
  };
}

function thousandths(price: number | undefined): number | undefined {
  return price === undefined ? undefined : Math.round(price * 1000);
}
