import type { BinaryNode } from '@whiskeysockets/baileys';
import { unusable } from '../faults.js';
import type { Query } from '../wire/query.js';
import { childrenOf, textOf } from '../wire/stanza.js';
import { flagIn, type Product, readProduct, type WholeProduct } from './catalog.js';
import { isJson, type Json, listIn, objectIn, textIn } from './json.js';

/** What can be said about a product. Undefined leaves a value as it is, null removes it. */
export interface ProductChange {
  name?: string;
  description?: string | null;
  /** In units of the currency. Requires a currency, here or before. */
  price?: number | null;
  currency?: string;
  retailerId?: string | null;
  url?: string | null;
  hidden?: boolean;
  /** ISO 3166-1 alpha-2. */
  originCountry?: string | null;
}

/** A change of a product, with the URLs of all its pictures on WhatsApp's servers. */
export interface PicturedChange extends ProductChange {
  pictureUrls?: readonly string[];
}

/** Size of the previews in answers, in pixels. */
const PREVIEW = '100';

/**
 * Changes of an account's own catalogue, in the form of Baileys' `lib/Socket/business.js`. WhatsApp Web has moved them to an
 * interface outside the connection, which needs a login of its own.
 */
function changeQuery(tag: string, product: BinaryNode): Query {
  const content = [product, leaf('width', PREVIEW), leaf('height', PREVIEW)];
  return { xmlns: 'w:biz:catalog', type: 'set', content: [{ tag, attrs: { v: '1' }, content }] };
}

export function additionQuery(product: PicturedChange): Query {
  const hidden = product.hidden ?? false;
  return changeQuery('product_catalog_add', productNode({}, { ...product, hidden }));
}

/** An edit replaces the whole product: everything that is known of it is repeated. */
export function editQuery({ raw }: WholeProduct, change: PicturedChange): Query {
  return changeQuery('product_catalog_edit', productNode(raw, change));
}

export function deletionQuery(productId: string): Query {
  const product: BinaryNode = { tag: 'product', attrs: {}, content: [leaf('id', productId)] };
  const content = [{ tag: 'product_catalog_delete', attrs: { v: '1' }, content: [product] }];
  return { xmlns: 'w:biz:catalog', type: 'set', content };
}

/** The product in the answer to an addition or edit. @throws WhatsAppFault WHATSAPP_ERROR without one */
export function changedProduct(answer: BinaryNode): Product {
  const [root] = [
    ...childrenOf(answer, 'product_catalog_add'),
    ...childrenOf(answer, 'product_catalog_edit'),
  ];
  const [node] = root ? childrenOf(root, 'product') : [];
  if (!node) throw unusable();
  const [media] = childrenOf(node, 'media');
  const images = media ? childrenOf(media, 'image').map(jsonOf) : [];
  return readProduct({ ...jsonOf(node), ...node.attrs, media: { images } });
}

/** How many products a deletion removed. @throws WhatsAppFault WHATSAPP_ERROR if the answer does not say so */
export function deletedCount(answer: BinaryNode): number {
  const [root] = childrenOf(answer, 'product_catalog_delete');
  const count = root?.attrs['deleted_count'];
  if (count === undefined || !/^\d+$/.test(count)) throw unusable();
  return Number(count);
}

function productNode(raw: Json, change: PicturedChange): BinaryNode {
  const origin = objectIn(raw, 'compliance_info');
  const compliance =
    change.originCountry === undefined
      ? origin
      : { ...origin, country_code_origin: change.originCountry ?? undefined };
  const price = change.price === undefined ? textIn(raw, 'price') : thousandths(change.price);
  const category = textIn(raw, 'compliance_category');
  const hidden = change.hidden ?? flagIn(raw, 'is_hidden');
  return {
    tag: 'product',
    attrs: {
      // Left out while nobody says so, as by Baileys: `false` would show a hidden product.
      ...(hidden !== undefined && { is_hidden: String(hidden) }),
      ...(category !== undefined && !change.originCountry && { compliance_category: category }),
    },
    content: [
      nodesOf('id', textIn(raw, 'id')),
      nodesOf('name', change.name ?? textIn(raw, 'name')),
      nodesOf('description', kept(change.description, textIn(raw, 'description'))),
      nodesOf('url', kept(change.url, textIn(raw, 'url'))),
      nodesOf('retailer_id', kept(change.retailerId, textIn(raw, 'retailer_id'))),
      nodesOf('media', mediaOf(raw, change)),
      nodesOf('price', price),
      nodesOf('currency', price === undefined ? undefined : (change.currency ?? textIn(raw, 'currency'))),
      nodesOf('sale_price', price === undefined ? undefined : objectIn(raw, 'sale_price')),
      nodesOf('compliance_info', compliance),
    ].flat(),
  };
}

function mediaOf(raw: Json, { pictureUrls }: PicturedChange): Json {
  const media = objectIn(raw, 'media');
  const images = pictureUrls ?? listIn(media, 'images').flatMap((image) => urlIn(image, 'image'));
  const videos = listIn(media, 'videos').flatMap((video) => urlIn(video, 'video'));
  return { image: images.map((url) => ({ url })), video: videos.map((url) => ({ url })) };
}

function urlIn(json: Json, kind: 'image' | 'video'): string[] {
  const url = textIn(json, `original_${kind}_url`, `request_${kind}_url`);
  return url === undefined ? [] : [url];
}

function kept(change: string | null | undefined, before: string | undefined): string | undefined {
  return change === undefined ? before : (change ?? undefined);
}

function thousandths(price: number | null): string | undefined {
  return price === null ? undefined : String(Math.round(price * 1000));
}

/** Writes a value of JSON as nodes: an object becomes children, a list several nodes. Nothing becomes no node. */
function nodesOf(tag: string, value: unknown): BinaryNode[] {
  if (Array.isArray(value)) return value.flatMap((each) => nodesOf(tag, each));
  if (isJson(value)) {
    const content = Object.entries(value).flatMap(([name, each]) => nodesOf(name, each));
    return content.length > 0 ? [{ tag, attrs: {}, content }] : [];
  }
  const isText = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
  return isText && value !== '' ? [leaf(tag, String(value))] : [];
}

function leaf(tag: string, text: string): BinaryNode {
  return { tag, attrs: {}, content: Buffer.from(text, 'utf8') };
}

/** Reads a node's children, as JSON: each is a text or has children itself. */
function jsonOf({ content }: BinaryNode): Json {
  if (!Array.isArray(content)) return {};
  return Object.fromEntries(
    content.map((node) => [node.tag, Array.isArray(node.content) ? jsonOf(node) : textOf(node)]),
  );
}
