import type { WASocket } from '@whiskeysockets/baileys';
import type { InstanceContext } from '../context/instance-context.js';
import { unusable, WhatsAppFault } from '../faults.js';
import { canonicalChat, savePair } from '../people/lid-map.js';
import { accountsOf } from '../people/registered.js';
import { lidJid, lidOf, parsePerson, phoneOf } from '../wire/jids.js';

/**
 * The LID of somebody whom a caller names. Channels name their admins by LID only (WhatsApp Web `toUserLidOrThrow`,
 * whatsapp-rust `resolve_admin_target`).
 * @throws WhatsAppFault INVALID_REQUEST; CONTACT_NOT_FOUND; WHATSAPP_ERROR if WhatsApp reports no LID; what `ask` throws
 */
export async function lidOfPerson(
  context: InstanceContext,
  socket: WASocket,
  person: string,
): Promise<string> {
  const named = parsePerson(person, 'person');
  if (lidOf(named) !== undefined) return named;
  const { storage, uid } = context;
  const phone = phoneOf(await canonicalChat(context, named));
  if (phone === undefined) throw absent();
  const known = await storage.lidMap.lidOf(storage.database.read, uid, phone);
  if (known !== undefined) return lidJid(known);
  const account = (await accountsOf(socket, [phone])).get(phone);
  if (!account) throw absent();
  const { lid } = account;
  if (lid === undefined) throw unusable();
  const pair = { lid, phone: phoneOf(account.jid) ?? phone };
  await storage.database.write((write) => savePair(storage, write, uid, pair));
  return lidJid(lid);
}

function absent(): WhatsAppFault {
  const reason = 'is not on WhatsApp';
  return new WhatsAppFault('CONTACT_NOT_FOUND', `the person ${reason}`, {
    fields: [{ field: 'person', reason }],
  });
}
