import { jidDecode, jidNormalizedUser, type WASocket } from '@whiskeysockets/baileys';
import type { Logger } from '#libs/observability';
import { STATUS_CHAT, type WireJid } from '#libs/storage';
import { lidOf, parseJid, phoneOf } from '../wire/jids.js';
import { refusedBy, WhatsAppFault } from '../faults.js';
import { announcementGroupOf } from '../communities/queries.js';
import type { KnownGroups } from '../groups/known-groups.js';
import { memberJids } from '../groups/metadata.js';
import { groupRefusal } from '../groups/queries.js';
import { orUnknown } from '../wire/query.js';
import type { Uplink } from '../context/uplink.js';
import { absent } from '../people/numbers.js';
import { openSessions } from './sessions.js';
import { ownJid } from './status-stanza.js';

const UNKNOWN = "the recipient's devices or keys could not be fetched";

/**
 * Fetches the devices and keys of both sides. Without them, Baileys would block the account for minutes and then send to our
 * own phone only.
 * @throws WhatsAppFault CONTACT_NOT_FOUND, INSTANCE_NOT_CONNECTED; WHATSAPP_ERROR 406 if there are keys for none of the
 *   recipient's devices; UPSTREAM_TIMEOUT if devices or keys cannot be fetched; all `not_sent`
 */
export async function preparePerson(uplink: Uplink, jid: WireJid): Promise<void> {
  const devices = await uplink.ask(async (socket) => {
    const me = jidNormalizedUser(socket.user?.id);
    const own = new Set<string | undefined>([phoneOf(me), lidOf(socket.user?.lid)]);
    const toSelf = own.has(parseJid(jid)?.user);
    // A list that was remembered is empty if its devices had no keys; they may have some by now.
    for (const remembered of [true, false]) {
      const found = await orUnknown(socket.getUSyncDevices([me, jid], remembered, false), UNKNOWN);
      if (toSelf || found.some((device) => !own.has(device.user))) return found;
    }
    throw absent();
  }, 'not_sent');
  await uplink.ask(async (socket) => {
    const leftOut = await orUnknown(
      openSessions(
        socket,
        devices.map((device) => device.jid),
        uplink.logger,
      ),
      UNKNOWN,
    );
    const theirs = devices.filter(({ user }) => user === parseJid(jid)?.user);
    if (theirs.length > 0 && theirs.every((device) => leftOut.has(device.jid))) throw refusedBy('406');
  }, 'not_sent');
}

/**
 * Fetches what a message to a group needs: its members if they are unknown, their devices, and sessions with devices that do
 * not have our sender key yet. Baileys would fetch these during the send, and would take a missing answer for an empty list.
 * @param onDevices called with the number of devices that get a key, before their sessions are opened
 * @throws WhatsAppFault INVALID_REQUEST for a community; GROUP_NOT_FOUND, INSTANCE_NOT_CONNECTED; WHATSAPP_ERROR if the account
 *   is not in the group;
 *   UPSTREAM_TIMEOUT if devices or keys cannot be fetched; all `not_sent`
 */
export async function prepareGroup(
  uplink: Uplink,
  groups: KnownGroups,
  group: WireJid,
  onDevices: (count: number) => void,
): Promise<void> {
  const { members, others, known } = await uplink.ask(async (socket) => {
    const facts = await groups.of(socket, group).catch((error: unknown) => {
      throw groupRefusal(error) ?? error;
    });
    if (facts.isCommunity) throw await isNoChat(socket, group);
    const all = memberJids(facts);
    await retireSenderKey(socket, group, all);
    const { creds, keys } = socket.authState;
    const own = new Set([userOf(creds.me?.id), userOf(creds.me?.lid)]);
    const holders = (await keys.get('sender-key-memory', [group]))[group] ?? {};
    return { members: all, others: all.filter((member) => !own.has(userOf(member))), known: holders };
  }, 'not_sent');

  const devices: { user: string; jid: string }[] = [];
  for (const some of slicesOf(members, PEOPLE_AT_ONCE))
    devices.push(
      ...(await uplink.ask(
        (socket) => orUnknown(socket.getUSyncDevices([...some], true, false), UNKNOWN),
        'not_sent',
      )),
    );
  const reached = new Set(devices.map(({ user }) => user));
  if (others.length > 0 && !others.some((member) => reached.has(userOf(member) ?? '')))
    throw new WhatsAppFault('UPSTREAM_TIMEOUT', UNKNOWN, { outcome: 'not_sent' });

  const keyless = devices.map(({ jid }) => jid).filter((jid) => !known[jid]);
  onDevices(keyless.length);
  for (const some of slicesOf(keyless, DEVICES_AT_ONCE))
    await uplink.ask((socket) => orUnknown(openSessions(socket, some, uplink.logger), UNKNOWN), 'not_sent');
}

