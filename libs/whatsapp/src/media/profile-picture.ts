import { invalid, WhatsAppFault } from '../faults.js';
import { transform } from './pictures.js';

/** Side of the square that WhatsApp's apps upload, in pixels. */
const SIDE = 640;
/** Background of transparent pictures: JPEG does not support transparency. */
const BACKGROUND = 'white';

/**
 * Makes a profile picture for WhatsApp: the image cropped to a square, as JPEG.
 * @param path path of the image
 * @throws WhatsAppFault INVALID_REQUEST if it cannot be read, MEDIA_FETCH_FAILED if it has too many pixels
 */
export async function profilePicture(path: string): Promise<Buffer> {
  try {
    const { picture } = await transform(path, (original) =>
      original.autoOrient().resize(SIDE, SIDE).flatten({ background: BACKGROUND }).jpeg({ quality: 80 }),
    );
    return picture;
  } catch (error) {
    if (error instanceof WhatsAppFault) throw error;
    throw invalid('media', 'must be an image that can be read');
  }
}
