import type { Account } from '../../accounts/account.js';
import type { Product } from '../../accounts/catalogue.js';
import type { Directory } from '../../accounts/directory.js';
import type { ProductPictures } from '../../phones/product-pictures.js';
import type { Fields } from '../../state/fields.js';
import { type GraphAnswer, GraphRefusal } from './graph.js';

/**
 * Queries about catalogues and orders, by their ids in WhatsApp Web (whatsapp-rust `wacore/src/iq/mex_operations.rs`,
 * Baileys pull request 2799). The server no longer answers the older queries under `w:biz:catalog` (Baileys issue 2717).
 */
export function shopAnswers(
  directory: Directory,
  pictures: ProductPictures,
): Readonly<Record<string, GraphAnswer>> {
  const shopOf = (jid: string): Account => {
    const account = directory.findJid(jid);
    if (!account?.profile.business) throw new GraphRefusal(404, 'the business has no catalog');
    return account;
  };

  /** The products that an account may see: hidden ones are for their owner. */
  const shown = (owner: Account, viewer: Account): Product[] =>
    owner.catalogue.products.filter(({ hidden }) => !hidden || owner === viewer);

  const asGraph = (product: Product) => productOf(product, pictures);

  return {
    '30445081048424116': ({ login }, variables) => {
      const asked = variables.child('request').child('product_catalog');
      const all = shown(shopOf(asked.text('jid')), login.account);
      const { page, paging } = pageOf(all, asked, 'limit');
      return {
        xwa_product_catalog_get_product_catalog: {
          product_catalog: { products: page.map(asGraph), paging },
        },
      };
    },

    '9660926520672123': ({ login }, variables) => {
      const asked = variables.child('request').child('product');
      const all = shown(shopOf(asked.text('jid')), login.account);
      const product = all.find(({ id }) => id === asked.text('product_id'));
      if (!product) throw new GraphRefusal(404, 'there is no such product');
      return { xwa_product_catalog_get_product: { product_catalog: { product: asGraph(product) } } };
    },

    '9430970660362540': ({ login }, variables) => {
      const asked = variables.child('request').child('collections');
      const owner = shopOf(asked.text('biz_jid'));
      const all = shown(owner, login.account);
      const items = wholeIn(asked, 'item_limit');
      const { page, paging } = pageOf(owner.catalogue.collections, asked, 'collection_limit');
      const collections = page.map(({ id, name, products }) => ({
        id,
        name,
        products: all
          .filter((product) => products.includes(product.id))
          .slice(0, items)
          .map(asGraph),
        status_info: { status: 'APPROVED', can_appeal: 'false' },
      }));
      return { xwa_product_catalog_get_collections: { collections, paging } };
    },

    '9546992575408789': ({ login }, variables) => {
      const asked = variables.child('request').child('collection');
      const owner = shopOf(asked.text('biz_jid'));
      const collection = owner.catalogue.collections.find(({ id }) => id === asked.text('id'));
      if (!collection) throw new GraphRefusal(404, 'there is no such collection');
      const all = shown(owner, login.account).filter(({ id }) => collection.products.includes(id));
      const { page, paging } = pageOf(all, asked, 'limit');
      const { id, name } = collection;
      return {
        xwa_product_catalog_get_single_collection: {
          collection: { id, name, products: page.map(asGraph) },
          paging,
        },
      };
    },

    '26593811266898374': (_request, variables) => {
      const asked = variables.child('request').child('order');
      const order = shopOf(asked.text('jid')).catalogue.orderOf(asked.text('id'));
      const token = asked.child('token').text('sensitive_string_value');
      if (!order || order.token !== token) throw new GraphRefusal(404, 'there is no such order');
      const total = order.items.reduce(
        (sum, { product, quantity }) => sum + (product.price ?? 0) * quantity,
        0,
      );
      const currency = order.items.find(({ product }) => product.currency)?.product.currency;
      return {
        xwa_checkout_get_order_info: {
          order: {
            creation_time_stamp: String(order.at),
            products: order.items.map(({ product, quantity }) => ({
              id: product.id,
              name: product.name,
              price: product.price === undefined ? undefined : String(product.price),
              currency: product.currency,
              quantity: String(quantity),
              media: { images: asGraph(product).media.images.slice(0, 1) },
            })),
            price_details: { subtotal_amount: String(total), total_amount: String(total), currency },
          },
        },
      };
    },
  };
}

/** A number as this interface writes it: as text. */
function wholeIn(asked: Fields, name: string): number {
  const value = asked.text(name);
  if (!/^[1-9]\d{0,2}$/.test(value)) throw new GraphRefusal(400, `${name}: must be a number in a text`);
  return Number(value);
}

/** Cursors are opaque to clients; here they are positions. */
function pageOf<T>(all: readonly T[], asked: Fields, limit: string) {
  const start = Number(asked.optionalText('after') ?? 0);
  if (!Number.isSafeInteger(start) || start < 0) throw new GraphRefusal(400, 'after: is not a cursor');
  const end = start + wholeIn(asked, limit);
  return { page: all.slice(start, end), paging: { before: '', after: end < all.length ? String(end) : '' } };
}

function productOf(product: Product, pictures: ProductPictures) {
  const { id, name, description, price, salePrice, currency, retailerId, url, hidden, country } = product;
  return {
    id,
    name,
    description,
    currency,
    url,
    retailer_id: retailerId,
    price: price === undefined ? undefined : String(price),
    sale_price: salePrice === undefined ? undefined : { price: String(salePrice) },
    is_hidden: hidden ? 'ISHIDDEN_TRUE' : 'ISHIDDEN_FALSE',
    product_availability: 'IN_STOCK',
    status_info: { status: product.status, can_appeal: 'false' },
    compliance_info: country === undefined ? undefined : { country_code_origin: country },
    media: {
      images: product.pictures.map((picture) => ({
        id: picture.id,
        request_image_url: pictures.urlOf(picture),
        original_image_url: pictures.urlOf(picture),
      })),
    },
  };
}
