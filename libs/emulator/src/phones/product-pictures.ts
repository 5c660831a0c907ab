import { Readable } from 'node:stream';
import type { Account } from '../accounts/account.js';
import { catalogueId, type Product, type ProductPicture } from '../accounts/catalogue.js';
import type { MediaStore } from '../media/media-store.js';

/** The pictures of products, unencrypted on the media server. */
export class ProductPictures {
  /** @param host host and port of the media server */
  constructor(
    private readonly store: MediaStore,
    private readonly host: () => string,
  ) {}

  urlOf({ path }: ProductPicture): string {
    return `https://${this.host()}${path}`;
  }

  /**
   * Finds the picture that a client names by a URL: one that it has uploaded, or one that the product has.
   * @param product the product before the change
   * @returns undefined if the URL leads to no file of the media server
   */
  take(account: Account, url: string, product: Product | undefined): ProductPicture | undefined {
    if (!URL.canParse(url)) return undefined;
    const { pathname, search } = new URL(url);
    const kept = product?.pictures.find(({ path }) => path === pathname + search);
    if (kept) return kept;
    const file = this.store.find(pathname + search);
    return file && this.published(account, file.sha256);
  }

  /** Stores a picture that the business itself has taken. */
  async add(account: Account, picture: Buffer): Promise<ProductPicture> {
    const { sha256 } = await this.store.add(Readable.from([picture]), account.phone);
    return this.published(account, sha256);
  }

  private published(account: Account, sha256: string): ProductPicture {
    const file = this.store.publish(sha256, account.phone, 'picture');
    return { id: catalogueId(), path: this.store.directPath(file) };
  }
}
