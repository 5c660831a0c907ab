import {
  aesDecryptGCM,
  aesEncryptGCM,
  Curve,
  hkdf,
  type KeyPair,
  NOISE_MODE,
  proto,
  sha256,
} from '@whiskeysockets/baileys';
import type { NoiseIdentity } from '../trust/noise-identity.js';

const NO_DATA = Buffer.alloc(0);

function nonce(counter: number): Buffer {
  const iv = Buffer.alloc(12);
  iv.writeUInt32BE(counter, 8);
  return iv;
}

function splitKey(secret: Uint8Array, salt: Uint8Array): [Buffer, Buffer] {
  const derived = Buffer.from(hkdf(secret, 64, { salt: Buffer.from(salt), info: '' }));
  return [derived.subarray(0, 32), derived.subarray(32)];
}

/** What the client presents at the end of the handshake. */
export interface ClientProof {
  /** The client's static public key, 32 bytes; identifies a companion. */
  staticKey: Buffer;
  payload: proto.ClientPayload;
}

/** The responder of a Noise_XX_25519_AESGCM_SHA256 handshake, and the transport after it. */
export class NoiseResponder {
  private hash = Buffer.from(NOISE_MODE);
  private salt: Buffer = this.hash;
  private key: Buffer = this.hash;
  private counter = 0;
  private readonly ephemeral: KeyPair = Curve.generateKeyPair();
  private inbound: Buffer = NO_DATA;
  private outbound: Buffer = NO_DATA;
  private received = 0;
  private sent = 0;

  constructor(private readonly identity: NoiseIdentity) {}

  /**
   * Answers the client's first frame.
   * @param prologue what the client has sent before it
   * @returns the body of the server's first frame
   * @throws Error when the frame is not a client hello
   */
  answerHello(body: Buffer, prologue: Buffer): Uint8Array {
    this.mixHash(prologue);
    const theirs = proto.HandshakeMessage.decode(body).clientHello?.ephemeral;
    if (!theirs) throw new Error('handshake without a client hello');
    this.mixHash(theirs);
    this.mixHash(this.ephemeral.public);
    this.mixKey(Curve.sharedKey(this.ephemeral.private, theirs));
    const shownStatic = this.sealHandshake(this.identity.staticKey.public);
    this.mixKey(Curve.sharedKey(this.identity.staticKey.private, theirs));
    const payload = this.sealHandshake(this.identity.certificateChain);
    return proto.HandshakeMessage.encode({
      serverHello: { ephemeral: this.ephemeral.public, static: shownStatic, payload },
    }).finish();
  }

  /**
   * Reads the client's second frame and derives the keys of the transport.
   * @throws Error when the frame is not a client finish or does not decrypt
   */
  finish(body: Buffer): ClientProof {
    const finish = proto.HandshakeMessage.decode(body).clientFinish;
    if (!finish?.static || !finish.payload) throw new Error('handshake without a client finish');
    const staticKey = this.openHandshake(finish.static);
    this.mixKey(Curve.sharedKey(this.ephemeral.private, staticKey));
    const payload = proto.ClientPayload.decode(this.openHandshake(finish.payload));
    [this.inbound, this.outbound] = splitKey(NO_DATA, this.salt);
    return { staticKey, payload };
  }

  /** The body of a transport frame. */
  seal(plaintext: Uint8Array): Buffer {
    return aesEncryptGCM(plaintext, this.outbound, nonce(this.sent++), NO_DATA);
  }

  /** @throws Error when the frame does not authenticate */
  open(ciphertext: Buffer): Buffer {
    return aesDecryptGCM(ciphertext, this.inbound, nonce(this.received++), NO_DATA);
  }

  private mixHash(data: Uint8Array): void {
    this.hash = Buffer.from(sha256(Buffer.concat([this.hash, data])));
  }

  private mixKey(secret: Uint8Array): void {
    [this.salt, this.key] = splitKey(secret, this.salt);
    this.counter = 0;
  }

  private sealHandshake(plaintext: Uint8Array): Buffer {
    const sealed = aesEncryptGCM(plaintext, this.key, nonce(this.counter++), this.hash);
    this.mixHash(sealed);
    return sealed;
  }

  private openHandshake(ciphertext: Uint8Array): Buffer {
    const opened = aesDecryptGCM(Buffer.from(ciphertext), this.key, nonce(this.counter++), this.hash);
    this.mixHash(ciphertext);
    return opened;
  }
}
