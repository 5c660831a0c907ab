import { Fields } from '../state/fields.js';
import type { StateFile, Json } from '../state/state-file.js';
import type { KeyBundle, PublicPreKey, SignedPublicPreKey } from './key-bundle.js';
import { nowSeconds } from '../wire/ids.js';
import { OfflineQueue } from './offline-queue.js';

/** The public keys that a companion presented when it registered. */
export interface CompanionKeys {
  registrationId: number;
  /** Noise static key, 32 bytes; identifies the companion at later logins. */
  noise: Buffer;
  /** Signal identity key, 32 bytes. */
  identity: Buffer;
  signedPreKey: SignedPublicPreKey;
}

function preKeyJson(key: PublicPreKey): Json {
  return { id: key.id, publicKey: key.publicKey.toString('base64') };
}

function readPreKeyFields(fields: Fields): PublicPreKey {
  return { id: fields.integer('id'), publicKey: fields.bytes('publicKey') };
}

/** A linked device of an account: its keys, and the queue of stanzas for it. */
export class Companion {
  readonly queue: OfflineQueue;
  private preKeys: PublicPreKey[] = [];
  /** Whether the phone has sent it the app-state keys and the initial history. */
  greeted = false;
  /** Whether new prekeys were requested and have not arrived yet. */
  preKeysRequested = false;
  /** What it has to read again at its next login: type and time in seconds, until it confirms that it has. */
  readonly dirty = new Map<string, number>([['account_sync', nowSeconds()]]);
  private readonly name: string;

  constructor(
    private readonly stateFile: StateFile,
    readonly phone: string,
    readonly number: number,
    readonly keys: CompanionKeys,
    readonly linkedAt: number,
  ) {
    this.name = `companion/${phone}/${number}`;
    this.queue = new OfflineQueue(stateFile, phone, number);
  }

  /** Restores what `save` wrote. */
  static restore(stateFile: StateFile, phone: string, value: unknown): Companion {
    const fields = Fields.of(value, `companion of ${phone}`);
    const signed = fields.child('signedPreKey');
    const companion = new Companion(
      stateFile,
      phone,
      fields.integer('number'),
      {
        registrationId: fields.integer('registrationId'),
        noise: fields.bytes('noise'),
        identity: fields.bytes('identity'),
        signedPreKey: { ...readPreKeyFields(signed), signature: signed.bytes('signature') },
      },
      fields.integer('linkedAt'),
    );
    companion.preKeys = fields.records('preKeys').map(readPreKeyFields);
    companion.greeted = fields.flag('greeted');
    companion.dirty.clear();
    for (const entry of fields.records('dirty')) companion.dirty.set(entry.text('type'), entry.integer('at'));
    return companion;
  }

  get preKeyCount(): number {
    return this.preKeys.length;
  }

  /** The ids of the remaining one-time prekeys. */
  get preKeyIds(): number[] {
    return this.preKeys.map((key) => key.id);
  }

  /** Adds one-time prekeys; a known id is replaced. */
  addPreKeys(keys: PublicPreKey[], signedPreKey?: SignedPublicPreKey): void {
    const ids = new Set(keys.map((key) => key.id));
    this.preKeys = [...this.preKeys.filter((key) => !ids.has(key.id)), ...keys];
    if (signedPreKey) this.keys.signedPreKey = signedPreKey;
    this.preKeysRequested = false;
    this.save();
  }

  /** A bundle for opening a session. Uses up a one-time prekey, if any are left. */
  takeBundle(): KeyBundle {
    const preKey = this.preKeys.shift();
    if (preKey) this.save();
    return {
      registrationId: this.keys.registrationId,
      identity: this.keys.identity,
      signedPreKey: this.keys.signedPreKey,
      preKey,
    };
  }

  /** Remembers that something has changed while it was away. */
  soil(type: string): void {
    this.dirty.set(type, nowSeconds());
    this.save();
  }

  /** @param type what it has read again */
  clean(type: string): void {
    if (this.dirty.delete(type)) this.save();
  }

  save(): void {
    this.stateFile.put(this.name, () => this.json());
  }

  /** Deletes its saved state. */
  forget(): void {
    this.queue.clear();
    this.stateFile.delete(this.name);
  }

  private json(): Json {
    const { registrationId, noise, identity, signedPreKey } = this.keys;
    return {
      number: this.number,
      registrationId,
      noise: noise.toString('base64'),
      identity: identity.toString('base64'),
      signedPreKey: {
        id: signedPreKey.id,
        publicKey: signedPreKey.publicKey.toString('base64'),
        signature: signedPreKey.signature.toString('base64'),
      },
      preKeys: this.preKeys.map(preKeyJson),
      greeted: this.greeted,
      dirty: [...this.dirty].map(([type, at]) => ({ type, at })),
      linkedAt: this.linkedAt,
    };
  }
}
