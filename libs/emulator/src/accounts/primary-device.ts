import {
  Curve,
  generateRegistrationId,
  generateSignalPubKey,
  type KeyPair,
  type proto,
  type SignalRepository,
  type SignedKeyPair,
} from '@whiskeysockets/baileys';
import { makeLibSignalRepository } from '@whiskeysockets/baileys/lib/Signal/libsignal.js';
import { Fields } from '../state/fields.js';
import type { StateFile, Json } from '../state/state-file.js';
import { signingPair } from '../wire/xeddsa.js';
import { type KeyBundle, signalBundle } from './key-bundle.js';
import { openWithSenderKey } from './sender-key.js';
import { SILENT_LOGGER } from '../wire/silent-logger.js';
import { SignalStore } from './signal-store.js';

/** Clients request more bundles than they open sessions, so older unused prekeys are dropped. */
const PRE_KEYS_KEPT = 200;

interface PrimaryKeys {
  registrationId: number;
  identity: KeyPair;
  signedPreKey: SignedKeyPair;
  nextPreKeyId: number;
}

export interface Ciphertext {
  type: string;
  body: Uint8Array;
}

function pairJson(pair: KeyPair): Json {
  return {
    public: Buffer.from(pair.public).toString('base64'),
    private: Buffer.from(pair.private).toString('base64'),
  };
}

function readPair(fields: Fields): KeyPair {
  return { public: fields.bytes('public'), private: fields.bytes('private') };
}

function keysJson(keys: PrimaryKeys): Json {
  return {
    registrationId: keys.registrationId,
    identity: pairJson(keys.identity),
    nextPreKeyId: keys.nextPreKeyId,
    signedPreKey: {
      id: keys.signedPreKey.keyId,
      pair: pairJson(keys.signedPreKey.keyPair),
      signature: Buffer.from(keys.signedPreKey.signature).toString('base64'),
    },
  };
}

function readKeys(fields: Fields): PrimaryKeys {
  const signed = fields.child('signedPreKey');
  return {
    registrationId: fields.integer('registrationId'),
    identity: readPair(fields.child('identity')),
    nextPreKeyId: fields.integer('nextPreKeyId'),
    signedPreKey: {
      keyId: signed.integer('id'),
      keyPair: readPair(signed.child('pair')),
      signature: signed.bytes('signature'),
    },
  };
}

/**
 * The phone's own Signal device (device 0). Its keys are generated on first use. Peers are addressed by their LID
 * device JID, whichever addressing the chat uses, so that there is only one session per device.
 */
export class PrimaryDevice {
  private made: { keys: PrimaryKeys; store: SignalStore; signal: SignalRepository } | undefined;
  private readonly name: string;

  constructor(
    private readonly stateFile: StateFile,
    private readonly phone: string,
  ) {
    this.name = `primary/${phone}`;
  }

  /** The identity key pair, raw 32-byte keys. */
  get identity(): KeyPair {
    return this.open().keys.identity;
  }

  /** A bundle with a new one-time prekey. */
  bundle(): KeyBundle {
    const { keys, store } = this.open();
    const id = keys.nextPreKeyId++;
    const pair = Curve.generateKeyPair();
    store.set({ 'pre-key': { [String(id)]: pair, [String(id - PRE_KEYS_KEPT)]: null } });
    this.save();
    return {
      registrationId: keys.registrationId,
      identity: Buffer.from(keys.identity.public),
      signedPreKey: {
        id: keys.signedPreKey.keyId,
        publicKey: Buffer.from(keys.signedPreKey.keyPair.public),
        signature: Buffer.from(keys.signedPreKey.signature),
      },
      preKey: { id, publicKey: Buffer.from(pair.public) },
    };
  }

  /** Whether there is a session with a device. */
  async knows(peer: string): Promise<boolean> {
    return (await this.open().signal.validateSession(peer)).exists;
  }

  /** Opens a new session with a device; replaces an existing one. */
  async meet(peer: string, bundle: KeyBundle): Promise<void> {
    await this.open().signal.injectE2ESession({ jid: peer, session: signalBundle(bundle) });
  }

  /** @throws Error without a session */
  async encrypt(peer: string, plaintext: Uint8Array): Promise<Ciphertext> {
    const { type, ciphertext } = await this.open().signal.encryptMessage({ jid: peer, data: plaintext });
    return { type, body: ciphertext };
  }

