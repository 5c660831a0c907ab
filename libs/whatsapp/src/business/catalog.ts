import { Lanes } from '#libs/observability';
import { type Collection, type Product, type ProductPage, type WholeProduct } from '../codec/catalog.js';
import { readCatalog, readCollection, readCollections, readWholeProduct } from '../codec/catalog.js';
import {
  additionQuery,
  changedProduct,
  deletedCount,
  deletionQuery,
  editQuery,
  type PicturedChange,
  type ProductChange,
} from '../codec/catalog-changes.js';
import {
  CATALOG_QUERY,
  catalogVariables,
  COLLECTION_QUERY,
  COLLECTIONS_QUERY,
  collectionsVariables,
  collectionVariables,
  type Part,
  PRODUCT_QUERY,
  productVariables,
} from '../codec/catalog-queries.js';
import type { InstanceContext } from '../context/instance-context.js';
import {
  type Failure,
  failureOf,
  invalid,
  notConnected,
  WhatsAppFault,
  withUnknownOutcome,
} from '../faults.js';
import type { MediaDownloads } from '../media/media-downloads.js';
import { canonicalChat } from '../people/lid-map.js';
import { parsePerson, phoneJid } from '../wire/jids.js';
import { askGraph } from '../context/graph.js';
import { ask, orAbsent } from '../wire/query.js';
import type { BusinessUploads } from './business-uploads.js';

/** A new product. */
export interface NewProduct extends Omit<ProductChange, 'name'> {
  name: string;
}

/** The result of deleting one product. */
export type ProductRemoval = { productId: string } & (
  { status: 'deleted' } | { status: 'failed'; error: Failure }
);

/** WhatsApp's limit of pictures per product. */
const MOST_PICTURES = 10;
/** Size of the pages of a whole catalogue. */
const LARGEST_PAGE = 100;
/** How many of them are read at most. */
const MOST_PAGES = 20;
/** How many products come with each collection of a list. */
const PRODUCTS_PER_COLLECTION = 50;
/** Size of the largest picture of a product that is downloaded. */
const MOST_PICTURE_BYTES = 16 * 1024 * 1024;

/**
 * Catalogues of businesses: those of others can be read, the account's own can be changed. An answer that does not come is an
 * error, never an empty catalogue. Changes of one product by this server wait for each other.
 */
export class Catalog {
  private readonly lanes = new Lanes();

  constructor(
    private readonly context: InstanceContext,
    private readonly uploads: BusinessUploads,
    private readonly downloads: MediaDownloads,
  ) {}

  /** Checks whether the catalogue can be changed now, before a file is fetched. @throws WhatsAppFault INSTANCE_NOT_CONNECTED */
  checkReady(): void {
    this.context.uplink.link();
  }

  /**
   * @param owner phone number or JID of the business; undefined: the account itself
   * @throws WhatsAppFault INVALID_REQUEST, INSTANCE_NOT_CONNECTED, UPSTREAM_TIMEOUT, WHATSAPP_ERROR
   */
  async products(owner: string | undefined, part: Part): Promise<ProductPage> {
    const variables = catalogVariables(await this.ownerOf(owner), part);
    return this.context.uplink.ask(async (socket) =>
      readCatalog(await askGraph(socket, CATALOG_QUERY, variables)),
    );
  }

  /** @throws WhatsAppFault as {@link products}; PRODUCT_NOT_FOUND */
  async product(owner: string | undefined, productId: string): Promise<Product> {
    return (await this.whole(await this.ownerOf(owner), productId)).product;
  }

  /** The collections of a business, each with its first 50 products. @throws WhatsAppFault as {@link products} */
  async collections(
    owner: string | undefined,
    part: Part,
  ): Promise<{ collections: Collection[]; next?: string }> {
    const variables = collectionsVariables(await this.ownerOf(owner), part, PRODUCTS_PER_COLLECTION);
    return this.context.uplink.ask(async (socket) =>
      readCollections(await askGraph(socket, COLLECTIONS_QUERY, variables)),
    );
  }

  /** The products of one collection. @throws WhatsAppFault as {@link products} */
  async collection(owner: string | undefined, collectionId: string, part: Part): Promise<ProductPage> {
    const variables = collectionVariables(await this.ownerOf(owner), collectionId, part);
    return this.context.uplink.ask(async (socket) =>
      readCollection(await askGraph(socket, COLLECTION_QUERY, variables)),
    );
  }

  /**
   * Adds a product to the account's own catalogue.
   * @param picture path of an image
   * @throws WhatsAppFault as {@link products}; INVALID_REQUEST if the image cannot be read
   */
  async create(product: NewProduct, picture: string): Promise<Product> {
    const pictureUrls = [await this.uploads.product(picture)];
    return this.context.uplink.ask(async (socket) =>
      changedProduct(await ask(socket, additionQuery({ ...product, pictureUrls }))),
    );
  }

  /**
   * Checks that {@link create} made no product, if its answer was lost. WhatsApp does not tell when a product was made, so one of
   * the same name and retailer id may be the new one, or older.
   * @throws WhatsAppFault UPSTREAM_TIMEOUT with the ids of such products; as {@link products}. Its outcome is always `unknown`.
   */
  async checkNotMade(product: NewProduct): Promise<void> {
    const alike: string[] = [];
    let after: string | undefined;
    let pages = 0;
    do {
      const part = { limit: LARGEST_PAGE, after };
      const page = await orAbsent(this.products(undefined, part)).catch((error: unknown) => {
        throw withUnknownOutcome(error);
      });
      alike.push(...(page?.products ?? []).filter((each) => isAlike(each, product)).map(({ id }) => id));
      after = page?.next;
      pages += 1;
    } while (after !== undefined && pages < MOST_PAGES);
    if (alike.length === 0 && after === undefined) return;
    const message = 'it is unknown whether the product was created: look at the catalog';
    throw new WhatsAppFault('UPSTREAM_TIMEOUT', message, { productIds: alike, outcome: 'unknown' });
  }

