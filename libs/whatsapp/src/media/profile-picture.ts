import sharp from 'sharp';
import { invalid } from '../faults.js';

// What was read of a file must not keep it open: it is gone when the work with it is done.
sharp.cache(false);

/** Side of the square that WhatsApp's clients upload, in pixels. */
const SIDE = 640;
/** More would cost too much memory to unpack. */
const MOST_PIXELS = 50_000_000;
/** What shows through a picture: JPEG knows no transparency. */
const BACKGROUND = 'white';

/**
 * Makes of an image what WhatsApp takes as a profile picture: the middle of it, as a square JPEG.
 * @param path of the image
 * @throws WhatsAppFault INVALID_REQUEST when it cannot be read, or is too large
 */
export async function profilePicture(path: string): Promise<Buffer> {
  try {
    return await sharp(path, { limitInputPixels: MOST_PIXELS })
      .autoOrient()
      .resize(SIDE, SIDE)
      .flatten({ background: BACKGROUND })
      .jpeg({ quality: 80 })
      .toBuffer();
  } catch {
    throw invalid('media', `must be an image that can be read, of at most ${MOST_PIXELS} pixels`);
  }
}