  /** @throws Error when the ciphertext fits no session or was decrypted before */
  async decrypt(peer: string, type: 'pkmsg' | 'msg', ciphertext: Uint8Array): Promise<Uint8Array> {
    return this.open().signal.decryptMessage({ jid: peer, type, ciphertext });
  }

  /**
   * Encrypts for a group with this phone's sender key, which is created if needed.
   * @param self this phone's JID
   * @returns the ciphertext, and the distribution message that lets others read it and later ones
   */
  async encryptForGroup(
    group: string,
    self: string,
    plaintext: Uint8Array,
  ): Promise<{ body: Uint8Array; distribution: Uint8Array }> {
    const { signal } = this.open();
    const { ciphertext, senderKeyDistributionMessage } = await signal.encryptGroupMessage({
      group,
      meId: self,
      data: plaintext,
    });
    return { body: ciphertext, distribution: senderKeyDistributionMessage };
  }

  /** The distribution message that lets others read what this phone sends to a group from now on. */
  senderKey(group: string, self: string): Promise<Uint8Array> {
    return this.open().signal.getSenderKeyDistributionMessage({ group, meId: self });
  }

  /** The devices (LID JIDs) that have this phone's sender key of a group. */
  senderKeyHolders(group: string): Set<string> {
    const memory = this.open().store.get('sender-key-memory', [group])[group] ?? {};
    return new Set(Object.keys(memory));
  }

  setSenderKeyHolders(group: string, holders: ReadonlySet<string>): void {
    const memory = Object.fromEntries([...holders].map((jid) => [jid, true]));
    this.open().store.set({ 'sender-key-memory': { [group]: memory } });
  }

  /** Drops the sender key; the next message to the group uses a new one. */
  dropSenderKey(group: string, self: string): void {
    this.open().store.set({
      'sender-key': { [this.senderKeyName(group, self)]: null },
      'sender-key-memory': { [group]: null },
    });
  }

  /** Stores the sender key of another device. */
  async learnSenderKey(author: string, item: proto.Message.ISenderKeyDistributionMessage): Promise<void> {
    await this.open().signal.processSenderKeyDistributionMessage({ authorJid: author, item });
  }

  /** @throws Error when the author's sender key is unknown or the message was decrypted before */
  decryptFromGroup(group: string, author: string, ciphertext: Uint8Array): Uint8Array {
    const { store } = this.open();
    const name = this.senderKeyName(group, author);
    const { plaintext, record } = openWithSenderKey(store.get('sender-key', [name])[name], ciphertext);
    store.set({ 'sender-key': { [name]: record } });
    return plaintext;
  }

  /** Discards all keys and sessions, like a reinstalled app. */
  reinstall(): void {
    this.open().store.clear();
    this.made = undefined;
    this.stateFile.delete(this.name);
    this.make(this.freshKeys());
    this.save();
  }

  /** The name under which the Signal repository stores a sender key. */
  private senderKeyName(group: string, author: string): string {
    const [user, device] = this.open().signal.jidToSignalProtocolAddress(author).split('.');
    return `${group}::${user}::${device}`;
  }

  private open() {
    if (this.made) return this.made;
    const saved = this.stateFile.get(this.name);
    const made = this.make(saved === undefined ? this.freshKeys() : readKeys(Fields.of(saved, this.name)));
    if (saved === undefined) this.save();
    return made;
  }

  private make(keys: PrimaryKeys) {
    const store = new SignalStore(this.stateFile, this.phone);
    const creds = {
      signedIdentityKey: keys.identity,
      signedPreKey: keys.signedPreKey,
      registrationId: keys.registrationId,
    };
    const signal = makeLibSignalRepository({ creds, keys: store }, SILENT_LOGGER);
    this.made = { keys, store, signal };
    return this.made;
  }

  private freshKeys(): PrimaryKeys {
    const { sign, ...identity } = signingPair();
    const keyPair = Curve.generateKeyPair();
    return {
      registrationId: generateRegistrationId(),
      identity,
      signedPreKey: { keyId: 1, keyPair, signature: sign(generateSignalPubKey(keyPair.public)) },
      nextPreKeyId: 1,
    };
  }

  private save(): void {
    const keys = this.made?.keys;
    if (keys) this.stateFile.put(this.name, () => keysJson(keys));
  }
}
