import { unusable } from '../faults.js';
import { isJson, type Json, listIn, objectIn, textIn } from './json.js';
import { millisecondsOf } from './numbers.js';

/** A picture of a product. */
export interface ProductPicture {
  id?: string;
  /** URL on WhatsApp's servers, in full size; it expires. */
  url: string;
}

/** A product in a catalogue. WhatsApp leaves out what it has no value for. */
export interface Product {
  id: string;
  /** The business's own name for the product. */
  retailerId?: string;
  name?: string;
  description?: string;
  /** Web page of the product. */
  url?: string;
  /** In units of the currency. */
  price?: number;
  salePrice?: number;
  /** ISO 4217. */
  currency?: string;
  /** Undefined if WhatsApp does not say so. */
  hidden?: boolean;
  /** Such as `in_stock`. */
  availability?: string;
  /** WhatsApp's judgement, such as `approved`, `pending` or `rejected`. */
  reviewStatus?: string;
  /** Country of origin, ISO 3166-1 alpha-2. */
  originCountry?: string;
  pictures: ProductPicture[];
}

/** A product together with everything that WhatsApp says about it, which a change has to repeat. */
export interface WholeProduct {
  product: Product;
  raw: Json;
}

/** A part of a list. */
export interface ProductPage {
  products: Product[];
  /** WhatsApp's cursor of the next page; undefined on the last page. */
  next?: string;
}

/** A group of products. */
export interface Collection {
  id: string;
  name?: string;
  reviewStatus?: string;
  /** The first products of the collection. */
  products: Product[];
}

/** Something in an order, as it was when it was ordered. */
export interface OrderItem {
  productId?: string;
  name?: string;
  /** Of one piece, in units of the currency. */
  price?: number;
  currency?: string;
  quantity?: number;
  pictureUrl?: string;
  /** The variant that was chosen, such as a size. */
  variant: { name: string; value: string }[];
}

export interface Order {
  items: OrderItem[];
  subtotal?: number;
  total?: number;
  currency?: string;
  /** Epoch ms. */
  createdAt?: number;
}

const FLAGS: Readonly<Record<string, boolean>> = {
  true: true,
  ISHIDDEN_TRUE: true,
  false: false,
  ISHIDDEN_FALSE: false,
};

/**
 * Reads a page of a catalogue.
 * @throws WhatsAppFault WHATSAPP_ERROR if it is no such page: an answer that is not understood is no empty catalogue
 */
export function readCatalog(answer: unknown): ProductPage {
  const catalog = objectIn(required(answer), 'product_catalog');
  return { products: readProducts(catalog), next: nextIn(catalog) };
}

/** Reads the products of one collection. @throws as {@link readCatalog} */
export function readCollection(answer: unknown): ProductPage {
  const root = required(answer);
  return { products: readProducts(objectIn(root, 'collection')), next: nextIn(root) };
}

/** Reads a single product. Undefined if WhatsApp has none. @throws as {@link readCatalog} */
export function readWholeProduct(answer: unknown): WholeProduct | undefined {
  const raw = objectIn(required(objectIn(required(answer), 'product_catalog')), 'product');
  return raw && { product: readProduct(raw), raw };
}

/** Reads a page of collections. @throws as {@link readCatalog} */
export function readCollections(answer: unknown): { collections: Collection[]; next?: string } {
  const root = required(answer);
  const collections = listed(root, 'collections').map((collection) => {
    const id = textIn(collection, 'id');
    if (id === undefined) throw unusable();
    return {
      id,
      name: textIn(collection, 'name'),
      reviewStatus: wordIn(objectIn(collection, 'status_info'), 'status'),
      products: listIn(collection, 'products').map(readProduct),
    };
  });
  return { collections, next: nextIn(root) };
}

