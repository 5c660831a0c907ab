import { randomBytes } from 'node:crypto';
import sharp from 'sharp';
import { SAMPLES } from '../../apps/api/src/media/testing/samples.js';

/** A beginning that says what a file is, and an end that no other file has. */
function unlike(beginning: Buffer, size = 5_000): Buffer {
  return Buffer.concat([beginning, randomBytes(size)]);
}

function picture() {
  const [r = 0, g = 0, b = 0] = randomBytes(3);
  return sharp({ create: { width: 64, height: 48, channels: 3, background: { r, g, b } } });
}

/** Files of each type, no two alike. Pictures can be looked at; of the others only the beginning is right. */
export const files = {
  jpeg: async () => unlike(await picture().jpeg().toBuffer()),
  png: async () => unlike(await picture().png().toBuffer()),
  webp: async () => picture().webp().toBuffer(),
  mp4: async () => unlike(SAMPLES.mp4),
  threeGp: async () => unlike(SAMPLES.threeGp),
  opus: async () => unlike(SAMPLES.opus),
  mp3: async () => unlike(SAMPLES.mp3),
  m4a: async () => unlike(SAMPLES.m4a),
  pdf: async () => unlike(SAMPLES.pdf),
  docx: async () => unlike(SAMPLES.docx),
  zip: async () => unlike(SAMPLES.zip),
  csv: async () => Buffer.from(`name;number\nÅsa;${randomBytes(4).readUInt32LE()}\n`),
  unknown: async () => unlike(SAMPLES.unknown),
  html: async () => Buffer.from('<!DOCTYPE html><html><body><h1>Log in</h1></body></html>\n'),
} as const satisfies Record<string, () => Promise<Buffer>>;