  /**
   * Changes a product of the account's own catalogue. What the change does not name stays. WhatsApp can only replace a whole
   * product, so it is read first: a change on another device between reading and writing is undone.
   * @throws WhatsAppFault as {@link product}; INVALID_REQUEST for a price without a currency
   */
  async change(productId: string, change: ProductChange): Promise<Product> {
    return this.edit(productId, async ({ product }) => {
      const price = change.price === undefined ? product.price : (change.price ?? undefined);
      if (typeof change.price === 'number' && (change.currency ?? product.currency) === undefined)
        throw invalid('currency', 'is required with price: the product has no currency yet');
      if (change.currency !== undefined && price === undefined)
        throw invalid('price', 'is required with currency: without it the product has no price');
      return change;
    });
  }

  /**
   * Adds a picture to a product.
   * @param path path of an image
   * @throws WhatsAppFault as {@link change}; CONFLICT if the product has ten pictures
   */
  async addPicture(productId: string, path: string): Promise<Product> {
    return this.edit(productId, async ({ product: { pictures } }) => {
      if (pictures.length >= MOST_PICTURES)
        throw new WhatsAppFault('CONFLICT', `the product has ${MOST_PICTURES} pictures, which is the most`);
      return { pictureUrls: [...pictures.map(({ url }) => url), await this.uploads.product(path)] };
    });
  }

  /** @throws WhatsAppFault as {@link change}; PRODUCT_NOT_FOUND for an unknown picture, CONFLICT for the last one */
  async removePicture(productId: string, pictureId: string): Promise<Product> {
    return this.edit(productId, async ({ product: { pictures } }) => {
      const rest = pictures.filter(({ id }) => id !== pictureId);
      if (rest.length === pictures.length)
        throw new WhatsAppFault('PRODUCT_NOT_FOUND', 'the product has no picture with this id');
      if (rest.length === 0)
        throw new WhatsAppFault('CONFLICT', 'a product must have a picture: add another one first');
      return { pictureUrls: rest.map(({ url }) => url) };
    });
  }

  /** Removes a product from the account's own catalogue. @throws WhatsAppFault as {@link product} */
  async remove(productId: string): Promise<void> {
    await this.lanes.run(productId, async () => {
      const deleted = await this.context.uplink.ask(async (socket) =>
        deletedCount(await ask(socket, deletionQuery(productId))),
      );
      if (deleted === 0) throw unknownProduct();
    });
  }

  /**
   * Removes several products, each with a request of its own.
   * @returns one result per product, in the order of `productIds`
   * @throws WhatsAppFault INSTANCE_NOT_CONNECTED before the first request
   */
  async removeAll(productIds: readonly string[]): Promise<ProductRemoval[]> {
    this.checkReady();
    return Promise.all(
      productIds.map(async (productId): Promise<ProductRemoval> => {
        try {
          await this.remove(productId);
          return { productId, status: 'deleted' };
        } catch (error) {
          return { productId, status: 'failed', error: failureOf(error) };
        }
      }),
    );
  }

  /**
   * Finds a product to send, and downloads its first picture.
   * @param destination path of the file to write, mode 0600
   * @returns the product, the JID of its business, and the size of the picture in bytes
   * @throws WhatsAppFault as {@link product}; CONFLICT if the product has no picture, MEDIA_FETCH_FAILED
   */
  async forSending(
    owner: string | undefined,
    productId: string,
    destination: string,
  ): Promise<{ product: Product; seller: string; sizeBytes: number }> {
    const seller = await this.ownerOf(owner);
    const { product } = await this.whole(seller, productId);
    const [picture] = product.pictures;
    if (!picture)
      throw new WhatsAppFault('CONFLICT', 'the product has no picture, without which phones do not show it');
    const sizeBytes = await this.downloads.fetchPlain(picture.url, destination, MOST_PICTURE_BYTES);
    return { product, seller, sizeBytes };
  }

  private async edit(
    productId: string,
    changeOf: (current: WholeProduct) => Promise<PicturedChange>,
  ): Promise<Product> {
    return this.lanes.run(productId, async () => {
      const current = await this.whole(await this.ownerOf(undefined), productId);
      const change = await changeOf(current);
      return this.context.uplink.ask(async (socket) =>
        changedProduct(await ask(socket, editQuery(current, change))),
      );
    });
  }

  private async whole(owner: string, productId: string): Promise<WholeProduct> {
    const found = await orAbsent(
      this.context.uplink.ask(
        async (socket) =>
          readWholeProduct(await askGraph(socket, PRODUCT_QUERY, productVariables(owner, productId))),
        'not_sent',
      ),
    );
    if (!found) throw unknownProduct();
    return found;
  }

  /** The address under which WhatsApp knows the catalogue of a business. */
  private async ownerOf(owner: string | undefined): Promise<string> {
    if (owner !== undefined) return canonicalChat(this.context, parsePerson(owner, 'jid'));
    const { uplink } = this.context;
    const { self } = uplink;
    if (!self) throw notConnected(uplink.status);
    return phoneJid(self.phone);
  }
}

function isAlike({ name, retailerId }: Product, other: NewProduct): boolean {
  return name?.trim() === other.name.trim() && retailerId?.trim() === other.retailerId?.trim();
}

function unknownProduct(): WhatsAppFault {
  return new WhatsAppFault('PRODUCT_NOT_FOUND', 'the catalog has no such product', { outcome: 'not_sent' });
}
