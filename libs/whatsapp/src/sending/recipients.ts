import { type GroupMetadata, jidDecode, jidNormalizedUser, type WASocket } from '@whiskeysockets/baileys';
import { lidOf, parseJid, phoneOf } from '../addresses.js';
import { WhatsAppFault } from '../faults.js';
import { groupRefusal } from '../groups/queries.js';

/**
 * Sees to it that the devices and keys of both sides are at hand: without them Baileys would hold the account
 * for minutes, and then send to our own phone only.
 * @param answered waits for an answer, and throws when there is none
 * @throws WhatsAppFault CONTACT_NOT_FOUND; what `answered` throws
 */
export async function preparePerson(
  socket: WASocket,
  jid: string,
  answered: <T>(query: Promise<T>) => Promise<T>,
): Promise<void> {
  const me = jidNormalizedUser(socket.user?.id);
  const devices = await answered(socket.getUSyncDevices([me, jid], true, false));
  const own = new Set([phoneOf(me), lidOf(socket.user?.lid)]);
  const toSelf = own.has(parseJid(jid)?.user);
  if (!toSelf && !devices.some((device) => !own.has(device.user))) {
    throw new WhatsAppFault('CONTACT_NOT_FOUND', 'nobody on WhatsApp has this address', {
      fields: [{ field: 'to', reason: 'is not on WhatsApp' }],
      outcome: 'not_sent',
    });
  }
  await answered(socket.assertSessions(devices.map((device) => device.jid)));
}

/**
 * Gets ready what a message to a group needs: who is in it, their devices, and sessions with those that do not have
 * our sender key yet. Baileys asks for the same in the middle of sending, and takes silence for nobody.
 * @returns the group, for Baileys not to ask again
 * @throws WhatsAppFault GROUP_NOT_FOUND, WHATSAPP_ERROR for those who are not in it, UPSTREAM_TIMEOUT when there is
 *   nobody whose devices are known; what Baileys throws when it gets no answer
 */
export async function prepareGroup(socket: WASocket, group: string): Promise<GroupMetadata> {
  const metadata = await socket.groupMetadata(group).catch((error: unknown) => {
    throw groupRefusal(error) ?? error;
  });
  const members = metadata.participants.map(({ id }) => id);
  await retireSenderKey(socket, group, members);
  const devices = await socket.getUSyncDevices(members, true, false);
  const own = new Set([userOf(socket.authState.creds.me?.id), userOf(socket.authState.creds.me?.lid)]);
  const others = members.filter((member) => !own.has(userOf(member)));
  const reached = new Set(devices.map(({ user }) => user));
  if (others.length > 0 && !others.some((member) => reached.has(userOf(member) ?? '')))
    throw new WhatsAppFault('UPSTREAM_TIMEOUT', "the members' devices could not be had", {
      outcome: 'not_sent',
    });
  const { [group]: known } = await socket.authState.keys.get('sender-key-memory', [group]);
  await socket.assertSessions(devices.map(({ jid }) => jid).filter((jid) => !known?.[jid]));
  return metadata;
}

/** Whoever has left could read what is sent under the key that they have: the others get a new one. */
async function retireSenderKey({ authState }: WASocket, group: string, members: string[]): Promise<void> {
  const { creds, keys } = authState;
  const { [group]: known } = await keys.get('sender-key-memory', [group]);
  const present = new Set(members.map(userOf));
  if (Object.keys(known ?? {}).every((device) => present.has(userOf(device)))) return;
  const names = [creds.me?.id, creds.me?.lid].flatMap((jid) => senderKeyName(group, jid) ?? []);
  await keys.set({
    'sender-key': Object.fromEntries(names.map((name) => [name, null])),
    'sender-key-memory': { [group]: null },
  });
}

/** The name under which Baileys keeps a sender key (its `jidToSignalSenderKeyName`). */
function senderKeyName(group: string, jid: string | undefined): string | undefined {
  const decoded = jidDecode(jid);
  if (!decoded) return undefined;
  const { user, domainType = 0, device = 0 } = decoded;
  return `${group}::${domainType === 0 ? user : `${user}_${domainType}`}::${device}`;
}

function userOf(jid: string | undefined): string | undefined {
  return jidDecode(jid)?.user;
}
