import { transform } from './pictures.js';

/** Width in pixels and quality of what stands in for a picture until it is fetched, as Baileys makes it. */
const WIDTH = 32;
const QUALITY = 50;

/** What a message says of its picture besides the file. */
export interface Preview {
  /** Null for a picture that cannot be read: where there is nothing, Baileys decodes it, without any limit. */
  jpegThumbnail: Buffer | null;
  /** In pixels. */
  width?: number;
  /** In pixels. */
  height?: number;
}

/**
 * What a message says of its picture. Never throws: one that cannot be read is sent all the same.
 * @param path of a JPEG or PNG
 */
export async function previewOf(path: string): Promise<Preview> {
  try {
    const { picture, width, height } = await transform(path, (original) =>
      original.resize(WIDTH).jpeg({ quality: QUALITY }),
    );
    return { jpegThumbnail: picture, width, height };
  } catch {
    return { jpegThumbnail: null };
  }
}