/** Reads an order. Undefined if WhatsApp has none. @throws as {@link readCatalog} */
export function readOrderDetails(answer: unknown): Order | undefined {
  const order = objectIn(required(answer), 'order');
  if (!order) return undefined;
  const details = objectIn(order, 'price_details');
  const seconds = numberFrom(order, 'creation_time_stamp');
  return {
    items: listed(order, 'products').map(readItem),
    subtotal: priceIn(details, 'subtotal_amount'),
    total: priceIn(details, 'total_amount'),
    currency: textIn(details, 'currency'),
    createdAt: millisecondsOf(seconds),
  };
}

/** Reads a product of whatever answer. @throws WhatsAppFault WHATSAPP_ERROR without an id */
export function readProduct(raw: Json): Product {
  const id = textIn(raw, 'id');
  if (id === undefined) throw unusable();
  return {
    id,
    retailerId: textIn(raw, 'retailer_id'),
    name: textIn(raw, 'name'),
    description: textIn(raw, 'description'),
    url: textIn(raw, 'url'),
    price: priceIn(raw, 'price'),
    salePrice: priceIn(objectIn(raw, 'sale_price'), 'price'),
    currency: textIn(raw, 'currency'),
    hidden: flagIn(raw, 'is_hidden'),
    availability: wordIn(raw, 'product_availability'),
    reviewStatus: wordIn(objectIn(raw, 'status_info'), 'status'),
    originCountry: textIn(objectIn(raw, 'compliance_info'), 'country_code_origin'),
    pictures: listIn(objectIn(raw, 'media'), 'images').flatMap(readPicture),
  };
}

function readPicture(image: Json): ProductPicture[] {
  const url = textIn(image, 'original_image_url', 'request_image_url');
  return url === undefined ? [] : [{ id: textIn(image, 'id'), url }];
}

function readItem(item: Json): OrderItem {
  const [image] = listIn(objectIn(item, 'media'), 'images');
  const properties = listIn(objectIn(item, 'variant_info'), 'variant_properties');
  return {
    productId: textIn(item, 'id'),
    name: textIn(item, 'name'),
    price: priceIn(item, 'price'),
    currency: textIn(item, 'currency'),
    quantity: numberFrom(item, 'quantity'),
    pictureUrl: textIn(image, 'original_image_url', 'request_image_url'),
    variant: properties.flatMap((property) => {
      const name = textIn(property, 'name');
      const value = textIn(property, 'value');
      return name === undefined || value === undefined ? [] : [{ name, value }];
    }),
  };
}

function readProducts(holder: Json | undefined): Product[] {
  return listed(required(holder), 'products').map(readProduct);
}

function required(value: unknown): Json {
  if (!isJson(value)) throw unusable();
  return value;
}

/** The objects of a list that must be there. */
function listed(holder: Json, name: string): Json[] {
  if (!Array.isArray(holder[name])) throw unusable();
  return listIn(holder, name);
}

/** WhatsApp writes an empty cursor after the last page. */
function nextIn(holder: Json | undefined): string | undefined {
  return textIn(objectIn(holder, 'paging'), 'after');
}

/** WhatsApp writes numbers as texts. An empty text is no number. */
function numberFrom(holder: Json | undefined, name: string): number | undefined {
  const text = textIn(holder, name);
  const value = Number(text);
  return text === undefined || !Number.isFinite(value) ? undefined : value;
}

/** An amount of money in units, from thousandths. */
function priceIn(holder: Json | undefined, name: string): number | undefined {
  const thousandths = numberFrom(holder, name);
  return thousandths === undefined ? undefined : thousandths / 1000;
}

/** A flag that WhatsApp writes in several forms; undefined if it does not say, or has a new form. */
export function flagIn(holder: Json, name: string): boolean | undefined {
  const value = holder[name];
  if (typeof value === 'boolean') return value;
  return typeof value === 'string' && Object.hasOwn(FLAGS, value) ? FLAGS[value] : undefined;
}

/** A word that WhatsApp writes in capitals. Words that are new are passed as well. */
function wordIn(holder: Json | undefined, name: string): string | undefined {
  return textIn(holder, name)?.toLowerCase();
}
