import { Mutex } from 'async-mutex';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { LIMITS } from '#libs/config';
import { WhatsAppFault } from '../faults.js';

// A cache would keep files open, but they are removed when the work with them is done.
sharp.cache(false);
// A picture may use one thread only: file access and DNS lookups share the thread pool.
sharp.concurrency(1);

/** One picture is decoded at a time, which limits the memory that all of them use. Conversions have a turn of their own. */
const turn = new Mutex();

/** Decoding stops at the first fault in a file. */
const failOn = 'warning';

/** A transformed picture. */
export interface Transformed {
  picture: Buffer;
  /** Width of the original, in pixels. */
  width: number;
  /** Height of the original, in pixels. */
  height: number;
}

/**
 * Refuses a picture whose header announces too many pixels. A picture that cannot be read passes: it cannot be decoded
 * either.
 * @param path path of a JPEG, PNG or WebP
 * @throws WhatsAppFault MEDIA_FETCH_FAILED with the reason `too_many_pixels` and the limit
 */
export async function checkPicture(path: string): Promise<void> {
  const head = await turn.runExclusive(() => headOf(path).catch(() => undefined));
  if (head) checkPixels(head);
}

/**
 * Decodes and transforms a picture.
 * @param path path of a JPEG, PNG or WebP
 * @throws WhatsAppFault as {@link checkPicture}; what sharp throws if the picture cannot be read
 */
export async function transform(path: string, change: (picture: Sharp) => Sharp): Promise<Transformed> {
  return turn.runExclusive(async () => {
    const head = await headOf(path);
    checkPixels(head);
    const original = sharp(path, { failOn, limitInputPixels: LIMITS.picturePixels });
    return { picture: await change(original).toBuffer(), width: head.width, height: head.height };
  });
}

/** Reads the header of a picture without decoding it. */
async function headOf(path: string): Promise<Metadata> {
  return sharp(path, { failOn, limitInputPixels: false }).metadata();
}

function checkPixels({ format, isProgressive, width, height }: Metadata): void {
  const interlaced = format === 'png' && isProgressive;
  const maxPixels = interlaced ? LIMITS.interlacedPixels : LIMITS.picturePixels;
  const kind = interlaced ? 'an interlaced PNG' : 'a picture';
  const size = { field: 'media', reason: 'too_many_pixels', width, height };
  if (width * height > maxPixels)
    throw new WhatsAppFault('MEDIA_FETCH_FAILED', `${kind} must have at most ${maxPixels} pixels`, {
      ...size,
      maxPixels,
    });
  const maxSide = LIMITS.pictureSide;
  if (Math.max(width, height) > maxSide)
    throw new WhatsAppFault('MEDIA_FETCH_FAILED', `a picture must have at most ${maxSide} pixels a side`, {
      ...size,
      maxSide,
    });
}
