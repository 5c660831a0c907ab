import { createHmac, hkdfSync } from 'node:crypto';
import { type BinaryNode, proto, type WAPatchCreate, type WASocket } from '@whiskeysockets/baileys';
import { WhatsAppFault } from '../faults.js';
import { Lane } from '#libs/observability';
import { childrenOf } from '../wire/stanza.js';

/** WhatsApp's code if the server has a newer version of the collection than we do. */
const CONFLICT = '409';

/** Baileys' name for the key transaction while the account has no id yet. */
const TRANSACTION = 'app state';
const lanes = new WeakMap<WASocket, Lane>();

/**
 * Writes to the app state, which the devices of an account share: contacts, deleted messages and so on. Changes are
 * written one after the other. Baileys takes a refused patch for a success and continues from a version that does not
 * exist; here a refusal is detected.
 * @param accepted stores the change, once the server has it. If the process ends in between, the change is read again as if
 *   another device had made it.
 * @throws WhatsAppFault CONFLICT while the phone has not shared its keys, WHATSAPP_ERROR with the server's code
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

/** @throws WhatsAppFault CONFLICT while the phone has not shared its keys */
export function requireAppStateKeys(socket: WASocket): void {
  if (socket.authState.creds.myAppStateKeyId) return;
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
  if (refusal === undefined) return;
  throw new WhatsAppFault('WHATSAPP_ERROR', 'WhatsApp refused the change', {
    code: refusal,
    outcome: 'not_sent',
  });
}

/** Makes one attempt. @returns the code of the server's refusal; undefined if it accepted the patch */
async function attempt(
  socket: WASocket,
  patch: WAPatchCreate,
  accepted: () => Promise<unknown>,
): Promise<string | undefined> {
  const { creds, keys } = socket.authState;
  let refusal: string | undefined;
  const look = (node: BinaryNode): void => {
    refusal ??= refusalIn(node, patch.type);
  };
  socket.ws.on('CB:iq,,sync', look);
  try {
    // The name is that of Baileys' own transaction, which thereby joins ours: our correction is part of the same write.
    await keys.transaction(async () => {
      await socket.appPatch(patch);
      if (patch.operation === proto.SyncdMutation.SyncdOperation.REMOVE) await leaveOut(socket, patch);
      // Before the version is stored, which says that everything up to it is known.
      if (refusal === undefined) await accepted();
    }, creds.me?.id ?? TRANSACTION);
  } finally {
    socket.ws.off('CB:iq,,sync', look);
  }
  if (refusal !== undefined) {
    // Makes the next patch read the collection again first.
    await keys.set({ 'app-state-sync-version': { [patch.type]: null } });
  }
  return refusal;
}

/**
 * Removes a deleted entry from Baileys' state. Baileys (`encodeSyncdPatch`) keeps it there, so that the next change of this
 * entry has a wrong checksum and phones refuse it.
 */
async function leaveOut(
  { authState: { creds, keys } }: WASocket,
  { type, index }: WAPatchCreate,
): Promise<void> {
  const keyId = creds.myAppStateKeyId ?? '';
  const { [keyId]: key } = await keys.get('app-state-sync-key', [keyId]);
  const { [type]: state } = await keys.get('app-state-sync-version', [type]);
  if (!key?.keyData || !state) return;
  const { [indexMac(key.keyData, index)]: _, ...indexValueMap } = state.indexValueMap;
  await keys.set({ 'app-state-sync-version': { [type]: { ...state, indexValueMap } } });
}

/** The MAC that identifies an entry in the state, made with the first of the keys derived from the app-state key. */
function indexMac(key: Uint8Array, index: string[]): string {
  const keys = hkdfSync('sha256', key, Buffer.alloc(0), 'WhatsApp Mutation Keys', 160);
  const indexKey = Buffer.from(keys).subarray(0, 32);
  return createHmac('sha256', indexKey).update(JSON.stringify(index)).digest('base64');
}

function refusalIn(node: BinaryNode, collection: string): string | undefined {
  const [sync] = childrenOf(node, 'sync');
  const named = sync && childrenOf(sync, 'collection').find(({ attrs }) => attrs['name'] === collection);
  const [error] = named ? childrenOf(named, 'error') : [];
  return error?.attrs['code'];
}
