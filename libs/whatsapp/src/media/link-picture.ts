import { jpegWithin } from './jpeg.js';

/** Longest side of the picture of a link, in pixels (Baileys' `linkPreviewImageThumbnailWidth`). */
const LONGEST_SIDE = 192;
const QUALITY = 60;

/**
 * Makes the picture of a link.
 * @param path path of a JPEG, PNG or WebP
 * @returns undefined if it cannot be read, or has too many pixels
 */
export async function linkPicture(path: string): Promise<Buffer | undefined> {
  return jpegWithin(path, LONGEST_SIDE, QUALITY).catch(() => undefined);
}
