import type { WASocket } from '@whiskeysockets/baileys';
import { type FaultCode, WhatsAppFault } from '../faults.js';
import { refusalCodeOf } from '../wire/query.js';

export type PictureSize = 'preview' | 'full';

/** Size of the largest picture that is downloaded. */
export const MOST_PICTURE_BYTES = 5 * 1024 * 1024;

/**
 * Asks WhatsApp where a picture is.
 * @param none why there is no picture, by WhatsApp's code
 * @param code of the error in these cases
 * @throws WhatsAppFault `code` with the reason; the refusal itself in all other cases
 */
export async function pictureUrl(
  socket: WASocket,
  jid: string,
  size: PictureSize,
  none: Readonly<Record<string, { reason: string; message: string }>>,
  code: FaultCode,
): Promise<string> {
  try {
    const url = await socket.profilePictureUrl(jid, size === 'full' ? 'image' : 'preview');
    if (url === undefined) throw new Error('WhatsApp reported no URL for the picture');
    return url;
  } catch (error) {
    const found = none[refusalCodeOf(error) ?? ''];
    if (!found) throw error;
    throw new WhatsAppFault(code, found.message, { reason: found.reason });
  }
}
