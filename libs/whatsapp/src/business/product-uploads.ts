import { createHash } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { writePrivateFile } from '#libs/outbound';
import { unusable } from '../faults.js';
import type { InstanceContext } from '../context/instance-context.js';
import { MediaUploads, type UploadSettings } from '../media/media-uploads.js';
import { WHATSAPP_MEDIA_HOST } from '../media/media-url.js';
import { productPicture } from '../media/product-picture.js';

/** Uploads pictures of products, which are not encrypted: everyone may see them. */
export class ProductUploads {
  constructor(
    private readonly context: InstanceContext,
    private readonly settings: UploadSettings,
  ) {}

  /**
   * @param path path of an image
   * @returns URL of the picture on WhatsApp's servers
   * @throws WhatsAppFault, always with outcome `not_sent`: INVALID_REQUEST if the image cannot be read; as
   *   `MediaUploads.upload`
   */
  async upload(path: string): Promise<string> {
    const picture = await productPicture(path);
    const converted = `${path}.jpg`;
    try {
      await writePrivateFile(converted, [picture]);
      const uploads = new MediaUploads(this.context.uplink.socket(), this.context, this.settings);
      const { directPath } = await uploads.upload(converted, {
        mediaType: 'product-catalog-image',
        fileEncSha256B64: createHash('sha256').update(picture).digest('base64'),
        timeoutMs: this.settings.uploadTimeoutMs,
      });
      if (!directPath.startsWith('/')) throw unusable();
      return `https://${WHATSAPP_MEDIA_HOST}${directPath}`;
    } finally {
      await rm(converted, { force: true });
    }
  }
}
