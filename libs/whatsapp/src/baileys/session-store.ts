import {
  type AuthenticationCreds,
  type AuthenticationState,
  BufferJSON,
  DisconnectReason,
  initAuthCreds,
  proto,
  type SignalDataSet,
  type SignalDataTypeMap,
} from '@whiskeysockets/baileys';
import { LRUCache } from 'lru-cache';
import {
  type AlongWithKeys,
  type InboxEntry,
  isObject,
  type KeyChanges,
  parsed,
  type RecordPayload,
  type SessionsRepository,
  type Uid,
  type Write,
} from '#libs/storage';
import type { Companion } from './companion.js';
import { ACCOMPANIED, type AuthHandler, RECEIVED } from './private-names.js';

/** Thrown if stored credentials cannot be read: a new identity must never replace them. */
export class UnreadableSession extends Error {
  constructor() {
    super('the stored session cannot be read');
    this.name = 'UnreadableSession';
  }
}

/** Thrown if Baileys still writes after the end of a connection. Its status code tells Baileys that nothing was sent. */
class Ended extends Error {
  readonly output = { statusCode: DisconnectReason.connectionClosed };

  constructor() {
    super('the connection has ended');
    this.name = 'Ended';
  }
}

/** Baileys' type for the versions of app-state collections. */
const APP_STATE_VERSION = 'app-state-sync-version';

/** Baileys' type for identity keys. */
export const IDENTITY_KEY = 'identity-key';

const MOST_ABSENT = 5_000;

/** Hears of identity keys. */
export interface IdentityListener {
  /**
   * Compares identity keys with those that they replace, in the unit of work that is about to store them.
   * @param keys serialized, by Signal address
   * @param message the message that brought them; undefined if they were fetched
   */
  learn(
    write: Write,
    keys: ReadonlyMap<string, string | null>,
    message: Pick<InboxEntry, 'stanza' | 'received_at'> | undefined,
  ): Promise<void>;
}

/** Access to received payloads, and to rows of messages, that are about to be written. */
export interface ReceivedPayloads {
  /** Removes and returns the companion of a marker. */
  takeCompanion(marker: string): Companion | undefined;
  /** Removes and returns the row of a marker. */
  take(marker: string): InboxEntry | undefined;
  /** Makes events of a row in the unit of work that stores it, if that is possible already. */
  record: RecordPayload;
  /** Called after rows were written. @param open those of which events are still to be made */
  written(open: readonly InboxEntry[]): void;
}

/**
 * Credentials and Signal keys of one linked device, in the database. Each `keys.set` of Baileys is one commit, which also
 * contains the payloads that were decrypted with the keys.
 */
export class SessionStore {
  /** Keys that do not exist. Baileys asks for some of them with every message, and remembers only those that exist. */
  private readonly absent = new LRUCache<string, true>({ max: MOST_ABSENT });
  private writes = 0;

  constructor(
    private readonly sessions: SessionsRepository,
    private readonly instance: Uid,
    private readonly received: ReceivedPayloads,
    private readonly identities: IdentityListener,
    /** Called before the error of a failed write is thrown: from then on nothing may leave the socket. */
    private readonly onWriteFailed: (error: unknown) => void,
    /** Whether the connection of this store may still write. */
    private readonly alive: () => boolean,
    /** Resolves when what was read of the app state is stored: only then its version may be stored. */
    private readonly appStateStored: (collections: readonly string[]) => Promise<void>,
  ) {}

  /** The interface that miaw-core expects. */
  get handler(): AuthHandler {
    return {
      initialize: () => this.load(),
      // The supervisor wipes sessions, in the transaction that records why.
      clearSession: () => false,
      getAuthPath: () => '',
    };
  }

  /**
   * @throws UnreadableSession if the stored credentials cannot be read
   */
  async load(): Promise<{ state: AuthenticationState; saveCreds: () => Promise<void> }> {
    const stored = await this.sessions.credentials(this.instance);
    const creds = stored === undefined ? initAuthCreds() : readCredentials(stored);
    // A request for a pairing code already sets the account, but a login to it would fail before it is linked.
    if (!creds.account) delete creds.me;
    return {
      state: {
        creds,
        keys: {
          get: (type, ids) => this.get(type, ids),
          set: (data) => this.whileAlive(() => this.set(data)),
        },
      },
      saveCreds: () => this.store(creds),
    };
  }

  /** Stores credentials outside Baileys. @throws if they cannot be written, or the connection has ended */
  async save(creds: AuthenticationCreds): Promise<void> {
    await this.reporting(() => this.store(creds));
  }

  private async store(creds: AuthenticationCreds): Promise<void> {
    await this.whileAlive(() => this.sessions.saveCredentials(this.instance, serialise(creds)));
  }

