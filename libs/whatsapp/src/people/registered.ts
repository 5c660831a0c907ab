import type { WASocket } from '@whiskeysockets/baileys';
import type { Phone } from '#libs/storage';
import { type Account, readAccounts, readRegistered, userByPhone, usync } from '../codec/usync.js';
import { ask } from '../wire/query.js';

/**
 * Asks WhatsApp which phone numbers are registered.
 * @param phones digits
 * @returns JIDs by the digits in `phones`; the number in a JID can differ
 * @throws WhatsAppFault WHATSAPP_ERROR as `readRegistered`; what `ask` throws
 */
export async function registeredOf(socket: WASocket, phones: readonly Phone[]): Promise<Map<string, string>> {
  return readRegistered(await about(socket, ['contact'], phones));
}

/** Asks WhatsApp for the accounts behind phone numbers, with their LIDs. @throws as {@link registeredOf} */
export async function accountsOf(socket: WASocket, phones: readonly Phone[]): Promise<Map<string, Account>> {
  return readAccounts(await about(socket, ['contact', 'lid'], phones));
}

async function about(socket: WASocket, protocols: readonly string[], phones: readonly Phone[]) {
  const users = [...new Set(phones)].map(userByPhone);
  return ask(socket, usync(protocols, users, socket.generateMessageTag()));
}
