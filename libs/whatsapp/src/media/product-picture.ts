import { invalid, WhatsAppFault } from '../faults.js';
import { transform } from './pictures.js';

/** Longest side of a picture of a product, in pixels; apps show none larger. */
const LONGEST_SIDE = 1600;
/** Background of transparent pictures: JPEG does not support transparency. */
const BACKGROUND = 'white';

/**
 * Makes the picture of a product for WhatsApp: a JPEG without the metadata of the original.
 * @param path path of the image
 * @throws WhatsAppFault INVALID_REQUEST if it cannot be read, MEDIA_FETCH_FAILED if it has too many pixels
 */
export async function productPicture(path: string): Promise<Buffer> {
  try {
    const { picture } = await transform(path, (original) =>
      original
        .autoOrient()
        .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
        .flatten({ background: BACKGROUND })
        .jpeg({ quality: 85 }),
    );
    return picture;
  } catch (error) {
    if (error instanceof WhatsAppFault) throw error;
    throw invalid('media', 'must be an image that can be read');
  }
}
