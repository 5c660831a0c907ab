import { createDecipheriv, createHash, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { type BinaryNode, bytesToCrockford, Curve, proto } from '@whiskeysockets/baileys';
import type { Account } from '../accounts/account.js';
import type { CompanionKeys } from '../accounts/companion.js';
import { type Assertion, PASSKEY_DOMAIN } from '../accounts/passkey.js';
import { Fields, InvalidInput } from '../state/fields.js';
import { nowSeconds, serverStanzaId } from '../wire/ids.js';
import { SERVER_JID } from '../wire/jid.js';
import { bytes, childBytes, children, stanza } from '../wire/stanza.js';

const KEY_BYTES = 32;
const TAG_BYTES = 16;
const CODE_BYTES = 5;

/** A client whose code was scanned or entered by a phone that requires a passkey. */
interface PasskeyClient {
  account: Account;
  keys: CompanionKeys;
  /** The platform that the client has registered. */
  platform: proto.DeviceProps.PlatformType;
  /** The secret that the code carried or established. */
  advSecret: Buffer;
}

/** What comes of a query: the content of its result, and what happens after that. */
interface Progress {
  content?: BinaryNode[];
  /** A stanza for the client. */
  push?: BinaryNode;
  /** Set when the phone knows the client: the secret with which it signs the link. */
  advSecret?: Buffer;
}

/** A query that is refused. */
export class PasskeyRefusal extends Error {
  constructor(
    readonly code: number,
    text: string,
  ) {
    super(text);
  }
}

/** The client's part in the exchange of keys. */
interface Prologue {
  identity: Buffer;
  commitment: Buffer;
  publicKey: Uint8Array;
  proven: boolean;
  nonce?: Buffer;
}

/** WhatsApp's server and the phone in a link by passkey. They check everything that the client sends. */
export class PasskeyExchange {
  private readonly ephemeral = Curve.generateKeyPair();
  private readonly nonce = randomBytes(KEY_BYTES);
  private readonly ref = randomBytes(16).toString('base64url');
  private challenge: { text: string; until: number } | undefined;
  private prologue: Prologue | undefined;

  constructor(private readonly client: PasskeyClient) {}

  get account(): Account {
    return this.client.account;
  }

  /** The code that the phone shows to be compared; undefined as long as it shows none. */
  get code(): string | undefined {
    const { prologue } = this;
    if (!prologue?.nonce || prologue.proven) return undefined;
    const digest = sha256(prologue.nonce, this.ephemeral.public);
    const code = bytesToCrockford(
      Buffer.from(this.nonce.map((byte, at) => byte ^ (digest[at] ?? 0))).subarray(0, CODE_BYTES),
    );
    return `${code.slice(0, 4)}-${code.slice(4)}`;
  }

  /** The notification that asks the client for a passkey. */
  request(): BinaryNode {
    return this.notification('passkey_prologue_request', this.options());
  }

  /** Whether a query belongs to a link by passkey. */
  static handles(node: BinaryNode): boolean {
    return Object.hasOwn(PasskeyExchange.STEPS, children(node)[0]?.tag ?? '');
  }

  /** @throws PasskeyRefusal */
  handle(node: BinaryNode): Progress {
    const [step] = children(node);
    const handler = step && PasskeyExchange.STEPS[step.tag];
    if (!handler) throw new PasskeyRefusal(400, 'bad-request');
    try {
      return handler(this, step);
    } catch (error) {
      if (error instanceof PasskeyRefusal) throw error;
      throw new PasskeyRefusal(400, error instanceof InvalidInput ? error.message : 'bad-request');
    }
  }

  private static readonly STEPS: Readonly<
    Record<string, (self: PasskeyExchange, step: BinaryNode) => Progress>
  > = {
    passkey_request_options: (self) => ({ content: [self.options()] }),
    ref: (self) => ({ content: [stanza('ref', {}, self.ref)] }),
    passkey_prologue: (self, step) => self.begin(step),
    companion_nonce: (self, step) => self.reveal(step),
    encrypted_pairing_request: (self, step) => self.open(step),
  };

  private options(): BinaryNode {
    const timeout = this.account.passkeyTimeout;
    this.challenge = { text: randomBytes(KEY_BYTES).toString('base64url'), until: Date.now() + timeout };
    const options = {
      challenge: this.challenge.text,
      timeout,
      rpId: PASSKEY_DOMAIN,
      allowCredentials: [],
      userVerification: 'required',
      extensions: { uvm: true },
    };
    return stanza('passkey_request_options', {}, JSON.stringify(options));
  }

  private begin(step: BinaryNode): Progress {
    const { challenge } = this;
    // One request is good for one answer.
    this.challenge = undefined;
    if (!challenge || challenge.until < Date.now()) throw new PasskeyRefusal(410, 'gone');
    const assertion = readAssertion(childBytes(step, 'webauthn_assertion'));
    const fault = this.account.passkey.fault(assertion, challenge.text);
    if (fault !== undefined) throw new PasskeyRefusal(403, fault);
    if (!childBytes(step, 'credential_id')?.equals(this.account.passkey.id))
      throw new PasskeyRefusal(400, 'another credential_id');

    const payload = childBytes(step, 'prologue_payload') ?? Buffer.alloc(0);
    const proof = childBytes(step, 'pairing_handoff_proof');
    if (proof && this.account.passkeyMode === 'compared') throw new PasskeyRefusal(406, 'not-acceptable');
    if (proof && !proof.equals(this.expectedProof(payload))) throw new PasskeyRefusal(403, 'another proof');
    this.prologue = this.readPrologue(payload, proof !== undefined);
    if (this.account.passkeyMode === 'stuck') return {};
    const identity = proto.PrimaryEphemeralIdentity.encode({
      publicKey: this.ephemeral.public,
      nonce: this.nonce,
    }).finish();
    const push = this.notification('crsc_continuation', stanza('primary_ephemeral_identity', {}, identity));
    return { push };
  }

  private readPrologue(payload: Buffer, proven: boolean): Prologue {
    const { companionEphemeralIdentity, commitment } = proto.ProloguePayload.decode(payload);
    const identity = Buffer.from(companionEphemeralIdentity ?? []);
    const { publicKey, deviceType, ref } = proto.CompanionEphemeralIdentity.decode(identity);
    if (publicKey?.length !== KEY_BYTES || commitment?.hash?.length !== KEY_BYTES)
      throw new PasskeyRefusal(400, 'a key or a commitment is missing');
    if (deviceType !== this.client.platform || ref !== this.ref)
      throw new PasskeyRefusal(400, 'another platform or ref than registered');
    return { identity, commitment: Buffer.from(commitment.hash), publicKey, proven };
  }

  private reveal(step: BinaryNode): Progress {
    const nonce = bytes(step);
    const { prologue } = this;
    if (!prologue || !nonce || !sha256(prologue.identity, nonce).equals(prologue.commitment))
      throw new PasskeyRefusal(400, 'the nonce does not fit the commitment');
    prologue.nonce = nonce;
    return {};
  }

  private open(step: BinaryNode): Progress {
    const { prologue, client } = this;
    if (!prologue?.nonce) throw new PasskeyRefusal(400, 'out of turn');
    const { encryptedPayload, iv } = proto.EncryptedPairingRequest.decode(bytes(step) ?? Buffer.alloc(0));
    const shared = Curve.sharedKey(this.ephemeral.private, prologue.publicKey);
    const salt = `Companion Pairing ${client.platform} with ref ${this.ref}`;
    const key = derive(shared, salt, 'Pairing Information Encryption Key');
    const request = proto.PairingRequest.decode(
      decrypt(key, Buffer.from(iv ?? []), Buffer.from(encryptedPayload ?? [])),
    );
    const advSecret = Buffer.from(request.advSecret ?? []);
    if (!client.keys.noise.equals(Buffer.from(request.companionPublicKey ?? [])))
      throw new PasskeyRefusal(400, 'another Noise key than registered');
    if (!client.keys.identity.equals(Buffer.from(request.companionIdentityKey ?? [])))
      throw new PasskeyRefusal(400, 'another identity than registered');
    if (advSecret.length !== KEY_BYTES || advSecret.equals(client.advSecret))
      throw new PasskeyRefusal(400, 'the secret of the code is not replaced');
    return { advSecret };
  }

  private expectedProof(payload: Buffer): Buffer {
    const key = derive(this.client.advSecret, '', 'shortcake-passkey-handoff-v1');
    return createHmac('sha256', key).update(payload).digest();
  }

  private notification(type: string, content: BinaryNode): BinaryNode {
    const attributes = { from: SERVER_JID, type, id: serverStanzaId(), t: nowSeconds() };
    return stanza('notification', attributes, [content]);
  }
}

/** Reads the assertion, which has exactly the fields that WhatsApp Web sends. @throws InvalidInput */
function readAssertion(json: Buffer | undefined): Assertion {
  const fields = Fields.of(JSON.parse(json?.toString('utf8') ?? ''), 'assertion').only(
    'id',
    'rawId',
    'type',
    'response',
  );
  const response = fields
    .child('response')
    .only('clientDataJSON', 'authenticatorData', 'signature', 'userHandle');
  return {
    id: fields.text('id'),
    rawId: fields.text('rawId'),
    type: fields.oneOf('type', ['public-key']),
    response: {
      clientDataJSON: response.text('clientDataJSON'),
      authenticatorData: response.text('authenticatorData'),
      signature: response.text('signature'),
      userHandle: response.optionalText('userHandle') ?? null,
    },
  };
}

function derive(secret: Uint8Array, salt: string, info: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, salt, info, KEY_BYTES));
}

function sha256(...parts: Uint8Array[]): Buffer {
  return createHash('sha256').update(Buffer.concat(parts)).digest();
}

/** Opens AES-256-GCM with the tag at its end. */
function decrypt(key: Buffer, iv: Buffer, sealed: Buffer): Buffer {
  const decipher = createDecipheriv('aes-256-gcm', key, iv);
  decipher.setAuthTag(sealed.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(sealed.subarray(0, -TAG_BYTES)), decipher.final()]);
}
