import type { WASocket } from '@whiskeysockets/baileys';
import type { MessageRow } from '#libs/storage';
import { keyOf } from '../codec/message-key.js';

/**
 * Marks a message as read, and waits for the server's acknowledgement.
 * @param timeoutMs how long the server may take
 * @returns whether the sender gets the receipt, which depends on the account's privacy settings
 * @throws if the server does not answer
 */
export async function markRead(socket: WASocket, row: MessageRow, timeoutMs: number): Promise<boolean> {
  const { readreceipts } = await socket.fetchPrivacySettings();
  const told = readreceipts === 'all';
  const acknowledged = socket.waitForMessage<object>(row.id, timeoutMs);
  await socket.sendReceipts([keyOf(row)], told ? 'read' : 'read-self');
  if (!(await acknowledged)) throw new Error('WhatsApp did not acknowledge a receipt');
  return told;
}