  /**
   * Refuses writes after the end of a connection, when Baileys can still be working on it. They would overwrite what the
   * next connection has written, or restore keys of a device that was wiped.
   * @throws Ended
   */
  private async whileAlive(write: () => Promise<void>): Promise<void> {
    if (!this.alive()) throw new Ended();
    await write();
  }

  /**
   * A key of the app state, past Baileys' cache: this one waits for writes, which wait for what is read with the key.
   * @param id in base64
   */
  async appStateKey(id: string): Promise<SignalDataTypeMap['app-state-sync-key'] | undefined> {
    return (await this.get('app-state-sync-key', [id]))[id];
  }

  private async get<T extends keyof SignalDataTypeMap>(
    type: T,
    ids: string[],
  ): Promise<Record<string, SignalDataTypeMap[T]>> {
    const result: Record<string, SignalDataTypeMap[T]> = {};
    const asked = ids.filter((id) => !this.absent.has(`${type}/${id}`));
    if (asked.length === 0) return result;
    const { writes } = this;
    const found = await this.sessions.keys(this.instance, type, asked);
    if (this.writes === writes)
      for (const id of asked) if (!found.has(id)) this.absent.set(`${type}/${id}`, true);
    for (const [id, value] of found) result[id] = revive(type, value);
    return result;
  }

  /** Names keys that are about to be written; until the write has ended, nothing that is read counts as absent. */
  private expect(changes: KeyChanges): void {
    this.writes += 1;
    for (const [type, values] of changes) for (const id of values.keys()) this.absent.delete(`${type}/${id}`);
  }

  /** @throws the error of the write, which is reported first */
  private async reporting<T>(write: () => Promise<T>): Promise<T> {
    try {
      return await write();
    } catch (error) {
      this.onWriteFailed(error);
      throw error;
    }
  }

  private async storeKeys(changes: KeyChanges, along: AlongWithKeys): Promise<InboxEntry[]> {
    const collections = versioned(changes.get(APP_STATE_VERSION));
    if (collections.length > 0) await this.appStateStored(collections);
    if (!this.alive()) throw new Ended();
    this.expect(changes);
    try {
      return await this.sessions.save(this.instance, changes, along);
    } finally {
      this.expect(changes);
    }
  }

  private async set(data: SignalDataSet): Promise<void> {
    const changes = new Map<string, Map<string, string | null>>();
    const payloads: InboxEntry[] = [];
    const companions: Pick<Companion, 'write'>[] = [];
    for (const [type, values] of Object.entries(data)) {
      if (type === RECEIVED) {
        for (const marker of Object.keys(values)) {
          const payload = this.received.take(marker);
          if (payload) payloads.push(payload);
        }
        continue;
      }
      if (type === ACCOMPANIED) {
        companions.push(
          ...Object.keys(values).flatMap((marker) => this.received.takeCompanion(marker) ?? []),
        );
        continue;
      }
      const serialised = new Map<string, string | null>();
      for (const [id, value] of Object.entries(values)) {
        serialised.set(id, value === null || value === undefined ? null : serialise(value));
      }
      changes.set(type, serialised);
    }
    const identities = changes.get(IDENTITY_KEY);
    if (identities)
      companions.push({ write: (write) => this.identities.learn(write, identities, payloads[0]) });
    const along = { received: payloads, record: this.received.record, companions };
    const open = await this.reporting(() => this.storeKeys(changes, along));
    if (open.length > 0) this.received.written(open);
  }
}

/** The collections of the app state whose versions are among the changes, not those that are reset. */
function versioned(changes: ReadonlyMap<string, string | null> | undefined): string[] {
  return [...(changes ?? [])].flatMap(([collection, version]) => (version === null ? [] : collection));
}

function serialise(value: unknown): string {
  return JSON.stringify(value, BufferJSON.replacer);
}

/** Kinds of keys that Baileys reads as protobuf objects, not as what JSON makes of them. */
const REVIVERS: { [T in keyof SignalDataTypeMap]?: (value: object) => SignalDataTypeMap[T] } = {
  'app-state-sync-key': (value) => proto.Message.AppStateSyncKeyData.fromObject(value),
};

function revive<T extends keyof SignalDataTypeMap>(type: T, value: string): SignalDataTypeMap[T] {
  // What keys look like is Baileys' business, which wrote them.
  const isKey = (key: unknown): key is SignalDataTypeMap[T] => key !== null;
  const key = parsed(value, isKey, BufferJSON.reviver);
  return isObject(key) ? (REVIVERS[type]?.(key) ?? key) : key;
}

function readCredentials(stored: string): AuthenticationCreds {
  try {
    return parsed(stored, isCredentials, BufferJSON.reviver);
  } catch {
    throw new UnreadableSession();
  }
}

function isCredentials(value: unknown): value is AuthenticationCreds {
  return isObject(value) && 'noiseKey' in value && 'signedIdentityKey' in value && 'registrationId' in value;
}
