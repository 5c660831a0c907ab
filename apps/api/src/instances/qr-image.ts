import { StreamableFile } from '@nestjs/common';
import QRCode from 'qrcode';

/** Side of the PNG, in pixels: large enough to be scanned from a screen at arm's length. */
const PNG_WIDTH = 512;

/** Media types in which a QR code can be drawn. */
export const QR_IMAGES = ['image/png', 'image/svg+xml', 'text/plain'] as const;
export type QrImage = (typeof QR_IMAGES)[number];

/** Sets black on white: colors that no theme of a terminal changes, unlike its first sixteen. */
const BLACK_ON_WHITE = '\u001b[38;5;16;48;5;231m';
const RESET = '\u001b[0m';

/**
 * Draws a QR code. `text/plain` consists of block characters, to be scanned from a terminal: black on white, whatever the
 * colors of the terminal are, because scanners need not read light codes on dark grounds.
 */
export async function drawQr(text: string, type: QrImage): Promise<StreamableFile> {
  const bytes = await drawn(text, type);
  const charset = type === 'text/plain' ? '; charset=utf-8' : '';
  return new StreamableFile(bytes, { type: type + charset, length: bytes.length });
}

async function drawn(text: string, type: QrImage): Promise<Buffer> {
  if (type === 'image/png') return QRCode.toBuffer(text, { type: 'png', width: PNG_WIDTH });
  if (type === 'image/svg+xml') return Buffer.from(await QRCode.toString(text, { type: 'svg' }), 'utf8');
  const blocks = await QRCode.toString(text, { type: 'utf8' });
  const lines = blocks.split('\n').filter((line) => line !== '');
  return Buffer.from(lines.map((line) => `${BLACK_ON_WHITE}${line}${RESET}\n`).join(''), 'utf8');
}
