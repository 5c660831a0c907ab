import { createHmac, hkdfSync } from 'node:crypto';
import {
  ALL_WA_PATCH_NAMES,
  type ChatMutation,
  decodeSyncdPatch,
  encodeSyncdPatch,
  type LTHashState,
  newLTHashState,
  proto,
  toNumber,
  type WAPatchCreate,
  type WAPatchName,
} from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import { Fields } from '../state/fields.js';
import type { Delivery } from '../routing/delivery.js';
import type { ErrorLog } from '../reports/error-log.js';
import { serverSync } from '../accounts/server-sync.js';
import type { StateFile, Json } from '../state/state-file.js';
import { actionJson } from './action-json.js';
import { AppStateActions } from './app-state-actions.js';

const { SyncdOperation } = proto.SyncdMutation;

/** The fourth of the five 32-byte keys derived from an app-state key (as in Baileys). */
function snapshotMacKey(key: Buffer): Buffer {
  const keys = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'WhatsApp Mutation Keys', 160));
  return keys.subarray(96, 128);
}

/** The MAC of a collection at a version: over its hash, the version (8 bytes) and its name. */
function snapshotMac({ hash, version }: LTHashState, collection: string, key: Buffer): Buffer {
  const number = Buffer.alloc(8);
  number.writeBigUInt64BE(BigInt(version));
  return createHmac('sha256', snapshotMacKey(key)).update(hash).update(number).update(collection).digest();
}

function stateJson({ version, hash, indexValueMap }: LTHashState): Json {
  const values = Object.entries(indexValueMap).map(([index, { valueMac }]) => ({
    index,
    valueMac: Buffer.from(valueMac).toString('base64'),
  }));
  return { version, hash: hash.toString('base64'), values };
}

function readState(fields: Fields): LTHashState {
  const values = fields
    .records('values')
    .map((entry) => [entry.text('index'), { valueMac: entry.bytes('valueMac') }] as const);
  return {
    version: fields.integer('version'),
    hash: fields.bytes('hash'),
    indexValueMap: Object.fromEntries(values),
  };
}

/**
 * The app state on the phone. The phone reads and applies what companions write, and writes what changes on the
 * phone itself.
 */
export class PhoneAppState {
  private readonly states = new Map<string, LTHashState>();
  private readonly actions: AppStateActions;

  constructor(
    private readonly stateFile: StateFile,
    directory: Directory,
    private readonly errors: ErrorLog,
    private readonly delivery: Delivery,
  ) {
    this.actions = new AppStateActions(directory);
  }

  /** Applies new patches. A patch that cannot be decrypted or verified counts as an error and is skipped. */
  read(account: Account, collection: string): Promise<void> {
    return account.lane.run(async () => {
      const name = ALL_WA_PATCH_NAMES.find((known) => known === collection);
      if (!name) return this.errors.report(new Error(`unknown collection ${collection}`), 'app state');
      await this.catchUp(account, name);
    });
  }

  /** Writes a change made on the phone, and notifies all companions unless told otherwise. */
  write(account: Account, change: WAPatchCreate, notify = true): Promise<void> {
    return account.lane.run(async () => {
      const { type: name } = change;
      let version: number | undefined;
      // A companion may append a patch while this one is encrypted.
      while (version === undefined) {
        await this.catchUp(account, name);
        const before = this.state(account, name);
        const keyId = account.appStateKey.id.toString('base64');
        const { patch } = await encodeSyncdPatch(change, keyId, before, this.keysOf(account));
        const bytes = Buffer.from(proto.SyncdPatch.encode(patch).finish());
        version = account.appState.append(name, before.version, bytes);
      }
      await this.catchUp(account, name, version);
      if (notify) this.delivery.toAll(account, serverSync(account, new Map([[name, version]])));
    });
  }

  /** @param own the version that the phone wrote itself */
  private async catchUp(account: Account, name: WAPatchName, own?: number): Promise<void> {
    for (const encoded of account.appState.since(name, this.state(account, name).version)) {
      const patch = proto.SyncdPatch.decode(encoded);
      const version = toNumber(patch.version?.version);
      try {
        await this.apply(account, name, patch, version === own);
      } catch (error) {
        this.errors.report(error, `app state ${name}`);
        const { hash, indexValueMap } = this.state(account, name);
        this.keep(account, name, { hash, indexValueMap, version });
      }
    }
  }

  private keysOf({ appStateKey: { id, data } }: Account) {
    return async (keyId: string) => (keyId === id.toString('base64') ? { keyData: data } : null);
  }

  /** @throws Error when a MAC is wrong or a mutation cannot be decrypted */
  private async apply(
    account: Account,
    name: WAPatchName,
    patch: proto.SyncdPatch,
    own: boolean,
  ): Promise<void> {
    const { data } = account.appStateKey;
    const keyOf = this.keysOf(account);
    const mutations: ChatMutation[] = [];
    const before = this.state(account, name);
    const { hash, indexValueMap } = await decodeSyncdPatch(
      patch,
      name,
      before,
      keyOf,
      (mutation) => void mutations.push(mutation),
      true,
    );
    // Baileys omits mutations that it cannot decrypt.
    if (mutations.length !== patch.mutations.length || patch.externalMutations)
      throw new Error('a mutation cannot be decrypted');
    const state = { hash, indexValueMap, version: toNumber(patch.version?.version) };
    if (!snapshotMac(state, name, data).equals(patch.snapshotMac ?? Buffer.alloc(0)))
      throw new Error('the snapshot MAC is wrong');
    this.keep(account, name, state);
    for (const [index, mutation] of mutations.entries()) {
      const removed = patch.mutations[index]?.operation === SyncdOperation.REMOVE;
      if (!own) this.record(account, name, state.version, mutation, removed);
      this.actions.carryOut(account, mutation, removed);
    }
  }

  private record(
    account: Account,
    collection: string,
    version: number,
    { index, syncAction }: ChatMutation,
    removed: boolean,
  ): void {
    const operation = removed ? 'remove' : 'set';
    const action = syncAction.value ? actionJson(syncAction.value) : null;
    account.chats.record('app-state', { collection, version, operation, index, action });
  }

  private state(account: Account, name: string): LTHashState {
    const key = this.nameOf(account, name);
    const known = this.states.get(key);
    if (known) return known;
    const saved = this.stateFile.get(key);
    const state = saved === undefined ? newLTHashState() : readState(Fields.of(saved, key));
    this.states.set(key, state);
    return state;
  }

  private keep(account: Account, name: string, state: LTHashState): void {
    const key = this.nameOf(account, name);
    this.states.set(key, state);
    this.stateFile.put(key, () => stateJson(state));
  }

  private nameOf(account: Account, name: string): string {
    return `app-state-read/${account.phone}/${name}`;
  }
}
