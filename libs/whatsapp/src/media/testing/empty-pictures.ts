import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { crc32, createDeflate } from 'node:zlib';

/** First pixel and distance of pixels in both directions, of each pass of an interlaced PNG (PNG specification, 8.2). */
const PASSES = [
  [0, 0, 8, 8],
  [4, 0, 8, 8],
  [0, 4, 4, 8],
  [2, 0, 4, 4],
  [0, 2, 2, 4],
  [1, 0, 2, 2],
  [0, 1, 1, 2],
] as const;

const BYTES_PER_PIXEL = 4;

/** A PNG in RGBA of which only the head is there: enough for who reads no further. */
export function pngHead(width: number, height: number, { interlaced = false } = {}): Buffer {
  return Buffer.concat([beginning(width, height, interlaced), chunk('IDAT', Buffer.alloc(8))]);
}

/** A whole PNG in RGBA, transparent all over: a thousandth of what it unpacks to. */
export async function emptyPng(side: number, { interlaced = false } = {}): Promise<Buffer> {
  const pixels = zeros(interlaced ? interlacedBytes(side) : side * line(side));
  const packed = await buffer(Readable.from(pixels).pipe(createDeflate({ level: 9 })));
  return Buffer.concat([beginning(side, side, interlaced), chunk('IDAT', packed), chunk('IEND')]);
}

/** A WebP without loss (RFC 9649, 3.4) that says it is 16,383 pixels wide and high, and is not. */
export const HUGE_WEBP = Buffer.from(
  '524946461c000000574542505650384c0f0000002ffebfff0f0710fd8ffe0722a2ff0100',
  'hex',
);

function beginning(width: number, height: number, interlaced: boolean): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header[8] = 8;
  header[9] = 6;
  header[12] = interlaced ? 1 : 0;
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), chunk('IHDR', header)]);
}

function chunk(name: string, data: Buffer = Buffer.alloc(0)): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const numbers = Buffer.alloc(8);
  numbers.writeUInt32BE(data.length, 0);
  numbers.writeUInt32BE(crc32(body), 4);
  return Buffer.concat([numbers.subarray(0, 4), body, numbers.subarray(4)]);
}

/** The filter's type, and the pixels. */
function line(pixels: number): number {
  return 1 + pixels * BYTES_PER_PIXEL;
}

function interlacedBytes(side: number): number {
  return PASSES.reduce((sum, [x, y, across, down]) => {
    const lines = Math.ceil((side - y) / down);
    return sum + lines * line(Math.ceil((side - x) / across));
  }, 0);
}

function* zeros(count: number): Generator<Buffer, void> {
  const some = Buffer.alloc(1024 * 1024);
  for (let left = count; left > 0; left -= some.length) yield some.subarray(0, left);
}
