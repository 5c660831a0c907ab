import { transform } from './pictures.js';

/** Longest side of the picture of a link, in pixels (Baileys' `linkPreviewImageThumbnailWidth`). */
const LONGEST_SIDE = 192;
const QUALITY = 60;
/** Background of transparent pictures: JPEG does not support transparency. */
const BACKGROUND = 'white';

/**
 * Makes the picture of a link: a small JPEG without the metadata of the original.
 * @param path path of a JPEG, PNG or WebP
 * @returns undefined if it cannot be read, or has too many pixels
 */
export async function linkPicture(path: string): Promise<Buffer | undefined> {
  try {
    const { picture } = await transform(path, (original) =>
      original
        .autoOrient()
        .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true })
        .flatten({ background: BACKGROUND })
        .jpeg({ quality: QUALITY }),
    );
    return picture;
  } catch {
    return undefined;
  }
}
