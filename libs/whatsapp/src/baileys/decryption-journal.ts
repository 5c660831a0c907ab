import { AsyncLocalStorage } from 'node:async_hooks';
import { setImmediate } from 'node:timers/promises';
import {
  type BinaryNode,
  DEFAULT_CONNECTION_CONFIG,
  type SignalKeyStore,
  type SignalKeyStoreWithTransaction,
  type SignalRepositoryWithLIDStore,
} from '@whiskeysockets/baileys';
import type { InboxEntry, InboxIdentity, InboxRepository, RecordPayload, Uid } from '#libs/storage';
import type { Clock } from '#libs/observability';
import { checkPayload, NOTHING_SAID } from '../codec/wrapping.js';
import { type Companion, currentCompanion } from './companion.js';
import { closeAddresses, markCompanion, markReceived } from './private-names.js';
import { SessionBatches } from './session-batches.js';
import { SessionLocks } from './session-locks.js';
import { IDENTITY_KEY, type ReceivedPayloads } from './session-store.js';
import { hasSenderKeys, isStatus, parseJid, phoneOf } from '../wire/jids.js';
import { childrenOf, digestOf, keep, type KeptNode, parseKept } from '../wire/stanza.js';

/** Baileys' own factory, which it exports only as a default. */
const makeLibSignalRepository = DEFAULT_CONNECTION_CONFIG.makeSignalRepository;
type MakeSignalRepository = typeof makeLibSignalRepository;

/** Names the transactions of {@link SessionBatches}. Baileys has others, named by a JID, a group or a kind of key. */
const BATCH = 'session-batch';
/** How many sessions are looked at before others get their turn. */
const LOOKED_AT_ONCE = 64;

/** An encrypted part of a stanza that is being handled. */
interface Part {
  identity: InboxIdentity;
  kind: 'message' | 'peer';
  stanza: string;
  /** Whether it may decrypt a second time, or stands for a payload that is stored: the inbox is asked first. */
  lookUpFirst: boolean;
  /** Set if it is a status post. */
  post?: BinaryNode;
  /** Set if our own phone sent it to this device. */
  peer?: BinaryNode;
  /** Set once it could not be decrypted. */
  unreadable?: true;
}

export interface DecryptionListener {
  /** See {@link ReceivedPayloads}. */
  record: RecordPayload;
  /** Payloads are on disk of which events are still to be made. */
  written(open: readonly InboxEntry[]): void;
  /**
   * Something went wrong with a ciphertext. @returns whether it is the database's fault, or the connection has ended: then nothing
   * leaves after that, because Baileys would refuse the message, and its sender would take it for settled
   */
  failed(error: unknown): boolean;
  /** A status post could not be decrypted. It is acknowledged afterwards. Does not throw. */
  unreadablePost(node: BinaryNode): Promise<void>;
  /**
   * A message of our own phone to this device could not be decrypted, and Baileys will not ask for another copy. It is
   * acknowledged afterwards. Does not throw.
   */
  unreadablePeer(node: BinaryNode): Promise<void>;
  /** A message could not be decrypted, and Baileys will ask for another copy. Does not throw. */
  undecrypted(stanza: KeptNode): Promise<void>;
}

/**
 * Stores every payload at the moment of its decryption, before Baileys sends WhatsApp the receipt.
 *
 * The decryption runs in a key transaction with the name that Baileys uses inside, so that both become one: the advanced
 * ratchet and the payload reach the session store in one `set`, and the disk in one commit. A ciphertext that was seen
 * before gets its stored payload, because the ratchet cannot decrypt it twice.
 */
export class DecryptionJournal implements ReceivedPayloads {
  private readonly parts = new WeakMap<object, Part>();
  private readonly pending = new Map<string, InboxEntry>();
  private readonly companions = new Map<string, Companion>();
  private brought = 0;

  constructor(
    private readonly inbox: InboxRepository,
    private readonly instance: Uid,
    private readonly clock: Clock,
    private readonly listener: DecryptionListener,
  ) {}

