import { StreamableFile } from '@nestjs/common';
import QRCode from 'qrcode';

/** Side of the PNG, in pixels: large enough to be scanned from a screen at arm's length. */
const PNG_WIDTH = 512;

/** Media types in which a QR code can be drawn. */
export const QR_IMAGES = ['image/png', 'image/svg+xml', 'text/plain'] as const;
export type QrImage = (typeof QR_IMAGES)[number];

/** Draws a QR code. `text/plain` consists of block characters, to be scanned from a terminal. */
export async function drawQr(text: string, type: QrImage): Promise<StreamableFile> {
  const bytes = await drawn(text, type);
  const charset = type === 'text/plain' ? '; charset=utf-8' : '';
  return new StreamableFile(bytes, { type: type + charset, length: bytes.length });
}

async function drawn(text: string, type: QrImage): Promise<Buffer> {
  if (type === 'image/png') return QRCode.toBuffer(text, { type: 'png', width: PNG_WIDTH });
  return Buffer.from(await QRCode.toString(text, { type: type === 'text/plain' ? 'utf8' : 'svg' }), 'utf8');
}
