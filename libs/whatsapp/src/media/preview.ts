import { transform } from './pictures.js';

/** Width in pixels, and quality, of the thumbnail that is shown until a picture is downloaded, as Baileys makes it. */
const WIDTH = 32;
const QUALITY = 50;

/** The thumbnail and the size of a picture, which its message contains. */
export interface Preview {
  /** Null if the picture cannot be read. With undefined, Baileys would decode the picture itself, without a limit. */
  jpegThumbnail: Buffer | null;
  /** In pixels. */
  width?: number;
  /** In pixels. */
  height?: number;
}

/**
 * Makes the preview of a picture. Never throws: a picture that cannot be read is sent without one.
 * @param path path of a JPEG or PNG
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
