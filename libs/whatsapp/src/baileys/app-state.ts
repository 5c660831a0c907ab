import { createHmac, hkdfSync } from 'node:crypto';
import {
  type BinaryNode,
  encodeSyncdPatch,
  type LTHashState,
  newLTHashState,
  processSyncAction,
  proto,
  type WAPatchCreate,
  type WAPatchName,
  type WASocket,
} from '@whiskeysockets/baileys';
import type { KeepOwn } from '../context/app-state-book.js';
import type { InstanceContext } from '../context/instance-context.js';
import { WhatsAppFault } from '../faults.js';
import { Expired, Lane } from '#libs/observability';
import { ask } from '../wire/query.js';
import { childrenOf } from '../wire/stanza.js';

/** WhatsApp's code if the server has a newer version of the collection than we do. */
const CONFLICT = '409';

const VERSIONS = 'app-state-sync-version';
const KEYS = 'app-state-sync-key';

/** Baileys' name for the key transaction while the account has no id yet. */
const TRANSACTION = 'app state';
const lanes = new WeakMap<WASocket, Lane>();

/**
 * Runs work in the transaction in which Baileys reads the app state, which thereby joins it: nothing is written unless all of
 * it succeeds, and nobody else reads or changes the app state meanwhile.
 */
export async function appStateTransaction<T>(socket: WASocket, work: () => Promise<T>): Promise<T> {
  const { creds, keys } = socket.authState;
  return keys.transaction(work, creds.me?.id ?? TRANSACTION);
}

/**
 * Writes to the app state, which the devices of an account share: contacts, deleted messages and so on. Changes are
 * written one after the other. Baileys' `appPatch` takes refusals and silence for success and continues from a version that
 * does not exist; here, a version counts only once WhatsApp has answered the patch.
 * @param accepted stores the change, once the server has it. If the process ends in between, the change is read again as if
 *   another device had made it.
 * @throws WhatsAppFault CONFLICT while the phone has not shared its keys, WHATSAPP_ERROR with the server's code; Expired if
 *   WhatsApp does not answer
 */
export async function patchAppState(
  socket: WASocket,
  patch: WAPatchCreate,
  accepted: () => Promise<unknown> = async () => undefined,
): Promise<void> {
  requireAppStateKeys(socket);
  const lane = lanes.get(socket) ?? new Lane();
  lanes.set(socket, lane);
  await lane.run(() => write(socket, patch, accepted));
}

/** An entry of the app state, with WhatsApp's names. */
export interface AppStateEntry {
  collection: WAPatchName;
  version: number;
  index: string[];
  action: proto.ISyncActionValue;
}

/** Sets an entry of the app state, and stores the change as one of another device is. @throws as {@link patchAppState} */
export async function setAppStateEntry(
  { uplink, clock }: Pick<InstanceContext, 'uplink' | 'clock'>,
  keepOwn: KeepOwn,
  { collection, version, index, action }: AppStateEntry,
): Promise<void> {
  const syncAction = { ...action, timestamp: clock.now() };
  const { SET: operation } = proto.SyncdMutation.SyncdOperation;
  const patch = { type: collection, apiVersion: version, operation, index, syncAction };
  await uplink.ask((socket) =>
    patchAppState(socket, patch, () => keepOwn(socket, collection, { index, action: syncAction })),
  );
}

/** @throws WhatsAppFault CONFLICT while the phone has not shared its keys */
export function requireAppStateKeys(socket: WASocket): string {
  const { myAppStateKeyId } = socket.authState.creds;
  if (myAppStateKeyId) return myAppStateKeyId;
  throw new WhatsAppFault(
    'CONFLICT',
    'the phone has not shared its keys with this device yet; try again in a few seconds',
    {
      outcome: 'not_sent',
    },
  );
}

async function write(
  socket: WASocket,
  patch: WAPatchCreate,
  accepted: () => Promise<unknown>,
): Promise<void> {
  const first = await attempt(socket, patch, accepted);
  const refusal = first === CONFLICT ? await attempt(socket, patch, accepted) : first;
  if (refusal !== undefined)
    throw new WhatsAppFault('WHATSAPP_ERROR', 'WhatsApp refused the change', {
      code: refusal,
      outcome: 'not_sent',
    });
  if (patch.operation === proto.SyncdMutation.SyncdOperation.REMOVE) return;
  // As Baileys does: this is how the new name of the account gets into its credentials, for example.
  const { me } = socket.authState.creds;
  const syncAction = { value: patch.syncAction };
  if (me) processSyncAction({ index: patch.index, syncAction }, socket.ev, me, undefined, socket.logger);
}

/**
 * Makes one attempt.
 * @returns the code of the server's refusal; undefined if it accepted the patch
 * @throws Expired if it does not answer the patch: the next attempt reads first whether it has it
 */
async function attempt(
  socket: WASocket,
  patch: WAPatchCreate,
  accepted: () => Promise<unknown>,
): Promise<string | undefined> {
  const { keys } = socket.authState;
  const { type } = patch;
  return appStateTransaction(socket, async () => {
    await socket.resyncAppState([type], false);
    const { [type]: known } = await keys.get(VERSIONS, [type]);
    const keyOf = async (id: string) => (await keys.get(KEYS, [id]))[id];
    const base = known ?? newLTHashState();
    const { patch: encoded, state } = await encodeSyncdPatch(patch, requireAppStateKeys(socket), base, keyOf);
    const content = proto.SyncdPatch.encode(encoded).finish();
    const attrs = { name: type, version: String(base.version), return_snapshot: 'false' };
    const collection = { tag: 'collection', attrs, content: [{ tag: 'patch', attrs: {}, content }] };
    const sync = { tag: 'sync', attrs: {}, content: [collection] };
    const answer = await ask(socket, { xmlns: 'w:sync:app:state', type: 'set', content: [sync] });
    const refusal = refusalIn(answer, type);
    if (refusal !== undefined) return refusal;
    if (patch.operation === proto.SyncdMutation.SyncdOperation.REMOVE) await leaveOut(socket, patch, state);
    // Before the version is stored, which says that everything up to it is known.
    await accepted();
    await keys.set({ [VERSIONS]: { [type]: state } });
    return undefined;
  });
}

/**
 * Removes a deleted entry from a state. Baileys (`encodeSyncdPatch`) keeps it there, so that the next change of this entry
 * has a wrong checksum and phones refuse it.
 */
async function leaveOut(socket: WASocket, { index }: WAPatchCreate, state: LTHashState): Promise<void> {
  const keyId = requireAppStateKeys(socket);
  const { [keyId]: key } = await socket.authState.keys.get(KEYS, [keyId]);
  if (key?.keyData) delete state.indexValueMap[indexMac(key.keyData, index)];
}

/** The MAC that identifies an entry in the state, made with the first of the keys derived from the app-state key. */
function indexMac(key: Uint8Array, index: string[]): string {
  const keys = hkdfSync('sha256', key, Buffer.alloc(0), 'WhatsApp Mutation Keys', 160);
  const indexKey = Buffer.from(keys).subarray(0, 32);
  return createHmac('sha256', indexKey).update(JSON.stringify(index)).digest('base64');
}

/** @throws Expired if the answer is not about the app state */
function refusalIn(answer: BinaryNode, collection: string): string | undefined {
  const [sync] = childrenOf(answer, 'sync');
  if (!sync) throw new Expired();
  const named = childrenOf(sync, 'collection').find(({ attrs }) => attrs['name'] === collection);
  const [error] = named ? childrenOf(named, 'error') : [];
  return error?.attrs['code'] ?? (named?.attrs['type'] === 'error' ? 'error' : undefined);
}
