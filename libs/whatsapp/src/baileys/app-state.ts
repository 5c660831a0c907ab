import { createHmac, hkdfSync } from 'node:crypto';
import { type BinaryNode, proto, type WAPatchCreate, type WASocket } from '@whiskeysockets/baileys';
import { WhatsAppFault } from '../faults.js';
import { Lane } from '#libs/observability';
import { childrenOf } from '../wire/stanza.js';

/** The server has a newer version of the collection than we had. */
const CONFLICT = '409';

/** Baileys' name for the transaction of keys where the account has no id yet. */
const TRANSACTION = 'app state';
const lanes = new WeakMap<WASocket, Lane>();

/**
 * Writes to what the devices of an account have in common: contacts, deleted messages and so on, one change after
 * the other. Baileys takes the server's refusal of a patch for a success, and goes on from a version that does not
 * exist.
 * @throws WhatsAppFault CONFLICT while the phone has not shared the keys, WHATSAPP_ERROR with the server's code
 */
export async function patchAppState(socket: WASocket, patch: WAPatchCreate): Promise<void> {
  if (!socket.authState.creds.myAppStateKeyId) {
    throw new WhatsAppFault(
      'CONFLICT',
      'the phone has not shared its keys with this device yet; try again in a few seconds',
      {
        outcome: 'not_sent',
      },
    );
  }
  const lane = lanes.get(socket) ?? new Lane();
  lanes.set(socket, lane);
  await lane.run(() => write(socket, patch));
}

async function write(socket: WASocket, patch: WAPatchCreate): Promise<void> {
  const first = await attempt(socket, patch);
  const refusal = first === CONFLICT ? await attempt(socket, patch) : first;
  if (refusal === undefined) return;
  throw new WhatsAppFault('WHATSAPP_ERROR', 'WhatsApp refused the change', {
    code: refusal,
    outcome: 'not_sent',
  });
}

/** Resolves with the code of the server's refusal. */
async function attempt(socket: WASocket, patch: WAPatchCreate): Promise<string | undefined> {
  const { creds, keys } = socket.authState;
  let refusal: string | undefined;
  const look = (node: BinaryNode): void => {
    refusal ??= refusalIn(node, patch.type);
  };
  socket.ws.on('CB:iq,,sync', look);
  try {
    // Under the key of Baileys' own transaction, which joins ours: what is mended is written in one with the rest.
    await keys.transaction(async () => {
      await socket.appPatch(patch);
      if (patch.operation === proto.SyncdMutation.SyncdOperation.REMOVE) await leaveOut(socket, patch);
    }, creds.me?.id ?? TRANSACTION);
  } finally {
    socket.ws.off('CB:iq,,sync', look);
  }
  if (refusal !== undefined) {
    // The next patch begins by reading the collection anew.
    await keys.set({ 'app-state-sync-version': { [patch.type]: null } });
  }
  return refusal;
}

/**
 * Baileys (`encodeSyncdPatch`) enters what it removes among what there is, and the next change of the same entry
 * does not add up: phones refuse it.
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

/** What the state knows an entry by, under the first of the keys that follow from the app-state key. */
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
