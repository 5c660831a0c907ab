import { invalid, WhatsAppFault } from '../faults.js';
import { jpegWithin } from './jpeg.js';

/** Longest side of a picture of a product, in pixels; apps show none larger. */
const LONGEST_SIDE = 1600;
const QUALITY = 85;

/**
 * Makes the picture of a product for WhatsApp.
 * @param path path of the image
 * @throws WhatsAppFault INVALID_REQUEST if it cannot be read, MEDIA_FETCH_FAILED if it has too many pixels
 */
export async function productPicture(path: string): Promise<Buffer> {
  try {
    return await jpegWithin(path, LONGEST_SIDE, QUALITY);
  } catch (error) {
    if (error instanceof WhatsAppFault) throw error;
    throw invalid('media', 'must be an image that can be read');
  }
}
