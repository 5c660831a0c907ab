import { type BinaryNode, decodeSyncdMutations, newLTHashState, proto } from '@whiskeysockets/baileys';
import type { LidPair } from '#libs/storage';
import { lidOf, phoneOf } from '../wire/jids.js';
import { bytesOf, childrenOf } from '../wire/stanza.js';

/** The app-state collection that contains the address book. */
export const CONTACTS = 'critical_unblock_low';

const { SyncdOperation } = proto.SyncdMutation;

/** A change of one contact in the address book. */
export interface ContactChange {
  /** JID in the index of the entry: a phone JID or a LID. */
  jid: string;
  /** Full name; undefined if the contact was removed. */
  name?: string;
  firstName?: string;
  pair?: LidPair;
}

/** The key behind an id of an app-state key, in base64. */
export type KeyById = Parameters<typeof decodeSyncdMutations>[2];

/** The encrypted changes of the address book in an answer about app state, in order. */
export function contactMutations(answer: BinaryNode): proto.ISyncdMutation[] {
  return collectionsIn(answer)
    .flatMap((collection) => childrenOf(collection, 'patches'))
    .flatMap((patches) => childrenOf(patches, 'patch'))
    .flatMap((patch) => {
      const bytes = bytesOf(patch);
      return bytes ? proto.SyncdPatch.decode(bytes).mutations : [];
    });
}

/** Whether an answer about app state contains the whole address book. */
export function bringsContactSnapshot(answer: BinaryNode): boolean {
  return collectionsIn(answer).some((collection) => childrenOf(collection, 'snapshot').length > 0);
}

function collectionsIn(answer: BinaryNode): BinaryNode[] {
  const [sync] = childrenOf(answer, 'sync');
  return sync ? childrenOf(sync, 'collection').filter(({ attrs }) => attrs['name'] === CONTACTS) : [];
}

/**
 * Reads one change of the address book. Baileys, which verifies the whole patch, does not report removals as such.
 * @returns undefined if the change is about something else, or cannot be decrypted: when the phone has shared the missing
 *   key, Baileys asks for the patch again
 */
export async function readContactChange(
  mutation: proto.ISyncdMutation,
  keyOf: KeyById,
): Promise<ContactChange | undefined> {
  const keyId = mutation.record?.keyId?.id;
  if (!keyId || !(await keyOf(Buffer.from(keyId).toString('base64')))) return undefined;
  let change: ContactChange | undefined;
  await decodeSyncdMutations(
    [mutation],
    newLTHashState(),
    keyOf,
    ({ index: [kind, jid], syncAction }) => {
      if (kind !== 'contact' || jid === undefined) return;
      const action =
        mutation.operation === SyncdOperation.REMOVE ? undefined : syncAction.value?.contactAction;
      change = { jid, pair: pairOf(jid, action), ...namesIn(action) };
    },
    true,
  );
  return change;
}

function namesIn(action: proto.SyncActionValue.IContactAction | null | undefined) {
  const firstName = action?.firstName || undefined;
  return { name: action?.fullName || firstName, firstName };
}

function pairOf(jid: string, action: proto.SyncActionValue.IContactAction | null | undefined) {
  const phone = phoneOf(jid) ?? phoneOf(action?.pnJid);
  const lid = lidOf(jid) ?? lidOf(action?.lidJid);
  return phone !== undefined && lid !== undefined ? { lid, phone } : undefined;
}
