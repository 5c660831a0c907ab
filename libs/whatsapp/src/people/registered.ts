import type { WASocket } from '@whiskeysockets/baileys';
import { readRegistered, userByPhone, usync } from '../codec/usync.js';
import { ask } from '../wire/query.js';

/**
 * Asks which numbers are on WhatsApp.
 * @param phones digits
 * @returns JIDs by the digits that were asked about; their number may be another one
 * @throws WhatsAppFault WHATSAPP_ERROR as `readRegistered`; what `ask` throws
 */
export async function registeredOf(
  socket: WASocket,
  phones: readonly string[],
): Promise<Map<string, string>> {
  const users = [...new Set(phones)].map(userByPhone);
  return readRegistered(await ask(socket, usync(['contact'], users, socket.generateMessageTag())));
}
