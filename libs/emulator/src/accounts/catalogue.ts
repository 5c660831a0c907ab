import { randomInt } from 'node:crypto';
import { Fields } from '../state/fields.js';
import type { Json, StateFile } from '../state/state-file.js';

/** A picture of a product: its path on the media server. */
export interface ProductPicture {
  id: string;
  path: string;
}

/** A product, with everything that a business can say about it. */
export interface Product {
  id: string;
  name?: string;
  description?: string;
  /** In thousandths of a unit. */
  price?: number;
  /** In thousandths of a unit. */
  salePrice?: number;
  currency?: string;
  retailerId?: string;
  url?: string;
  hidden: boolean;
  /** Country of origin, ISO 3166-1 alpha-2. */
  country?: string;
  /** WhatsApp's judgement of the product. */
  status: string;
  pictures: ProductPicture[];
}

/** A group of products. */
export interface Collection {
  id: string;
  name: string;
  /** Ids of products. */
  products: string[];
}

/** What somebody ordered, as it was then. */
export interface Order {
  id: string;
  /** Whoever knows it may read the order. */
  token: string;
  /** Phone of the customer. */
  buyer: string;
  items: { product: Product; quantity: number }[];
  /** Seconds. */
  at: number;
}

const ID_FLOOR = 1_000_000_000_000;

/** An id as WhatsApp gives them to products and orders: digits. */
export function catalogueId(): string {
  return String(ID_FLOOR + randomInt(ID_FLOOR)) + String(1000 + randomInt(9000));
}

/** The products of a business, newest first, its collections, and the orders it got. */
export class Catalogue {
  products: Product[] = [];
  collections: Collection[] = [];
  private readonly orders = new Map<string, Order>();
  private readonly name: string;

  constructor(
    private readonly stateFile: StateFile,
    phone: string,
  ) {
    this.name = `catalogue/${phone}`;
    const saved = stateFile.get(this.name);
    if (saved !== undefined) this.restore(Fields.of(saved, this.name));
  }

  find(id: string | undefined): Product | undefined {
    return this.products.find((product) => product.id === id);
  }

  /** Adds a product, or replaces the one with its id. */
  put(product: Product): void {
    const index = this.products.findIndex(({ id }) => id === product.id);
    if (index < 0) this.products.unshift(product);
    else this.products[index] = product;
    this.save();
  }

  /** @returns whether there was such a product */
  remove(id: string): boolean {
    const before = this.products.length;
    this.products = this.products.filter((product) => product.id !== id);
    for (const collection of this.collections)
      collection.products = collection.products.filter((each) => each !== id);
    this.save();
    return this.products.length < before;
  }

  order(order: Order): void {
    this.orders.set(order.id, order);
    this.save();
  }

  orderOf(id: string): Order | undefined {
    return this.orders.get(id);
  }

  save(): void {
    this.stateFile.put(this.name, () => this.json());
  }

  private restore(fields: Fields): void {
    this.products = fields.records('products').map(restoreProduct);
    this.collections = fields.records('collections').map((collection) => ({
      id: collection.text('id'),
      name: collection.text('name'),
      products: collection.texts('products'),
    }));
    for (const order of fields.records('orders'))
      this.orders.set(order.text('id'), {
        id: order.text('id'),
        token: order.text('token'),
        buyer: order.text('buyer'),
        at: order.integer('at'),
        items: order.records('items').map((item) => ({
          product: restoreProduct(item.child('product')),
          quantity: item.integer('quantity'),
        })),
      });
  }

  private json(): Json {
    return {
      products: this.products.map(productJson),
      collections: this.collections.map((collection) => ({ ...collection })),
      orders: [...this.orders.values()].map((order) => ({
        ...order,
        items: order.items.map(({ product, quantity }) => ({ product: productJson(product), quantity })),
      })),
    };
  }
}

function productJson({ pictures, ...product }: Product): Json {
  return { ...product, pictures: pictures.map((picture) => ({ ...picture })) };
}

function restoreProduct(fields: Fields): Product {
  return {
    id: fields.text('id'),
    ...readTraits(fields),
    pictures: fields
      .records('pictures')
      .map((picture) => ({ id: picture.text('id'), path: picture.text('path') })),
  };
}

/** Everything about a product but its id and its pictures. @throws InvalidInput naming the field */
export function readTraits(fields: Fields): Omit<Product, 'id' | 'pictures'> {
  return {
    name: fields.optionalText('name'),
    description: fields.optionalText('description'),
    price: fields.optionalInteger('price', { min: 0 }),
    salePrice: fields.optionalInteger('salePrice', { min: 0 }),
    currency: fields.optionalText('currency'),
    retailerId: fields.optionalText('retailerId'),
    url: fields.optionalText('url'),
    hidden: fields.optionalFlag('hidden') ?? false,
    country: fields.optionalText('country'),
    status: fields.optionalText('status') ?? 'APPROVED',
  };
}
