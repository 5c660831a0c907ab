import type { BinaryNode } from '@whiskeysockets/baileys';
import type { Account } from '../../accounts/account.js';
import { catalogueId, type Product } from '../../accounts/catalogue.js';
import type { ProductPictures } from '../../phones/product-pictures.js';
import { child, childrenNamed, stanza, text } from '../../wire/stanza.js';
import { type IqHandler, IqRefusal, type IqRequest } from './registry.js';

/** Limits of WhatsApp's apps, in characters. */
const LONGEST = { name: 150, description: 5000, retailer_id: 100, url: 1024 };
const MOST_PICTURES = 10;

function fieldOf(node: BinaryNode, name: keyof typeof LONGEST): string | undefined {
  const value = text(child(node, name));
  if (value !== undefined && [...value].length > LONGEST[name]) throw notAcceptable();
  return value || undefined;
}

function amountIn(node: BinaryNode | undefined): number | undefined {
  const value = text(node);
  if (value === undefined) return undefined;
  if (!/^\d{1,15}$/.test(value)) throw notAcceptable();
  return Number(value);
}

function notAcceptable(): IqRefusal {
  return new IqRefusal(406, 'not-acceptable');
}

/** The account of a request, which must be a business. */
function businessOf({ login: { account } }: IqRequest): Account {
  if (!account.profile.business) throw new IqRefusal(403, 'forbidden');
  return account;
}

/**
 * Changes of an account's own catalogue, in the forms of Baileys' lib/Socket/business.js. An edit replaces the whole product:
 * what it does not name is gone.
 */
export function catalogueHandlers(pictures: ProductPictures): IqHandler[] {
  const read = (account: Account, node: BinaryNode, id: string): Product => {
    const name = fieldOf(node, 'name');
    const urls = childrenNamed(child(node, 'media'), 'image').map((image) => text(child(image, 'url')) ?? '');
    if (name === undefined || urls.length === 0 || urls.length > MOST_PICTURES) throw notAcceptable();
    const kept = urls.map((url) => pictures.take(account, url, account.catalogue.find(id)));
    if (!kept.every((picture) => picture !== undefined)) throw notAcceptable();
    const currency = text(child(node, 'currency'));
    const price = amountIn(child(node, 'price'));
    if ((price === undefined) !== (currency === undefined) || !/^[A-Z]{3}$/.test(currency ?? 'USD'))
      throw notAcceptable();
    return {
      id,
      name,
      description: fieldOf(node, 'description'),
      retailerId: fieldOf(node, 'retailer_id'),
      url: fieldOf(node, 'url'),
      price,
      currency,
      salePrice: amountIn(child(child(node, 'sale_price'), 'price')),
      country: text(child(child(node, 'compliance_info'), 'country_code_origin')),
      hidden: node.attrs.is_hidden === 'true',
      status: 'APPROVED',
      pictures: kept,
    };
  };

  const answer = (tag: string, product: Product) => ({
    content: [stanza(tag, { v: 1 }, [productNode(product, pictures)])],
  });

  const add = (request: IqRequest) => {
    const account = businessOf(request);
    const node = child(child(request.node, 'product_catalog_add'), 'product');
    if (!node) throw new IqRefusal(400, 'bad-request');
    const product = read(account, node, catalogueId());
    account.catalogue.put(product);
    return answer('product_catalog_add', product);
  };

  const edit = (request: IqRequest) => {
    const account = businessOf(request);
    const node = child(child(request.node, 'product_catalog_edit'), 'product');
    const id = text(child(node, 'id')) ?? '';
    if (!node || !account.catalogue.find(id)) throw new IqRefusal(404, 'item-not-found');
    const product = read(account, node, id);
    account.catalogue.put(product);
    return answer('product_catalog_edit', product);
  };

  const remove = (request: IqRequest) => {
    const { catalogue } = businessOf(request);
    const nodes = childrenNamed(child(request.node, 'product_catalog_delete'), 'product');
    const removed = nodes.filter((node) => catalogue.remove(text(child(node, 'id')) ?? ''));
    return { content: [stanza('product_catalog_delete', { v: 1, deleted_count: removed.length })] };
  };

  return [
    { xmlns: 'w:biz:catalog', type: 'set', child: 'product_catalog_add', answer: add },
    { xmlns: 'w:biz:catalog', type: 'set', child: 'product_catalog_edit', answer: edit },
    { xmlns: 'w:biz:catalog', type: 'set', child: 'product_catalog_delete', answer: remove },
  ];
}

function productNode(product: Product, pictures: ProductPictures): BinaryNode {
  const { id, name, description, price, currency, retailerId, url, hidden, status } = product;
  const fields = { id, name, description, price, currency, retailer_id: retailerId, url };
  const images = product.pictures.map((picture) => {
    const address = pictures.urlOf(picture);
    return stanza('image', {}, [
      stanza('id', {}, picture.id),
      stanza('request_image_url', {}, address),
      stanza('original_image_url', {}, address),
    ]);
  });
  return stanza('product', { is_hidden: String(hidden) }, [
    ...Object.entries(fields).flatMap(([tag, value]) =>
      value === undefined ? [] : [stanza(tag, {}, String(value))],
    ),
    stanza('media', {}, images),
    stanza('status_info', {}, [stanza('status', {}, status), stanza('can_appeal', {}, 'false')]),
  ]);
}
