import { Semaphore } from 'async-mutex';
import sharp, { type Metadata, type Sharp } from 'sharp';
import { LIMITS } from '#libs/config';
import { WhatsAppFault } from '../faults.js';

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
/** Longest time that sharp can be given, s. */
const MOST_SECONDS = 3600;
const CLEAR = { r: 0, g: 0, b: 0, alpha: 0 };

/** One at a time, for its memory. A conversion takes long: what messages need of their pictures does not wait for it. */
const turns = new Semaphore(1);

/** How long a conversion may take. */
export interface ConversionLimits {
  /** From its beginning, not while it waits for others. */
  timeoutMs: number;
  /** Ends it between its steps, when nobody waits for it. */
  signal: AbortSignal;
}

/** A picture that was converted. */
export interface ConvertedPicture {
  picture: Buffer;
  mimetype: string;
  extension: string;
}

/**
 * Makes a picture that phones show: a PNG if it has transparent parts, a JPEG otherwise. Of an animation, its first frame.
 * @param path path of a picture in a format that libvips reads
 * @throws WhatsAppFault MEDIA_FETCH_FAILED if it has too many pixels, cannot be read, takes too long, or is no longer wanted
 */
export async function shownPicture(path: string, limits: ConversionLimits): Promise<ConvertedPicture> {
  return converted(limits, async (draw) => {
    const head = await headOf(path, false);
    const original = sharp(path, LIMITED)
      .autoOrient()
      .resize(LONGEST_SIDE, LONGEST_SIDE, { fit: 'inside', withoutEnlargement: true });
    // A GIF always has a channel for transparency, and rarely uses it.
    const opaque = !head.hasAlpha || (await readable(sharp(path, LIMITED).stats())).isOpaque;
    if (opaque)
      return {
        picture: await draw(original.jpeg({ quality: 90 })),
        mimetype: 'image/jpeg',
        extension: 'jpg',
      };
    return { picture: await draw(original.png()), mimetype: 'image/png', extension: 'png' };
  });
}

/**
 * Makes a sticker: a WebP of 512 by 512 pixels, animated if the picture is.
 * @param path path of a picture in a format that libvips reads
 * @throws as {@link shownPicture}
 */
export async function sticker(path: string, limits: ConversionLimits): Promise<ConvertedPicture> {
  return converted(limits, async (draw) => {
    const { pages = 1 } = await headOf(path, true);
    const animated = pages > 1;
    const most = animated ? LARGEST_ANIMATED_BYTES : LARGEST_STICKER_BYTES;
    let picture: Buffer = Buffer.alloc(0);
    for (const quality of STICKER_QUALITIES) {
      const options = { ...LIMITED, animated };
      const square = sharp(path, options)
        .autoOrient()
        .resize(STICKER_SIDE, STICKER_SIDE, { fit: 'contain', background: CLEAR });
      picture = await draw(square.webp({ quality, alphaQuality: quality }));
      if (picture.length <= most) break;
    }
    return { picture, mimetype: 'image/webp', extension: 'webp' };
  });
}

/** Converts a picture when no other is converted. @param work draws what it makes with its argument, within the limits */
async function converted(
  { timeoutMs, signal }: ConversionLimits,
  work: (draw: (picture: Sharp) => Promise<Buffer>) => Promise<ConvertedPicture>,
): Promise<ConvertedPicture> {
  return turns.runExclusive(async () => {
    checkWanted(signal);
    const until = performance.now() + timeoutMs;
    return work(async (picture) => {
      checkWanted(signal);
      const leftMs = until - performance.now();
      if (leftMs <= 0) throw tooSlow();
      const seconds = Math.min(MOST_SECONDS, Math.ceil(leftMs / 1000));
      return readable(picture.timeout({ seconds }).toBuffer());
    });
  });
}

function checkWanted({ aborted }: AbortSignal): void {
  if (aborted) throw failed('aborted', 'the client has disconnected');
}

/** Reads the header, and refuses what would take too much to decode. */
async function headOf(path: string, animated: boolean): Promise<Metadata> {
  const head = await readable(sharp(path, { animated, limitInputPixels: false }).metadata());
  const { width, height, pageHeight, pages = 1 } = head;
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
  const maxSide = LIMITS.pictureSide;
  if (Math.max(width, pageHeight ?? height) > maxSide)
    throw failed('too_many_pixels', `a picture must have at most ${maxSide} pixels a side`, {
      width,
      height,
      maxSide,
    });
  return head;
}

async function readable<T>(work: Promise<T>): Promise<T> {
  return work.catch((error: unknown) => {
    // As libvips says it, with how far it got.
    if (error instanceof Error && error.message.startsWith('timeout: ')) throw tooSlow({ cause: error });
    throw failed('conversion_failed', 'the picture could not be read', {}, { cause: error });
  });
}

function tooSlow(options?: ErrorOptions): WhatsAppFault {
  return failed('conversion_timeout', 'the media could not be converted in time', {}, options);
}

function failed(reason: string, message: string, more: object = {}, options?: ErrorOptions): WhatsAppFault {
  return new WhatsAppFault('MEDIA_FETCH_FAILED', message, { field: 'media', reason, ...more }, options);
}
