import {
  type BinaryNode,
  decodeSyncdMutations,
  isMissingKeyError,
  newLTHashState,
  proto,
} from '@whiskeysockets/baileys';
import { setImmediate } from 'node:timers/promises';
import { bytesOf, childrenOf } from '../wire/stanza.js';

const { SyncdOperation } = proto.SyncdMutation;

/** The key behind an id of an app-state key, in base64. */
export type AppStateKeyById = Parameters<typeof decodeSyncdMutations>[2];

/** One collection in an answer about app state. */
export interface CollectionAnswer {
  name: string;
  version: number;
  /** Where the content of the collection up to now can be downloaded. */
  snapshot?: proto.IExternalBlobReference;
  patches: proto.SyncdPatch[];
  /** Another answer has to be asked for. */
  hasMore: boolean;
}

/** One entry of the app state that was set or removed. */
export interface AppStateChange {
  /** Identifies the entry: the kind of action and its parameters. */
  index: readonly string[];
  /** Undefined if the entry was removed. */
  action?: proto.ISyncActionValue;
}

/** The collections in an answer about app state, without those that were refused. */
export function collectionsIn(answer: BinaryNode): CollectionAnswer[] {
  const [sync] = childrenOf(answer, 'sync');
  const accepted = (sync ? childrenOf(sync, 'collection') : []).filter(
    (collection) => childrenOf(collection, 'error').length === 0,
  );
  return accepted.map((collection) => {
    const { name = '', version, has_more_patches: more } = collection.attrs;
    const [snapshot] = childrenOf(collection, 'snapshot').flatMap((node) => bytesOf(node) ?? []);
    // As in Baileys' `extractSyncdPatches`, patches can be direct children.
    const [holder = collection] = childrenOf(collection, 'patches');
    return {
      name,
      version: Number(version ?? 0),
      snapshot: snapshot && proto.ExternalBlobReference.decode(snapshot),
      patches: childrenOf(holder, 'patch').flatMap((node) => {
        const bytes = bytesOf(node);
        return bytes ? proto.SyncdPatch.decode(bytes) : [];
      }),
      hasMore: more === 'true',
    };
  });
}

/** Entries that are decrypted at once, so that the event loop runs every few milliseconds. */
const ENTRIES_AT_ONCE = 25;

/**
 * Decrypts entries. Those that do not fit their checksum are skipped, as Baileys does.
 * @returns undefined while the phone has not shared one of the keys: Baileys then asks for the collection again
 */
export async function readChanges(
  mutations: readonly (proto.ISyncdMutation | proto.ISyncdRecord)[],
  keyOf: AppStateKeyById,
): Promise<AppStateChange[] | undefined> {
  const changes: AppStateChange[] = [];
  const known = new Map<string, ReturnType<AppStateKeyById>>();
  const knownKeyOf: AppStateKeyById = (id) => {
    const key = known.get(id) ?? keyOf(id);
    known.set(id, key);
    return key;
  };
  for (const [done, mutation] of mutations.entries()) {
    if (done % ENTRIES_AT_ONCE === 0) await setImmediate();
    const isRemoval = 'operation' in mutation && mutation.operation === SyncdOperation.REMOVE;
    try {
      await decodeSyncdMutations(
        [mutation],
        newLTHashState(),
        knownKeyOf,
        ({ index, syncAction }) =>
          changes.push({ index, action: isRemoval ? undefined : (syncAction.value ?? {}) }),
        true,
      );
    } catch (error) {
      if (isMissingKeyError(error)) return undefined;
    }
  }
  return changes;
}

/** The last change of each entry. */
export function latestOf(changes: readonly AppStateChange[]): AppStateChange[] {
  const byIndex = new Map<string, AppStateChange>();
  for (const change of changes) {
    const key = JSON.stringify(change.index);
    byIndex.delete(key);
    byIndex.set(key, change);
  }
  return [...byIndex.values()];
}