/** People and devices whose devices and keys are fetched at once. */
const PEOPLE_AT_ONCE = 250;
const DEVICES_AT_ONCE = 200;

function* slicesOf<T>(items: readonly T[], size: number): Generator<readonly T[]> {
  for (let start = 0; start < items.length; start += size) yield items.slice(start, start + size);
}

/** WhatsApp refuses messages to a community (420), so that none is sent. The error names the group to send to instead. */
async function isNoChat(socket: WASocket, community: string): Promise<WhatsAppFault> {
  const announcementGroupJid = await announcementGroupOf(socket, community).catch(() => undefined);
  const instead = announcementGroupJid === undefined ? '' : ` ${announcementGroupJid}`;
  const reason = `is a community, which has no messages: send to the group for its announcements${instead}`;
  const fields = [{ field: 'to', reason }];
  return new WhatsAppFault('INVALID_REQUEST', `to ${reason}`, { fields, announcementGroupJid });
}

/**
 * Fetches the devices and keys that a status post needs. Whoever has none on WhatsApp is left out.
 * @param people JIDs, without the account itself
 * @returns those who can be reached
 * @throws WhatsAppFault INSTANCE_NOT_CONNECTED; WHATSAPP_ERROR 406 if nobody can be reached; UPSTREAM_TIMEOUT if devices or keys
 *   cannot be fetched; all `not_sent`
 */
export async function prepareStatus(
  uplink: Uplink,
  people: readonly WireJid[],
  onDevices: (count: number) => void,
): Promise<WireJid[]> {
  await uplink.ask(async (socket) => {
    await retireSenderKey(socket, STATUS_CHAT, [...people, ownJid(socket)]);
    await reachable(socket, [ownJid(socket)], uplink.logger, onDevices);
  }, 'not_sent');
  const reached = new Set<string>();
  for (const some of slicesOf(people, PEOPLE_AT_ONCE)) {
    const users = await uplink.ask((socket) => reachable(socket, some, uplink.logger, onDevices), 'not_sent');
    for (const user of users) reached.add(user);
  }
  if (reached.size === 0) throw refusedBy('406');
  return people.filter((jid) => reached.has(userOf(jid) ?? ''));
}

/** Opens sessions with the devices of people. @returns the user parts of those who have at least one with keys */
async function reachable(
  socket: WASocket,
  people: readonly string[],
  logger: Logger,
  onDevices: (count: number) => void,
): Promise<Set<string>> {
  const devices = await orUnknown(socket.getUSyncDevices([...people], true, false), UNKNOWN);
  onDevices(devices.length);
  const leftOut = await orUnknown(
    openSessions(
      socket,
      devices.map(({ jid }) => jid),
      logger,
    ),
    UNKNOWN,
  );
  return new Set(devices.filter(({ jid }) => !leftOut.has(jid)).map(({ user }) => user));
}

/** Discards our sender key if somebody who has it left the group, so that they cannot read what follows. */
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

/** The name under which Baileys stores a sender key (its `jidToSignalSenderKeyName`). */
function senderKeyName(group: string, jid: string | undefined): string | undefined {
  const decoded = jidDecode(jid);
  if (!decoded) return undefined;
  const { user, domainType = 0, device = 0 } = decoded;
  return `${group}::${domainType === 0 ? user : `${user}_${domainType}`}::${device}`;
}

function userOf(jid: string | undefined): string | undefined {
  return jidDecode(jid)?.user;
}
