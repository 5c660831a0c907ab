import sharp, { type Metadata, type Sharp } from 'sharp';
import { LIMITS } from '#libs/config';
import { WhatsAppFault } from '../faults.js';
import { exclusively } from './pictures.js';

/** Side of a sticker, in pixels. Phones show no other size as a sticker should be. */
const STICKER_SIDE = 512;
/** The largest stickers that phones take into their collections, in bytes. */
const LARGEST_STICKER_BYTES = 100 * 1024;
const LARGEST_ANIMATED_BYTES = 500 * 1024;
/** Qualities that are tried until a sticker is small enough. */
const STICKER_QUALITIES = [80, 55, 30, 10] as const;
/** Longest side of a picture that was converted, in pixels; apps scale larger ones down before they send them. */
const LONGEST_SIDE = 4096;
/** Frames of an animation that become part of a sticker. */
const MOST_FRAMES = 300;
const LIMITED = { failOn: 'error', limitInputPixels: LIMITS.picturePixels } as const;
const CLEAR = { r: 0, g: 0, b: 0, alpha: 0 };

/** A picture that was converted. */
export interface ConvertedPicture {
  picture: Buffer;
  mimetype: string;
  extension: string;
}

/**
 * Makes a picture that phones show: a PNG if it has transparent parts, a JPEG otherwise. Of an animation, its first frame.
 * @param path path of a picture in a format that libvips reads
 * @throws WhatsAppFault MEDIA_FETCH_FAILED if it has too many pixels or cannot be read
 */
export async function shownPicture(path: string): Promise<ConvertedPicture> {
  return exclusively(async () => {
    const head = await headOf(path, false);
    const original = sharp(path, LIMITED)
      .autoOrient()
      .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true });
    // A GIF always has a channel for transparency, and rarely uses it.
    const opaque = !head.hasAlpha || (await readable(sharp(path, LIMITED).stats())).isOpaque;
    if (opaque)
      return {
        picture: await drawn(original.jpeg({ quality: 90 })),
        mimetype: 'image/jpeg',
        extension: 'jpg',
      };
    return { picture: await drawn(original.png()), mimetype: 'image/png', extension: 'png' };
  });
}

/**
 * Makes a sticker: a WebP of 512 by 512 pixels, animated if the picture is.
 * @param path path of a picture in a format that libvips reads
 * @throws as {@link shownPicture}
 */
export async function sticker(path: string): Promise<ConvertedPicture> {
  return exclusively(async () => {
    const { pages = 1 } = await headOf(path, true);
    const animated = pages > 1;
    const most = animated ? LARGEST_ANIMATED_BYTES : LARGEST_STICKER_BYTES;
    let picture: Buffer = Buffer.alloc(0);
    for (const quality of STICKER_QUALITIES) {
      const options = { ...LIMITED, animated };
      const square = sharp(path, options)
        .autoOrient()
        .resize(STICKER_SIDE, STICKER_SIDE, { fit: 'contain', background: CLEAR });
      picture = await drawn(square.webp({ quality, alphaQuality: quality }));
      if (picture.length <= most) break;
    }
    return { picture, mimetype: 'image/webp', extension: 'webp' };
  });
}

/** Reads the header, and refuses what would take too much to decode. */
async function headOf(path: string, animated: boolean): Promise<Metadata> {
  const head = await readable(sharp(path, { animated, limitInputPixels: false }).metadata());
  const { width, height, pages = 1 } = head;
  if (animated && pages > MOST_FRAMES)
    throw failed('too_many_frames', `an animated sticker must have at most ${MOST_FRAMES} frames`, {
      maxFrames: MOST_FRAMES,
    });
  // The height of an animation counts all its frames.
  if (width * height > LIMITS.picturePixels)
    throw failed('too_many_pixels', `a picture must have at most ${LIMITS.picturePixels} pixels`, {
      width,
      height,
      maxPixels: LIMITS.picturePixels,
    });
  return head;
}

async function drawn(picture: Sharp): Promise<Buffer> {
  return readable(picture.toBuffer());
}

async function readable<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    throw failed('conversion_failed', 'the picture could not be read', {}, { cause: error });
  });
}

function failed(reason: string, message: string, more: object = {}, options?: ErrorOptions): WhatsAppFault {
  return new WhatsAppFault('MEDIA_FETCH_FAILED', message, { field: 'media', reason, ...more }, options);
}
