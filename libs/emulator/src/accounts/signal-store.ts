import type {
  SignalDataSet,
  SignalDataTypeMap,
  SignalKeyStoreWithTransaction,
} from '@whiskeysockets/baileys';
import type { StateFile } from '../state/state-file.js';

type Kind = keyof SignalDataTypeMap;
type Shelves = { [K in Kind]: Map<string, string> };

/** libsignal passes session records as plain objects and key pairs as bytes; both survive as JSON. */
function encode(value: unknown): string {
  return JSON.stringify(value, (_name, part: unknown) => {
    if (part instanceof Uint8Array) return { base64: Buffer.from(part).toString('base64') };
    if (isBufferJson(part)) return { base64: Buffer.from(part.data).toString('base64') };
    return part;
  });
}

function isBufferJson(value: unknown): value is { type: 'Buffer'; data: number[] } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'type' in value &&
    value.type === 'Buffer' &&
    'data' in value &&
    Array.isArray(value.data)
  );
}

function revive(_name: string, part: unknown): unknown {
  if (typeof part !== 'object' || part === null || !('base64' in part)) return part;
  return typeof part.base64 === 'string' ? Buffer.from(part.base64, 'base64') : part;
}

/**
 * The Signal keys and sessions of one emulated phone, kept in the state file.
 *
 * Transactions run immediately: the phone's lane already admits one operation at a time.
 */
export class SignalStore implements SignalKeyStoreWithTransaction {
  private readonly shelves: Shelves = {
    'pre-key': new Map(),
    session: new Map(),
    'sender-key': new Map(),
    'sender-key-memory': new Map(),
    'app-state-sync-key': new Map(),
    'app-state-sync-version': new Map(),
    'lid-mapping': new Map(),
    'device-list': new Map(),
    tctoken: new Map(),
    'identity-key': new Map(),
  };
  private readonly prefix: string;

  constructor(
    private readonly stateFile: StateFile,
    phone: string,
  ) {
    this.prefix = `signal/${phone}/`;
    for (const [name, value] of stateFile.entries(this.prefix)) this.restore(name, value);
  }

  get<K extends Kind>(kind: K, ids: string[]): { [id: string]: SignalDataTypeMap[K] } {
    const found: { [id: string]: SignalDataTypeMap[K] } = {};
    for (const id of ids) {
      const stored = this.shelves[kind].get(id);
      if (stored !== undefined) found[id] = JSON.parse(stored, revive);
    }
    return found;
  }

  set(data: SignalDataSet): void {
    for (const [kind, entries] of Object.entries(data))
      for (const [id, value] of Object.entries(entries ?? {})) this.write(kind, id, value);
  }

  isInTransaction(): boolean {
    return false;
  }

  transaction<T>(work: () => Promise<T>): Promise<T> {
    return work();
  }

  /** Deletes everything. */
  clear(): void {
    for (const [kind, shelf] of Object.entries(this.shelves))
      for (const id of shelf.keys()) this.write(kind, id, null);
  }

  private write(kind: string, id: string, value: unknown): void {
    const shelf = this.shelf(kind);
    const name = `${this.prefix}${kind}/${id}`;
    if (value === null || value === undefined) {
      shelf.delete(id);
      this.stateFile.delete(name);
      return;
    }
    const stored = encode(value);
    shelf.set(id, stored);
    this.stateFile.put(name, () => stored);
  }

  private restore(name: string, value: unknown): void {
    const [kind = '', ...id] = name.slice(this.prefix.length).split('/');
    if (typeof value === 'string') this.shelf(kind).set(id.join('/'), value);
  }

  private shelf(kind: string): Map<string, string> {
    const entry = Object.entries(this.shelves).find(([name]) => name === kind);
    if (!entry) throw new Error(`unknown kind of Signal data: ${kind}`);
    return entry[1];
  }
}
