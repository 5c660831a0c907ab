import type { WASocket } from '@whiskeysockets/baileys';
import type { InstanceRow } from '#libs/storage';

/**
 * After a login: what WhatsApp has forgotten with the connection before. Baileys shows every account as online that
 * logs in.
 * @param subscriptions JIDs whose presence is followed
 */
export async function resumePresence(
  socket: WASocket,
  { presence }: Pick<InstanceRow, 'presence'>,
  subscriptions: readonly string[],
): Promise<void> {
  if (presence === 'unavailable') await socket.sendPresenceUpdate(presence);
  for (const jid of subscriptions) await socket.presenceSubscribe(jid);
}
