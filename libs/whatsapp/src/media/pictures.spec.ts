import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { extractImageThumb } from '@whiskeysockets/baileys';
import sharp, { type Sharp } from 'sharp';
import { sticker } from './conversions.js';
import { checkPicture, transform } from './pictures.js';
import { previewOf } from './preview.js';
import { profilePicture } from './profile-picture.js';
import { emptyPng, HUGE_WEBP, pngHead } from './testing/empty-pictures.js';

let directory: string;

beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'miaw-pictures-'));
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

let count = 0;

function file(bytes: Buffer): string {
  count += 1;
  const path = join(directory, String(count));
  writeFileSync(path, bytes);
  return path;
}

function photo(): Sharp {
  return sharp({
    create: {
      width: 320,
      height: 200,
      channels: 3,
      background: 'teal',
      noise: { type: 'gaussian', mean: 120, sigma: 40 },
    },
  });
}

function tooMany(width: number, height: number, maxPixels: number) {
  const details = { field: 'media', reason: 'too_many_pixels', width, height, maxPixels };
  return expect.objectContaining({ code: 'MEDIA_FETCH_FAILED', details });
}

describe('a picture', () => {
  it('may have 25 million pixels, as its head says', async () => {
    await expect(checkPicture(file(pngHead(5000, 5000)))).resolves.toBeUndefined();
    await expect(checkPicture(file(pngHead(5000, 5001)))).rejects.toEqual(tooMany(5000, 5001, 25_000_000));
    await expect(checkPicture(file(HUGE_WEBP))).rejects.toEqual(tooMany(16_383, 16_383, 25_000_000));
  });

  it('may have sides of 65,535 pixels, however small it is', async () => {
    await expect(checkPicture(file(pngHead(65_535, 1)))).resolves.toBeUndefined();
    for (const [width, height] of [
      [65_536, 1],
      [1, 25_000_000],
    ] as const) {
      const details = { field: 'media', reason: 'too_many_pixels', width, height, maxSide: 65_535 };
      const fault = expect.objectContaining({ code: 'MEDIA_FETCH_FAILED', details });
      await expect(checkPicture(file(pngHead(width, height)))).rejects.toEqual(fault);
      const limits = { timeoutMs: 60_000, signal: new AbortController().signal };
      await expect(sticker(file(pngHead(width, height)), limits)).rejects.toEqual(fault);
    }
  });

  it('may have 10 million where it is an interlaced PNG', async () => {
    const interlaced = { interlaced: true };
    await expect(checkPicture(file(pngHead(2500, 4000, interlaced)))).resolves.toBeUndefined();
    await expect(checkPicture(file(pngHead(2500, 4001, interlaced)))).rejects.toEqual(
      tooMany(2500, 4001, 10_000_000),
    );
    const progressive = await sharp(file(await emptyPng(3500)))
      .flatten()
      .jpeg({ progressive: true })
      .toBuffer();
    await expect(checkPicture(file(progressive))).resolves.toBeUndefined();
  });

  it('passes when it cannot be read: nobody decodes it', async () => {
    await expect(checkPicture(file(Buffer.from('ffd8ffe000104a46', 'hex')))).resolves.toBeUndefined();
  });

  it('is not decoded at all when it has too many pixels', async () => {
    const path = file(pngHead(16_383, 16_383));
    const change = import.meta.jest.fn((picture: Sharp) => picture);
    await expect(transform(path, change)).rejects.toEqual(tooMany(16_383, 16_383, 25_000_000));
    expect(change).not.toHaveBeenCalled();
    await expect(profilePicture(path)).rejects.toEqual(tooMany(16_383, 16_383, 25_000_000));
    expect(await previewOf(path)).toEqual({ jpegThumbnail: null });
  });

  it('waits for the one before, and takes one thread', async () => {
    const path = file(await photo().png().toBuffer());
    const busy: number[] = [];
    const change = (picture: Sharp): Sharp => {
      const { queue, process } = sharp.counters();
      busy.push(queue + process);
      return picture.resize(16).png();
    };
    await Promise.all(Array.from({ length: 8 }, () => transform(path, change)));
    expect(busy).toEqual(Array.from({ length: 8 }, () => 0));
    expect(sharp.concurrency()).toBe(1);
  });
});

describe('the preview of a picture', () => {
  it.each(['jpeg', 'png'] as const)('is the one that Baileys makes (%s)', async (format) => {
    const path = file(await photo().toFormat(format).toBuffer());
    const { buffer, original } = await extractImageThumb(path);
    expect(await previewOf(path)).toEqual({ jpegThumbnail: buffer, ...original });
    expect(original).toEqual({ width: 320, height: 200 });
  });

  it('is none, and said to be none, where the picture is torn', async () => {
    const torn = (await photo().png().toBuffer()).subarray(0, 2000);
    expect(await previewOf(file(torn))).toEqual({ jpegThumbnail: null });
    expect(await previewOf(file(Buffer.from('ffd8ffe000104a46', 'hex')))).toEqual({ jpegThumbnail: null });
  });
});