  /** Remembers the stanza of the ciphertexts in a message. Must be called before Baileys handles the message. */
  register(node: BinaryNode): void {
    const { attrs } = node;
    if (!attrs['id'] || !attrs['from']) return;
    const stanza = JSON.stringify(keep(node));
    for (const { attrs: enc, content } of childrenOf(node, 'enc')) {
      if (!(content instanceof Uint8Array)) continue;
      this.parts.set(content, {
        identity: {
          stanza_from: attrs['from'],
          participant: attrs['participant'] ?? '',
          stanza_id: attrs['id'],
          digest: digestOf(content),
        },
        kind: attrs['category'] === 'peer' ? 'peer' : 'message',
        stanza,
        // A message that opens a session can open it anew, in place of the one that has gone on since.
        lookUpFirst: enc['type'] === 'pkmsg',
        post: isStatus(attrs['from']) ? node : undefined,
        peer: attrs['category'] === 'peer' ? node : undefined,
      });
    }
  }

  /** Makes a ciphertext that stands for a stored payload, so that its stanza can be handled again. */
  impersonate(identity: InboxIdentity, kind: 'message' | 'peer', stanza: string): Buffer {
    const ciphertext = Buffer.from(identity.digest, 'hex');
    this.parts.set(ciphertext, { identity, kind, stanza, lookUpFirst: true });
    return ciphertext;
  }

  take(marker: string): InboxEntry | undefined {
    const entry = this.pending.get(marker);
    this.pending.delete(marker);
    return entry;
  }

  readonly record: RecordPayload = (write, entry) => this.listener.record(write, entry);

  written(open: readonly InboxEntry[]): void {
    this.listener.written(open);
  }

  takeCompanion(marker: string): Companion | undefined {
    const companion = this.companions.get(marker);
    this.companions.delete(marker);
    return companion;
  }

  private async bring(keys: SignalKeyStore, companion: Companion): Promise<void> {
    this.brought += 1;
    const marker = String(this.brought);
    this.companions.set(marker, companion);
    await markCompanion(keys, marker);
  }

  /** Wraps Baileys' Signal repository. */
  readonly makeSignalRepository: MakeSignalRepository = (auth, logger, pnToLid) => {
    const inner = makeLibSignalRepository(auth, logger, pnToLid);
    // Baileys encrypts inside a transaction that spans the whole send and commits after the stanza has left.
    // Outside of it, each step commits separately and before: a crash cannot make a ratchet repeat itself, and the
    // lock of a session is respected while messages of that person are decrypted.
    const outside = AsyncLocalStorage.snapshot();
    // Baileys locks a session by the name it was addressed with: the phone when sending, the LID when receiving.
    // Both name one record. Without a common lock, a send and a receipt would overwrite each other's ratchet.
    const locks = new SessionLocks((pn) => inner.lidMapping.getLIDForPN(pn));
    const batches = new SessionBatches(
      (work) => transactional(auth.keys).transaction(work, BATCH),
      (companion) => this.bring(auth.keys, companion),
    );
    const onSession = <T>(jid: string, work: () => Promise<T>): Promise<T> => {
      const companion = currentCompanion();
      return outside(() => locks.hold(jid, () => batches.run(work, companion)));
    };
    let looked = 0;
    return {
      ...inner,
      decryptMessage: (options) =>
        this.reporting(options.ciphertext, () =>
          locks.hold(options.jid, () =>
            this.decrypt(auth.keys, options.jid, options.ciphertext, () => inner.decryptMessage(options)),
          ),
        ),
      decryptGroupMessage: (options) =>
        this.reporting(options.msg, () =>
          this.decrypt(auth.keys, options.group, options.msg, () => inner.decryptGroupMessage(options)),
        ),
      encryptMessage: (options) => onSession(options.jid, () => inner.encryptMessage(options)),
      encryptGroupMessage: (options) => onSession(options.group, () => inner.encryptGroupMessage(options)),
      processSenderKeyDistributionMessage: async (options) => {
        const { groupId } = options.item;
        // It is what its sender says, and becomes part of the id of a row.
        if (!hasSenderKeys(groupId ?? '')) throw new Error('nothing is encrypted with sender keys there');
        return inner.processSenderKeyDistributionMessage(options);
      },
      getSenderKeyDistributionMessage: (options) =>
        outside(() => inner.getSenderKeyDistributionMessage(options)),
      hasSenderKey: (options) => outside(() => inner.hasSenderKey(options)),
      injectE2ESession: (options) =>
        onSession(options.jid, async () => {
          await inner.injectE2ESession(options);
          await keepIdentity(auth.keys, inner, options);
        }),
      validateSession: async (jid) => {
        looked += 1;
        // Before a message to many, Baileys looks at all of their sessions in one go.
        if (looked % LOOKED_AT_ONCE === 0) await setImmediate();
        return outside(() => inner.validateSession(jid));
      },
      getSessionInfo: (jid) => outside(() => inner.getSessionInfo(jid)),
      deleteSession: (jids) => outside(() => inner.deleteSession(jids)),
      migrateSession: (from, to) => outside(() => inner.migrateSession(from, to)),
      close: () => {
        inner.close?.();
        closeAddresses(inner);
      },
    };
  };

