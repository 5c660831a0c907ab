import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { Curve } from '@whiskeysockets/baileys';
import * as original from 'libsignal/src/curve.js';
import { quickenCurve } from './curve.js';

/** The functions of libsignal as it ships them, kept before they are replaced: the judge. */
interface Signatures {
  sign: (privateKey: Uint8Array, message: Uint8Array) => Uint8Array;
  verify: (publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array) => boolean;
}

const require = createRequire(import.meta.url);
const curve: typeof original = require('libsignal/src/curve.js');
const signatures: Signatures = createRequire(require.resolve('libsignal'))('curve25519-js');
const { sign, verify } = signatures;
const { calculateAgreement, generateKeyPair } = original;

/** Of the field and of the order of the group. */
const P = 2n ** 255n - 19n;
const ORDER = 2n ** 252n + 27742317777372353535851937790883648493n;

beforeAll(() => quickenCurve());

function reversed(bytes: Uint8Array): Buffer {
  return Buffer.from(Uint8Array.from(bytes).toReversed());
}

function littleEndian(value: bigint): Buffer {
  return reversed(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));
}

function number(bytes: Uint8Array): bigint {
  return BigInt(`0x${reversed(bytes).toString('hex')}`);
}

function outcome<T>(work: () => T): T | string {
  try {
    return work();
  } catch {
    return 'refused';
  }
}

it('agrees on the secrets that libsignal agrees on', () => {
  for (let round = 0; round < 200; round += 1) {
    const [one, other] = [curve.generateKeyPair(), generateKeyPair()];
    const secret = curve.calculateAgreement(one.pubKey, other.privKey);
    expect(secret).toEqual(calculateAgreement(one.pubKey, other.privKey));
    expect(curve.calculateAgreement(other.pubKey, one.privKey)).toEqual(secret);
  }
});

it.each([
  ['of order 1', littleEndian(0n)],
  ['of order 4', littleEndian(1n)],
  ['that is the prime', littleEndian(P)],
  ['above the prime', littleEndian(P + 7n)],
  ['with all bits set', Buffer.alloc(32, 0xff)],
])('treats a public key %s as libsignal does', (_, key) => {
  const pubKey = Buffer.concat([Buffer.of(5), key]);
  const { privKey } = generateKeyPair();
  const expected = outcome(() => calculateAgreement(pubKey, privKey));
  expect(outcome(() => curve.calculateAgreement(pubKey, privKey))).toEqual(expected);
});

it.each([
  ['a short public key', Buffer.alloc(31), Buffer.alloc(32, 1)],
  ['a public key of another type', Buffer.alloc(33, 6), Buffer.alloc(32, 1)],
  ['a short private key', generateKeyPair().pubKey, Buffer.alloc(31)],
])('refuses %s with the words of libsignal', (_, publicKey, privateKey) => {
  expect(() => calculateAgreement(publicKey, privateKey)).toThrow();
  expect(() => curve.calculateAgreement(publicKey, privateKey)).toThrow(/Invalid|Incorrect/);
});

it('agrees on the same secret under keys that are kept, and under new ones of the same bytes', () => {
  const [one, other] = [curve.generateKeyPair(), curve.generateKeyPair()];
  const secret = curve.calculateAgreement(one.pubKey, other.privKey);
  expect(curve.calculateAgreement(one.pubKey, other.privKey)).toEqual(secret);
  expect(curve.calculateAgreement(Buffer.from(one.pubKey), Buffer.from(other.privKey))).toEqual(secret);
  expect(calculateAgreement(Buffer.from(one.pubKey), Buffer.from(other.privKey))).toEqual(secret);
});

it('signs what libsignal verifies, and refuses what libsignal refuses', () => {
  for (let round = 0; round < 300; round += 1) {
    const { pubKey, privKey } = curve.generateKeyPair();
    const raw = pubKey.subarray(1);
    const message = randomBytes(round % 300);
    const signature = Buffer.from(Curve.sign(privKey, message));
    // Every second one has a changed bit, of the signature or of the key.
    const bit = round % 767;
    const changed = bit < 512 ? signature : raw;
    if (round % 2 === 1) changed[(bit % 512) >> 3] = (changed[(bit % 512) >> 3] ?? 0) ^ (1 << (bit & 7));
    const expected = outcome(() => verify(raw, message, signature));
    if (round % 2 === 0) expect(expected).toBe(true);
    expect(outcome(() => signatures.verify(raw, message, signature))).toBe(expected);
  }
});

it('verifies what libsignal signs', () => {
  for (let round = 0; round < 60; round += 1) {
    const { pubKey, privKey } = curve.generateKeyPair();
    const message = randomBytes(round * 3);
    expect(signatures.verify(pubKey.subarray(1), message, sign(privKey, message))).toBe(true);
  }
});

it.each([0, 31, 32, 63, 65, 128])('refuses a signature of %i bytes, as libsignal does', (length) => {
  const { pubKey } = curve.generateKeyPair();
  const verified = () => curve.verifySignature(pubKey, Buffer.from('hello'), Buffer.alloc(length));
  expect(verified).toThrow('Invalid signature');
});

it('signs and verifies its own thousands of times', () => {
  for (let round = 0; round < 2_000; round += 1) {
    const { pubKey, privKey } = curve.generateKeyPair();
    const message = randomBytes(round % 300);
    const signature = Buffer.from(Curve.sign(privKey, message));
    expect(signatures.verify(pubKey.subarray(1), message, signature)).toBe(true);
    const bit = round % 512;
    signature[bit >> 3] = (signature[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    expect(signatures.verify(pubKey.subarray(1), message, signature)).toBe(false);
  }
});

it('judges hostile signatures and keys as libsignal does', () => {
  const { pubKey, privKey } = generateKeyPair();
  const message = randomBytes(100);
  const good = Buffer.from(sign(privKey, message));
  const scalar = number(good.subarray(32)) & (2n ** 255n - 1n);
  const unreduced = Buffer.from(good);
  littleEndian(scalar + ORDER).copy(unreduced, 32);
  const keys = [0n, 1n, P - 1n, P, P + 1n, 2n ** 255n - 1n].map(littleEndian);
  const hostile = [unreduced, Buffer.alloc(64), Buffer.alloc(64, 0xff)];
  for (const bit of [0, 255, 256, 507, 508, 510, 511]) {
    const changed = Buffer.from(good);
    changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    hostile.push(changed);
  }
  for (const signature of hostile) {
    const key = pubKey.subarray(1);
    const expected = outcome(() => verify(key, message, signature));
    expect(outcome(() => signatures.verify(key, message, signature))).toBe(expected);
  }
  // With a key of small order libsignal accepts some signatures by luck, which depends on the message. Nobody has such a key.
  for (const key of keys)
    for (const signature of [good, ...hostile.slice(0, 3)]) {
      const expected = outcome(() => verify(key, message, signature));
      if (expected !== true) expect(outcome(() => signatures.verify(key, message, signature))).toBe(expected);
    }
});
