import { randomBytes } from 'node:crypto';
import {
  aesEncryptGCM,
  type AuthenticationCreds,
  bytesToCrockford,
  Curve,
  hkdf,
  hmacSign,
  type KeyPair,
  proto,
  sha256,
} from '@whiskeysockets/baileys';
import type { PrimaryIdentity } from '../../codec/passkey.js';
import { DEVICE_TYPE } from '../device.js';

// The computations of WhatsApp Web (`WAWebShortcakeLinkingAlgorithm`, `…HandoffProof`, `…PairingRequest`). whatsmeow's
// pair-passkey.go and whatsapp-rust agree with them. All keys and nonces have 32 bytes.

const KEY_BYTES = 32;
const IV_BYTES = 12;
/** Five bytes become eight characters. */
const CODE_BYTES = 5;

/** This device's part in the exchange of keys. */
export interface Prologue {
  /** A ProloguePayload: the public key, and a commitment to the nonce, which is revealed later. */
  payload: Buffer;
  keyPair: KeyPair;
  nonce: Buffer;
  ref: string;
}

/** What both sides know after the exchange of keys. */
export interface Agreement {
  /** The code that the phone shows, too: `ABCD-EFGH`. */
  code: string;
  /** Encrypts the pairing request. */
  key: Buffer;
}

/** @param advSecret the secret that the scanned QR code contained, or that the pairing code established */
export function handoffKeyOf(advSecret: Buffer): Buffer {
  return Buffer.from(hkdf(advSecret, KEY_BYTES, { info: 'shortcake-passkey-handoff-v1' }));
}

/** Proves that the prologue comes from the device whose code was scanned or entered. */
export function handoffProof(handoffKey: Buffer, { payload }: Prologue): Buffer {
  return hmacSign(payload, handoffKey);
}

/** @param ref WhatsApp's reference of this link */
export function makePrologue(ref: string): Prologue {
  const keyPair = Curve.generateKeyPair();
  const nonce = randomBytes(KEY_BYTES);
  const identity = proto.CompanionEphemeralIdentity.encode({
    publicKey: keyPair.public,
    deviceType: DEVICE_TYPE,
    ref,
  }).finish();
  const payload = proto.ProloguePayload.encode({
    companionEphemeralIdentity: identity,
    commitment: { hash: sha256(Buffer.concat([identity, nonce])) },
  }).finish();
  return { payload: Buffer.from(payload), keyPair, nonce, ref };
}

export function agree({ keyPair, nonce, ref }: Prologue, primary: PrimaryIdentity): Agreement {
  const digest = sha256(Buffer.concat([nonce, primary.publicKey])).subarray(0, CODE_BYTES);
  const code = bytesToCrockford(Buffer.from(digest.map((byte, index) => byte ^ (primary.nonce[index] ?? 0))));
  const key = hkdf(Curve.sharedKey(keyPair.private, primary.publicKey), KEY_BYTES, {
    salt: Buffer.from(`Companion Pairing ${DEVICE_TYPE} with ref ${ref}`),
    info: 'Pairing Information Encryption Key',
  });
  return { code: `${code.slice(0, 4)}-${code.slice(4)}`, key: Buffer.from(key) };
}

/** @returns an EncryptedPairingRequest: what the phone must know of this device to link it */
export function sealPairingRequest({ key }: Agreement, creds: AuthenticationCreds): Uint8Array {
  const request = proto.PairingRequest.encode({
    companionPublicKey: creds.noiseKey.public,
    companionIdentityKey: creds.signedIdentityKey.public,
    advSecret: Buffer.from(creds.advSecretKey, 'base64'),
  }).finish();
  const iv = randomBytes(IV_BYTES);
  const encryptedPayload = aesEncryptGCM(request, key, iv, Buffer.alloc(0));
  return proto.EncryptedPairingRequest.encode({ encryptedPayload, iv }).finish();
}

/** A new secret, in the form of the credentials. */
export function newAdvSecret(): string {
  return randomBytes(KEY_BYTES).toString('base64');
}
