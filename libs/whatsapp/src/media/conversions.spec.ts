import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { shownPicture, sticker } from './conversions.js';
import { checkPicture } from './pictures.js';

const NEVER = new AbortController().signal;
let directory: string;
let path: string;

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'miaw-conversions-'));
  path = join(directory, 'picture');
  const background = { r: 0, g: 128, b: 128 };
  await sharp({ create: { width: 64, height: 32, channels: 3, background } })
    .webp()
    .toFile(path);
});

afterAll(() => {
  rmSync(directory, { recursive: true });
});

describe.each([
  ['a shown picture', shownPicture, 'image/jpeg'],
  ['a sticker', sticker, 'image/webp'],
])('the conversion to %s', (_what, convert, mimetype) => {
  it('is made within its time', async () => {
    expect(await convert(path, { timeoutMs: 30_000, signal: NEVER })).toMatchObject({ mimetype });
  });

  it('ends when its time is up', async () => {
    const details = { field: 'media', reason: 'conversion_timeout' };
    await expect(convert(path, { timeoutMs: 0, signal: NEVER })).rejects.toMatchObject({ details });
  });

  it('ends when nobody waits for it', async () => {
    const details = { field: 'media', reason: 'aborted' };
    const signal = AbortSignal.abort();
    await expect(convert(path, { timeoutMs: 30_000, signal })).rejects.toMatchObject({ details });
  });

  it('does not keep the pictures of messages waiting', async () => {
    const order: string[] = [];
    const conversions = Array.from({ length: 5 }, async () =>
      convert(path, { timeoutMs: 30_000, signal: NEVER }).then(() => order.push('converted')),
    );
    await checkPicture(path).then(() => order.push('checked'));
    await Promise.all(conversions);
    expect(order.indexOf('checked')).toBeLessThan(order.lastIndexOf('converted'));
  });
});
