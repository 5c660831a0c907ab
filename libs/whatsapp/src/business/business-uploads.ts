import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { writePrivateFile } from '#libs/outbound';
import { unusable } from '../faults.js';
import type { InstanceContext } from '../context/instance-context.js';
import { MediaUploads, type UploadSettings } from '../media/media-uploads.js';
import { WHATSAPP_MEDIA_HOST } from '../media/media-url.js';
import { productPicture } from '../media/product-picture.js';

/** Where a media server has a cover photo: what WhatsApp wants to know about it. */
export interface UploadedCover {
  id: string;
  token: string;
  /** When it was uploaded, in the media server's own words. */
  at: string;
}

/** Uploads pictures of businesses and products, which are not encrypted: everyone may see them. */
export class BusinessUploads {
  constructor(
    private readonly context: InstanceContext,
    private readonly settings: UploadSettings,
  ) {}

  /**
   * @param path path of an image
   * @returns URL of the picture of a product on WhatsApp's servers
   * @throws WhatsAppFault, always with outcome `not_sent`: INVALID_REQUEST if the image cannot be read; as
   *   `MediaUploads.upload`
   */
  async product(path: string): Promise<string> {
    const { directPath } = await this.upload(path, 'product-catalog-image');
    if (!directPath.startsWith('/')) throw unusable();
    return `https://${WHATSAPP_MEDIA_HOST}${directPath}`;
  }

  /** Uploads a cover photo (Baileys, `updateCoverPhoto`). @throws as {@link product} */
  async cover(path: string): Promise<UploadedCover> {
    const { fbid, meta_hmac: token, ts } = await this.upload(path, 'biz-cover-photo');
    if (!fbid || !token || !ts) throw unusable();
    return { id: String(fbid), token, at: String(ts) };
  }

  private async upload(path: string, mediaType: 'product-catalog-image' | 'biz-cover-photo') {
    const picture = await productPicture(path);
    const converted = `${path}.jpg`;
    try {
      await writePrivateFile(converted, [picture]);
      const uploads = new MediaUploads(this.context.uplink.socket(), this.context, this.settings);
      return await uploads.upload(converted, {
        mediaType,
        fileEncSha256B64: createHash('sha256').update(picture).digest('base64'),
        timeoutMs: this.settings.uploadTimeoutMs,
      });
    } finally {
      await rm(converted, { force: true });
    }
  }
}
