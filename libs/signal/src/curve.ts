import { createPrivateKey, createPublicKey, diffieHellman, type KeyObject } from 'node:crypto';
import signatures from 'curve25519-js';
import curve from 'libsignal/src/curve.js';
import {
  calculateSignature,
  generateKeyPair as generateNativeKeyPair,
  verifySignature,
} from 'whatsapp-rust-bridge';

/** The prefix of a Curve25519 key in Signal's messages. */
const KEY_TYPE = 5;
const KEY_BYTES = 32;
const X25519 = { kty: 'OKP', crv: 'X25519' };

/** Keys as OpenSSL holds them, by their bytes: to open a session takes five agreements between six keys. */
const publicKeys = new WeakMap<Buffer, KeyObject>();
const privateKeys = new WeakMap<Buffer, KeyObject>();

interface KeyPair {
  /** 33 bytes: the type, and the key. */
  pubKey: Buffer;
  /** 32 bytes. */
  privKey: Buffer;
}

/**
 * Lets libsignal compute with native code, for the whole process. Its signatures (XEdDSA) are plain JavaScript and hold the
 * event loop for 10 to 40 ms each; a group message needs one. whatsapp-rust-bridge takes 0.1 ms, which is as fast as Ed25519 of
 * the platform with the key mapped. Its key agreements have OpenSSL decode both keys from DER, which costs six times as much
 * as the agreement. Inputs that libsignal refuses go to its own functions, which say why.
 *
 * Both judge a signature alike, with one exception: under a key of small order, which nobody has, libsignal accepts some
 * signatures by luck, and this refuses them.
 */
export function quickenCurve(): void {
  const agree = methodOf(curve, 'calculateAgreement');
  Reflect.set(curve, 'calculateAgreement', (publicKey: unknown, privateKey: unknown): unknown =>
    isPublicKey(publicKey) && isPrivateKey(privateKey)
      ? agreement(publicKey, privateKey)
      : agree(publicKey, privateKey),
  );
  methodOf(curve, 'generateKeyPair');
  Reflect.set(curve, 'generateKeyPair', generateKeyPair);

  // Baileys copies the functions of `curve` when it is loaded, but all of them look these two up when they are called.
  methodOf(signatures, 'sign');
  methodOf(signatures, 'verify');
  Reflect.set(signatures, 'sign', calculateSignature);
  Reflect.set(signatures, 'verify', (key: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
    verifySignature(prefixed(key), message, signature),
  );
}

function agreement(publicKey: Buffer, privateKey: Buffer): Buffer {
  const x = publicKey.subarray(1).toString('base64url');
  return diffieHellman({
    publicKey: kept(publicKeys, publicKey, () => createPublicKey({ key: { ...X25519, x }, format: 'jwk' })),
    privateKey: kept(privateKeys, privateKey, () => decodePrivateKey(privateKey, x)),
  });
}

/** What stands before a private key in DER (PKCS #8). */
const PKCS8 = Buffer.from('302e020100300506032b656e04220420', 'hex');
const toDer = (privateKey: Buffer): KeyObject =>
  createPrivateKey({ key: Buffer.concat([PKCS8, privateKey]), format: 'der', type: 'pkcs8' });

/** @param x any public key: the format requires one, and Node derives the right one from `d` */
const toJwk = (privateKey: Buffer, x: string): KeyObject =>
  createPrivateKey({ key: { ...X25519, x, d: privateKey.toString('base64url') }, format: 'jwk' });

/**
 * Decodes a private key. OpenSSL 3.0 (Node 20) takes ten times as long for DER as for JWK. Node 24.22 refuses a JWK whose `x`
 * is not the public key of its `d`; with its OpenSSL 3.5, DER is as cheap.
 */
const decodePrivateKey = acceptsAnyX() ? toJwk : toDer;

function acceptsAnyX(): boolean {
  const strange = Buffer.alloc(KEY_BYTES, 9).toString('base64url');
  try {
    toJwk(Buffer.alloc(KEY_BYTES, 1), strange);
    return true;
  } catch {
    return false;
  }
}

function kept(keys: WeakMap<Buffer, KeyObject>, bytes: Buffer, make: () => KeyObject): KeyObject {
  const known = keys.get(bytes);
  if (known) return known;
  const made = make();
  keys.set(bytes, made);
  return made;
}

/**
 * Not by `generateKeyPairSync` of Node: while a key that it made is exported, Node 20 holds the lock of the key, and a garbage
 * collection at that moment waits for the same lock for ever.
 */
function generateKeyPair(): KeyPair {
  const { pubKey, privKey } = generateNativeKeyPair();
  return { pubKey: Buffer.from(pubKey), privKey: Buffer.from(privKey) };
}

function prefixed(key: Uint8Array): Buffer {
  return Buffer.concat([Buffer.of(KEY_TYPE), key]);
}

function isPublicKey(value: unknown): value is Buffer {
  return Buffer.isBuffer(value) && value.length === KEY_BYTES + 1 && value[0] === KEY_TYPE;
}

function isPrivateKey(value: unknown): value is Buffer {
  return Buffer.isBuffer(value) && value.length === KEY_BYTES;
}

/** @throws if the library no longer has the function */
function methodOf(library: object, name: string): (...args: unknown[]) => unknown {
  const method: unknown = Reflect.get(library, name);
  if (typeof method !== 'function') throw new Error(`the library has no function ${name}`);
  return (...args) => Reflect.apply(method, library, args);
}
