import { createPrivateKey, createPublicKey, diffieHellman, generateKeyPairSync } from 'node:crypto';
import { createRequire } from 'node:module';
import { calculateSignature, verifySignature } from 'whatsapp-rust-bridge';

/** The prefix of a Curve25519 key in Signal's messages. */
const KEY_TYPE = 5;
const KEY_BYTES = 32;

interface KeyPair {
  /** 33 bytes: the type, and the key. */
  pubKey: Buffer;
  /** 32 bytes. */
  privKey: Buffer;
}

/**
 * Lets libsignal compute with native code, for the whole process. Its signatures (XEdDSA) are plain JavaScript and hold the
 * event loop for 10 to 40 ms each; a group message needs one. Its key agreements have OpenSSL decode both keys from DER,
 * which costs six times as much as the agreement. Inputs that libsignal refuses go to its own functions, which say why.
 */
export function quickenCurve(): void {
  const require = createRequire(import.meta.url);
  const curve: object = require('libsignal/src/curve.js');
  const agree = methodOf(curve, 'calculateAgreement');
  Reflect.set(curve, 'calculateAgreement', (publicKey: unknown, privateKey: unknown): unknown =>
    isPublicKey(publicKey) && isPrivateKey(privateKey)
      ? agreement(publicKey, privateKey)
      : agree(publicKey, privateKey),
  );
  methodOf(curve, 'generateKeyPair');
  Reflect.set(curve, 'generateKeyPair', generateKeyPair);

  // Baileys copies the functions of `curve` when it is loaded, but all of them look these two up when they are called.
  const signatures: object = createRequire(require.resolve('libsignal'))('curve25519-js');
  methodOf(signatures, 'sign');
  methodOf(signatures, 'verify');
  Reflect.set(signatures, 'sign', calculateSignature);
  Reflect.set(signatures, 'verify', (key: Uint8Array, message: Uint8Array, signature: Uint8Array) =>
    verifySignature(prefixed(key), message, signature),
  );
}

function agreement(publicKey: Buffer, privateKey: Buffer): Buffer {
  const x = publicKey.subarray(1).toString('base64url');
  const d = privateKey.toString('base64url');
  // Node requires `x` of a private key, too, but derives the public key from `d`.
  return diffieHellman({
    publicKey: createPublicKey({ key: { kty: 'OKP', crv: 'X25519', x }, format: 'jwk' }),
    privateKey: createPrivateKey({ key: { kty: 'OKP', crv: 'X25519', x, d }, format: 'jwk' }),
  });
}

function generateKeyPair(): KeyPair {
  const { x, d } = generateKeyPairSync('x25519').privateKey.export({ format: 'jwk' });
  if (x === undefined || d === undefined) throw new Error('Node exported a key without its parts');
  return { pubKey: prefixed(Buffer.from(x, 'base64url')), privKey: Buffer.from(d, 'base64url') };
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
