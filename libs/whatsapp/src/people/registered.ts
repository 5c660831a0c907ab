import type { WASocket } from '@whiskeysockets/baileys';
import type { Phone } from '#libs/storage';
import { readRegistered, userByPhone, usync } from '../codec/usync.js';
import { ask } from '../wire/query.js';

/**
 * Asks WhatsApp which phone numbers are registered.
 * @param phones digits
 * @returns JIDs by the digits in `phones`; the number in a JID can differ
 * @throws WhatsAppFault WHATSAPP_ERROR as `readRegistered`; what `ask` throws
 */
export async function registeredOf(socket: WASocket, phones: readonly Phone[]): Promise<Map<string, string>> {
  const users = [...new Set(phones)].map(userByPhone);
  return readRegistered(await ask(socket, usync(['contact'], users, socket.generateMessageTag())));
}
