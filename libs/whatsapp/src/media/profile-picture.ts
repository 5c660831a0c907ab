import { invalid, WhatsAppFault } from '../faults.js';
import { transform } from './pictures.js';

/** Side of the square that WhatsApp's clients upload, in pixels. */
const SIDE = 640;
/** What shows through a picture: JPEG knows no transparency. */
const BACKGROUND = 'white';

/**
 * Makes of an image what WhatsApp takes as a profile picture: the middle of it, as a square JPEG.
 * @param path of the image
 * @throws WhatsAppFault INVALID_REQUEST when it cannot be read, MEDIA_FETCH_FAILED when it has too many pixels
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