  /**
   * Reports what could not be decrypted, outside of its lock: the request for another copy waits for messages that are being
   * sent, and these may wait for the session.
   */
  private async reporting(ciphertext: Uint8Array, decrypt: () => Promise<Uint8Array>): Promise<Uint8Array> {
    try {
      return await decrypt();
    } catch (error) {
      const part = this.parts.get(ciphertext);
      if (this.listener.failed(error) || !part?.unreadable) throw error;
      if (part.post) {
        // Baileys would refuse it, and WhatsApp's server withholds everything behind a post that was refused, at every
        // login (Baileys pull request 2779, with the log of a real account).
        await this.listener.unreadablePost(part.post);
        return NOTHING_SAID;
      }
      if (part.peer) await this.listener.unreadablePeer(part.peer);
      else if (part.kind === 'message') await this.listener.undecrypted(parseKept(part.stanza));
      throw error;
    }
  }

  /** The payload of a ciphertext that was seen before. */
  private async stored({ identity }: Part): Promise<Uint8Array | undefined> {
    const known = await this.inbox.find(this.instance, identity);
    return known?.payload ? presentable(Buffer.from(known.payload)) : undefined;
  }

  private async decrypt(
    keys: SignalKeyStore | SignalKeyStoreWithTransaction,
    lock: string,
    ciphertext: Uint8Array,
    work: () => Promise<Uint8Array>,
  ): Promise<Uint8Array> {
    const part = this.parts.get(ciphertext);
    if (!part) throw new Error('a ciphertext that belongs to no stanza');
    const marker = `${part.identity.stanza_id}/${part.identity.digest}`;
    try {
      return await transactional(keys).transaction(async () => {
        const known = part.lookUpFirst ? await this.stored(part) : undefined;
        if (known) return known;
        let payload: Uint8Array;
        try {
          payload = await work();
        } catch (error) {
          // A ratchet decrypts nothing twice.
          const before = part.lookUpFirst ? undefined : await this.stored(part);
          if (before) return before;
          part.unreadable = true;
          throw error;
        }
        this.pending.set(marker, {
          ...part.identity,
          kind: part.kind,
          stanza: part.stanza,
          payload,
          received_at: this.clock.now(),
        });
        await markReceived(keys, marker);
        return presentable(payload);
      }, lock);
    } finally {
      this.pending.delete(marker);
    }
  }
}

/**
 * Stores the identity key of a phone with which a session was opened. Baileys itself does this for received messages only,
 * and would not notice a change if somebody never answers.
 */
async function keepIdentity(
  keys: SignalKeyStore,
  signal: SignalRepositoryWithLIDStore,
  { jid, session }: Parameters<SignalRepositoryWithLIDStore['injectE2ESession']>[0],
): Promise<void> {
  if (parseJid(jid)?.device !== 0) return;
  const known = phoneOf(jid) === undefined ? jid : ((await signal.lidMapping.getLIDForPN(jid)) ?? jid);
  const address = signal.jidToSignalProtocolAddress(known);
  await keys.set({ [IDENTITY_KEY]: { [address]: session.identityKey } });
}

function transactional(keys: SignalKeyStore | SignalKeyStoreWithTransaction): SignalKeyStoreWithTransaction {
  if (!('transaction' in keys)) throw new Error('the key store has no transactions');
  return keys;
}

/**
 * The payload as Baileys may see it. For one that does not decode, Baileys would ask the sender and our phone for another
 * copy, up to five times, and pause the account's messages for 250 ms each time. Every copy would contain the same
 * bytes.
 */
function presentable(payload: Uint8Array): Uint8Array {
  try {
    checkPayload(payload);
    return payload;
  } catch {
    return NOTHING_SAID;
  }
}
