import { createHmac, hkdfSync } from 'node:crypto';
import {
  ALL_WA_PATCH_NAMES,
  type ChatMutation,
  decodeSyncdPatch,
  type LTHashState,
  newLTHashState,
  proto,
  toNumber,
  type WAPatchName,
} from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { Directory } from '../accounts/directory.js';
import { Fields } from '../fields.js';
import type { ErrorLog } from '../server/error-log.js';
import type { Journal, Json } from '../state/journal.js';

const { SyncdOperation } = proto.SyncdMutation;

/** The fourth of the five keys of 32 bytes that follow from an app-state key (WhatsApp Web, as in Baileys). */
function snapshotMacKey(key: Buffer): Buffer {
  const keys = Buffer.from(hkdfSync('sha256', key, Buffer.alloc(0), 'WhatsApp Mutation Keys', 160));
  return keys.subarray(96, 128);
}

/** What a collection comes to after a version: over its hash, the version (8 bytes) and its name. */
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

/** An action as JSON: bytes as base64, numbers as numbers. */
function actionJson(action: proto.ISyncActionValue | null | undefined): Json {
  if (!action) return null;
  const plain = proto.SyncActionValue.toObject(proto.SyncActionValue.fromObject(action), {
    longs: Number,
    enums: String,
    bytes: String,
  });
  return JSON.parse(JSON.stringify(plain));
}

/** Reads, as the phone, what companions write to the account's app state, and does what that says. */
export class PhoneAppState {
  private readonly states = new Map<string, LTHashState>();

  constructor(
    private readonly journal: Journal,
    private readonly directory: Directory,
    private readonly errors: ErrorLog,
  ) {}

  /** Reads the patches that are new. One that cannot be read or proven counts as an error and is passed over. */
  read(account: Account, collection: string): Promise<void> {
    return account.sequence.run(async () => {
      const name = ALL_WA_PATCH_NAMES.find((known) => known === collection);
      if (!name) return this.errors.report(new Error(`no collection ${collection}`), 'app state');
      for (const encoded of account.appState.since(name, this.state(account, name).version)) {
        const patch = proto.SyncdPatch.decode(encoded);
        try {
          await this.apply(account, name, patch);
        } catch (error) {
          this.errors.report(error, `app state ${name}`);
          const { hash, indexValueMap } = this.state(account, name);
          this.keep(account, name, { hash, indexValueMap, version: toNumber(patch.version?.version) });
        }
      }
    });
  }

  /** @throws Error when a MAC is wrong or a mutation cannot be decrypted */
  private async apply(account: Account, name: WAPatchName, patch: proto.SyncdPatch): Promise<void> {
    const { id, data } = account.appStateKey;
    const keyOf = (keyId: string) =>
      Promise.resolve(keyId === id.toString('base64') ? { keyData: data } : null);
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
    // Baileys leaves out what it cannot decrypt.
    if (mutations.length !== patch.mutations.length || patch.externalMutations)
      throw new Error('a mutation cannot be read');
    const state = { hash, indexValueMap, version: toNumber(patch.version?.version) };
    if (!snapshotMac(state, name, data).equals(patch.snapshotMac ?? Buffer.alloc(0)))
      throw new Error('the snapshot MAC is wrong');
    this.keep(account, name, state);
    for (const [index, mutation] of mutations.entries()) {
      const removed = patch.mutations[index]?.operation === SyncdOperation.REMOVE;
      this.act(account, name, state.version, mutation, removed);
    }
  }

  private act(
    account: Account,
    collection: string,
    version: number,
    { index, syncAction }: ChatMutation,
    removed: boolean,
  ): void {
    const { value } = syncAction;
    account.chats.record('app-state', {
      collection,
      version,
      operation: removed ? 'remove' : 'set',
      index,
      action: actionJson(value),
    });
    const [, chat, id, fromMe] = index;
    if (!removed && value?.deleteMessageForMeAction && id !== undefined)
      this.deleteForMe(account, chat, id, fromMe === '1');
  }

  private deleteForMe(account: Account, chat: string | undefined, id: string, fromMe: boolean): void {
    const other = this.directory.findJid(chat);
    if (!other) return;
    const message = account.chats.at({ peer: other.phone, from: (fromMe ? account : other).pnJid, id });
    if (!message) return;
    message.deletedForMe = true;
    account.chats.save(message);
  }

  private state(account: Account, name: string): LTHashState {
    const key = this.nameOf(account, name);
    const known = this.states.get(key);
    if (known) return known;
    const saved = this.journal.get(key);
    const state = saved === undefined ? newLTHashState() : readState(Fields.of(saved, key));
    this.states.set(key, state);
    return state;
  }

  private keep(account: Account, name: string, state: LTHashState): void {
    const key = this.nameOf(account, name);
    this.states.set(key, state);
    this.journal.put(key, () => stateJson(state));
  }

  private nameOf(account: Account, name: string): string {
    return `app-state-read/${account.phone}/${name}`;
  }
}
