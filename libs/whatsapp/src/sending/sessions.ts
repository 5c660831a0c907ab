import { setImmediate } from 'node:timers/promises';
import {
  type BinaryNode,
  Curve,
  generateSignalPubKey,
  getBinaryNodeChild,
  getBinaryNodeChildBuffer,
  getBinaryNodeChildren,
  isHostedLidUser,
  isLidUser,
  jidDecode,
  parseAndInjectE2ESessions,
  type WASocket,
} from '@whiskeysockets/baileys';
import type { Logger } from '#libs/observability';
import { ask, refusalCodeOf } from '../wire/query.js';

/** How many devices are asked about one by one at the same time. */
const AT_ONCE = 8;

/** After how many devices others get their turn: a session takes a millisecond to open. */
const SLICE = 50;

/** The code with which a device without keys is refused. */
const NOT_ACCEPTABLE = '406';

/**
 * Opens sessions with those devices that have none yet. WhatsApp's server has no keys for a device that was removed
 * but is still on a device list: it answers for that device with an error, or refuses the whole request because of it
 * (406; whatsmeow `prekeys.go`, whatsapp-rust `wacore/src/prekeys.rs`). Such devices are left out, and dropped from the
 * device lists that Baileys sends to, which would otherwise refuse the message to all the others. A device whose keys are
 * not signed by its owner is left out, too: somebody in between could read what is encrypted with them.
 * @returns the devices that were left out
 * @throws Expired when WhatsApp does not answer; a refusal for another reason, see `refusalCodeOf`
 */
export async function openSessions(
  socket: WASocket,
  devices: readonly string[],
  logger: Logger,
): Promise<Set<string>> {
  const missing = await withoutSession(socket, [...new Set(devices)]);
  const byWireJid = await wireJids(socket, missing);
  if (byWireJid.size === 0) return new Set();

  const answers = await bundles(socket, [...byWireJid.keys()]);
  const refused = answers.filter((user) => getBinaryNodeChild(user, 'error') !== undefined);
  const forged: BinaryNode[] = [];
  const offered = answers.filter((user) => !refused.includes(user));
  for await (const some of slicesOf(offered)) {
    const unsigned = some.filter((user) => !isSigned(user));
    forged.push(...unsigned);
    const keys = some.filter((user) => !unsigned.includes(user));
    // Asked for together, they share commits.
    await Promise.all(
      keys.map((user) => parseAndInjectE2ESessions(answerOf([user]), socket.signalRepository)),
    );
  }
  for (const { attrs } of forged)
    logger.warn({ device: attrs['jid'] }, 'the keys of a device are not signed by its owner');

  const leftOut = new Set(
    [...refused, ...forged].flatMap(({ attrs }) => byWireJid.get(attrs['jid'] ?? '') ?? []),
  );
  await dropDevices(socket, leftOut);
  return leftOut;
}

/** Whether the owner of a device has signed its signed prekey, which libsignal itself refuses otherwise. */
function isSigned(user: BinaryNode): boolean {
  const signed = getBinaryNodeChild(user, 'skey');
  const [identity, key, signature] = [
    getBinaryNodeChildBuffer(user, 'identity'),
    getBinaryNodeChildBuffer(signed, 'value'),
    getBinaryNodeChildBuffer(signed, 'signature'),
  ];
  if (!identity || !key || !signature) return false;
  return Curve.verify(identity, generateSignalPubKey(key), signature);
}

/** The devices with which there is no session yet. */
async function withoutSession(
  { signalRepository, authState }: WASocket,
  devices: readonly string[],
): Promise<string[]> {
  const missing: string[] = [];
  const nameOf = (lid: string): string => signalRepository.jidToSignalProtocolAddress(lid);
  for await (const some of slicesOf(devices)) {
    // Those that are absent are found with one query; the others have to be looked at, as they can be closed.
    const stored = await authState.keys.get('session', some.filter(isLid).map(nameOf));
    for (const device of some) {
      const isAbsent = isLid(device) && stored[nameOf(device)] === undefined;
      if (isAbsent || !(await signalRepository.validateSession(device)).exists) missing.push(device);
    }
  }
  return missing;
}

/** Items in slices, between which others get their turn. */
async function* slicesOf<T>(items: readonly T[]): AsyncGenerator<readonly T[]> {
  for (let start = 0; start < items.length; start += SLICE) {
    if (start > 0) await setImmediate();
    yield items.slice(start, start + SLICE);
  }
}

function isLid(jid: string): boolean {
  return isLidUser(jid) === true || isHostedLidUser(jid) === true;
}

/** The devices by the JIDs under which keys are asked for: LIDs, as Baileys' `assertSessions` does. */
async function wireJids({ signalRepository }: WASocket, devices: string[]): Promise<Map<string, string>> {
  const found = new Map(devices.filter(isLid).map((jid) => [jid, jid]));
  const phones = devices.filter((jid) => !isLid(jid));
  if (phones.length === 0) return found;
  for (const { lid, pn } of (await signalRepository.lidMapping.getLIDsForPNs(phones)) ?? [])
    found.set(lid, pn);
  return found;
}

/** What WhatsApp's server says about each device: its keys, or an error. */
async function bundles(socket: WASocket, jids: string[]): Promise<BinaryNode[]> {
  try {
    return await query(socket, jids);
  } catch (error) {
    if (refusalCodeOf(error) !== NOT_ACCEPTABLE) throw error;
  }
  const answers: BinaryNode[] = [];
  for (let from = 0; from < jids.length; from += AT_ONCE) {
    const some = jids.slice(from, from + AT_ONCE);
    answers.push(...(await Promise.all(some.map((jid) => bundle(socket, jid)))));
  }
  return answers;
}

async function bundle(socket: WASocket, jid: string): Promise<BinaryNode> {
  const refusal: BinaryNode = { tag: 'user', attrs: { jid }, content: [{ tag: 'error', attrs: {} }] };
  try {
    const [answer] = await query(socket, [jid]);
    return answer ?? refusal;
  } catch (error) {
    if (refusalCodeOf(error) === NOT_ACCEPTABLE) return refusal;
    throw error;
  }
}

async function query(socket: WASocket, jids: string[]): Promise<BinaryNode[]> {
  const users = jids.map((jid) => ({ tag: 'user', attrs: { jid } }));
  const content = [{ tag: 'key', attrs: {}, content: users }];
  const answer = await ask(socket, { xmlns: 'encrypt', type: 'get', content });
  return getBinaryNodeChildren(getBinaryNodeChild(answer, 'list'), 'user');
}

function answerOf(users: BinaryNode[]): BinaryNode {
  return { tag: 'iq', attrs: {}, content: [{ tag: 'list', attrs: {}, content: users }] };
}

/** Has Baileys ask for the devices of people before it sends to them again. */
export async function forgetDevices({ userDevicesCache }: WASocket, jids: readonly string[]): Promise<void> {
  for (const jid of jids) await userDevicesCache.del(jidDecode(jid)?.user ?? '');
}

/** Takes devices off the lists by which Baileys knows whom to send to. */
async function dropDevices({ userDevicesCache }: WASocket, devices: ReadonlySet<string>): Promise<void> {
  for (const device of devices) {
    const { user, device: number = 0 } = jidDecode(device) ?? { user: '' };
    const known: unknown = await userDevicesCache.get(user);
    if (!Array.isArray(known)) continue;
    await userDevicesCache.set(
      user,
      known.filter((each) => Number(Object(each).device ?? 0) !== number),
    );
  }
}
