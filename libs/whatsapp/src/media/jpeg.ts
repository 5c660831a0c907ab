import { transform } from './pictures.js';

/** Background of transparent pictures: JPEG does not support transparency. */
const BACKGROUND = 'white';

/**
 * Makes a JPEG without the metadata of the original, which is scaled down if it is larger.
 * @param path path of a JPEG, PNG or WebP
 * @param longestSide in pixels
 * @throws as {@link transform}
 */
export async function jpegWithin(path: string, longestSide: number, quality: number): Promise<Buffer> {
  const { picture } = await transform(path, (original) =>
    original
      .autoOrient()
      .resize(longestSide, longestSide, { fit: 'inside', withoutEnlargement: true })
      .flatten({ background: BACKGROUND })
      .jpeg({ quality }),
  );
  return picture;
}
