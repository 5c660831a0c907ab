import type { BinaryNode, WAPatchCreate, WASocket } from '@whiskeysockets/baileys';
import { WhatsAppFault } from './faults.js';
import { childrenOf } from './stanza.js';

/** The server has a newer version of the collection than we had. */
const CONFLICT = '409';

/**
 * Writes to what the devices of an account have in common: contacts, deleted messages and so on. Baileys takes the
 * server's refusal of a patch for a success, and goes on from a version that does not exist.
 * @throws WhatsAppFault CONFLICT while the phone has not shared the keys, WHATSAPP_ERROR with the server's code
 */
export async function patchAppState(socket: WASocket, patch: WAPatchCreate): Promise<void> {
  if (!socket.authState.creds.myAppStateKeyId) {
    throw new WhatsAppFault(
      'CONFLICT',
      'the phone has not shared its keys with this device yet: try again soon',
      {
        outcome: 'not_sent',
      },
    );
  }
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
  let refusal: string | undefined;
  const look = (node: BinaryNode): void => {
    refusal ??= refusalIn(node, patch.type);
  };
  socket.ws.on('CB:iq,,sync', look);
  try {
    await socket.appPatch(patch);
  } finally {
    socket.ws.off('CB:iq,,sync', look);
  }
  if (refusal !== undefined) {
    // The next patch begins by reading the collection anew.
    await socket.authState.keys.set({ 'app-state-sync-version': { [patch.type]: null } });
  }
  return refusal;
}

function refusalIn(node: BinaryNode, collection: string): string | undefined {
  const [sync] = childrenOf(node, 'sync');
  const named = sync && childrenOf(sync, 'collection').find(({ attrs }) => attrs['name'] === collection);
  const [error] = named ? childrenOf(named, 'error') : [];
  return error?.attrs['code'];
}
