import type { StoredQuery } from './graph.js';

/**
 * The queries of WhatsApp Web about catalogues and orders, with their ids (whatsapp-rust `wacore/src/iq/mex_operations.rs`
 * and `src/features/business.rs`; Baileys pull request 2799). Baileys 7.0.0-rc14 still asks under `w:biz:catalog`, which
 * WhatsApp's server no longer answers (Baileys issue 2717).
 */
export const CATALOG_QUERY: StoredQuery = {
  id: '30445081048424116',
  field: 'xwa_product_catalog_get_product_catalog',
};
export const PRODUCT_QUERY: StoredQuery = {
  id: '9660926520672123',
  field: 'xwa_product_catalog_get_product',
};
export const COLLECTIONS_QUERY: StoredQuery = {
  id: '9430970660362540',
  field: 'xwa_product_catalog_get_collections',
};
export const COLLECTION_QUERY: StoredQuery = {
  id: '9546992575408789',
  field: 'xwa_product_catalog_get_single_collection',
};
export const ORDER_QUERY: StoredQuery = { id: '26593811266898374', field: 'xwa_checkout_get_order_info' };

/** Size of the previews that are asked for, in pixels. The full pictures come with them. */
const PIXELS = 100;
const PREVIEW = { width: String(PIXELS), height: String(PIXELS) };

/** Selects a part of a list by WhatsApp's own cursor. */
export interface Part {
  limit: number;
  after?: string;
}

// Numbers are texts, and a first page has no cursor at all: null would be one.

export function catalogVariables(jid: string, { limit, after }: Part): object {
  const asked = { jid, limit: String(limit), ...PREVIEW, allow_shop_source: 'ALLOWSHOPSOURCE_TRUE' };
  return { request: { product_catalog: { ...asked, ...(after !== undefined && { after }) } } };
}

export function productVariables(jid: string, productId: string): object {
  const asked = { jid, product_id: productId, ...PREVIEW, fetch_compliance_info: 'true' };
  return { request: { product: asked } };
}

/** @param items how many products of each collection are asked for */
export function collectionsVariables(jid: string, { limit, after }: Part, items: number): object {
  const limits = { collection_limit: String(limit), item_limit: String(items) };
  const asked = { biz_jid: jid, ...limits, ...PREVIEW };
  return { request: { collections: { ...asked, ...(after !== undefined && { after }) } } };
}

export function collectionVariables(jid: string, collectionId: string, { limit, after }: Part): object {
  const asked = { biz_jid: jid, id: collectionId, limit: String(limit), ...PREVIEW };
  return { request: { collection: { ...asked, ...(after !== undefined && { after }) } } };
}

/** @param jid the business that was ordered from */
export function orderVariables(jid: string, orderId: string, token: string): object {
  const asked = {
    id: orderId,
    jid,
    token: { sensitive_string_value: token },
    // Here numbers are numbers.
    image_dimensions: { width: PIXELS, height: PIXELS },
    direct_connection_encrypted_info: null,
  };
  return { request: { order: asked } };
}
