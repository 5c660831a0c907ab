import { Readable } from 'node:stream';
import sharp from 'sharp';
import type { Account } from '../accounts/account.js';
import type { Companion } from '../accounts/companion.js';
import type { Directory } from '../accounts/directory.js';
import type { Picture } from '../accounts/profile.js';
import type { MediaStore } from '../media/media-store.js';
import type { Delivery } from '../routing/delivery.js';
import { nowSeconds, serverStanzaId } from '../wire/ids.js';
import { stanza } from '../wire/stanza.js';

/** An image that cannot be read or has the wrong form. */
export class PictureDamaged extends Error {}

export const PICTURE_SIZES = ['image', 'preview'] as const;
export type PictureSize = (typeof PICTURE_SIZES)[number];

/** The side of the larger size in pixels; clients scale pictures to it. */
const IMAGE_PIXELS = 640;
const PREVIEW_PIXELS = 96;

/** The profile pictures of accounts, unencrypted on the media server. */
export class Pictures {
  private lastId = 0;

  /** @param host host and port of the media server */
  constructor(
    private readonly store: MediaStore,
    private readonly host: () => string,
    private readonly directory: Directory,
    private readonly delivery: Delivery,
  ) {}

  /** The URL of a picture. */
  urlOf(directPath: string): string {
    return `https://${this.host()}${directPath}`;
  }

  /** Converts any image to what phones upload: a square JPEG. @throws PictureDamaged */
  async scaled(picture: Buffer): Promise<Buffer> {
    return squared(picture, IMAGE_PIXELS);
  }

  /**
   * Sets the profile picture. The preview is made here.
   * @param image a square JPEG of up to 640 pixels
   * @param writer the companion that sets it, which is not notified
   * @throws PictureDamaged
   */
  async set(account: Account, image: Buffer, writer?: Companion): Promise<Picture> {
    await judge(image);
    const preview = await squared(image, PREVIEW_PIXELS);
    // Ids increase, even within a millisecond.
    this.lastId = Math.max(this.lastId + 1, Date.now());
    const picture = {
      id: String(this.lastId),
      image: await this.keep(account, image),
      preview: await this.keep(account, preview),
    };
    account.profile.setPicture(picture);
    this.tell(account, 'set', picture.id, writer);
    return picture;
  }

  remove(account: Account, writer?: Companion): void {
    if (!account.profile.picture) return;
    account.profile.setPicture(undefined);
    this.tell(account, 'delete', undefined, writer);
  }

  /** @returns undefined without a picture */
  open(account: Account, size: PictureSize): Readable | undefined {
    return this.read(account.profile.picture?.[size]);
  }

  /** The cover photo of a business. @returns undefined without one */
  openCover(account: Account): Readable | undefined {
    return this.read(account.profile.business?.cover?.path);
  }

  private read(path: string | undefined): Readable | undefined {
    const file = path === undefined ? undefined : this.store.find(path);
    return file && this.store.read(file);
  }

  private async keep(account: Account, bytes: Buffer): Promise<string> {
    const file = await this.store.add(Readable.from([bytes]), account.phone, { kind: 'picture' });
    return this.store.directPath(file);
  }

  /** Notifies the account's own companions, and everyone who asked for its devices. */
  private tell(account: Account, change: 'set' | 'delete', id: string | undefined, writer?: Companion): void {
    for (const phone of new Set([account.phone, ...account.watchers])) {
      const watcher = this.directory.find(phone);
      if (!watcher) continue;
      const attributes = { from: account.pnJid, type: 'picture', id: serverStanzaId(), t: nowSeconds() };
      const content = [stanza(change, { jid: account.pnJid, id })];
      this.delivery.toAll(watcher, stanza('notification', attributes, content), writer);
    }
  }
}

async function judge(image: Buffer): Promise<void> {
  const { format, width, height } = await readable(async () => sharp(image).metadata());
  if (format !== 'jpeg' || width !== height || width > IMAGE_PIXELS)
    throw new PictureDamaged(`must be a square JPEG of up to ${IMAGE_PIXELS} pixels`);
}

async function squared(picture: Buffer, pixels: number): Promise<Buffer> {
  return readable(async () => sharp(picture).resize(pixels, pixels).jpeg().toBuffer());
}

async function readable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch {
    throw new PictureDamaged('must be an image that can be read');
  }
}
