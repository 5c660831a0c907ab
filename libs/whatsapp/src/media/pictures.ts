import { Mutex } from 'async-mutex';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { LIMITS } from '#libs/config';
import { WhatsAppFault } from '../faults.js';

// What was read of a file must not keep it open: it is gone when the work with it is done.
sharp.cache(false);
// A picture takes one core, and one of the threads by which files are read and names are looked up.
sharp.concurrency(1);

/** One picture at a time: what each costs in memory is bounded, and so is what all of them cost. */
const turn = new Mutex();

/** A file that is broken anywhere is not decoded further. */
const failOn = 'warning';

/** What became of a picture. */
export interface Transformed {
  picture: Buffer;
  /** Of the original, in pixels. */
  width: number;
  /** Of the original, in pixels. */
  height: number;
}

/**
 * Refuses a picture that would cost too much to decode, by what its head says. One that cannot be read passes:
 * it cannot be decoded either.
 * @param path of a JPEG, PNG or WebP
 * @throws WhatsAppFault MEDIA_FETCH_FAILED with the reason `too_many_pixels` and the limit
 */
export async function checkPicture(path: string): Promise<void> {
  const head = await turn.runExclusive(() => headOf(path).catch(() => undefined));
  if (head) checkPixels(head);
}

/**
 * Decodes a picture to make another of it.
 * @param path of a JPEG, PNG or WebP
 * @throws WhatsAppFault as {@link checkPicture}; otherwise what sharp throws when it cannot be read
 */
export async function transform(path: string, change: (picture: Sharp) => Sharp): Promise<Transformed> {
  return turn.runExclusive(async () => {
    const head = await headOf(path);
    checkPixels(head);
    const original = sharp(path, { failOn, limitInputPixels: LIMITS.picturePixels });
    return { picture: await change(original).toBuffer(), width: head.width, height: head.height };
  });
}

/** Decodes nothing. */
async function headOf(path: string): Promise<Metadata> {
  return sharp(path, { failOn, limitInputPixels: false }).metadata();
}

function checkPixels({ format, isProgressive, width, height }: Metadata): void {
  const interlaced = format === 'png' && isProgressive;
  const maxPixels = interlaced ? LIMITS.interlacedPixels : LIMITS.picturePixels;
  if (width * height <= maxPixels) return;
  const kind = interlaced ? 'an interlaced PNG' : 'a picture';
  throw new WhatsAppFault('MEDIA_FETCH_FAILED', `${kind} must have at most ${maxPixels} pixels`, {
    field: 'media',
    reason: 'too_many_pixels',
    width,
    height,
    maxPixels,
  });
}
