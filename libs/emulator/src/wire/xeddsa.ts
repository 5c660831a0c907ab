import { createPublicKey, verify } from 'node:crypto';

const P = 2n ** 255n - 19n;
const ED25519_SPKI = Buffer.from('302a300506032b6570032100', 'hex');

function power(base: bigint, exponent: bigint): bigint {
  let result = 1n;
  for (let square = base % P, left = exponent; left > 0n; left >>= 1n) {
    if (left & 1n) result = (result * square) % P;
    square = (square * square) % P;
  }
  return result;
}

function reversed(bytes: Uint8Array): Buffer {
  return Buffer.from(Uint8Array.from(bytes).toReversed());
}

function littleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${reversed(bytes).toString('hex')}`);
}

/** The Ed25519 key of a Curve25519 key: y = (u - 1) / (u + 1), the sign of x as the signature carries it. */
function edwardsKey(montgomery: Uint8Array, sign: number): Buffer {
  const u = littleEndian(montgomery) % P;
  const y = ((u - 1n + P) * power((u + 1n) % P, P - 2n)) % P;
  const key = reversed(Buffer.from(y.toString(16).padStart(64, '0'), 'hex'));
  key[31] = (key[31] ?? 0) | sign;
  return key;
}

/**
 * Verifies an XEd25519 signature. Baileys' `Curve.verify` is no use for it: it ignores what libsignal answers
 * and takes any well-formed signature for a good one.
 * @param publicKey raw Curve25519 key, 32 bytes
 */
export function verifyXeddsa(publicKey: Uint8Array, message: Uint8Array, signature: Uint8Array): boolean {
  if (publicKey.length !== 32 || signature.length !== 64) return false;
  const plain = Buffer.from(signature);
  const sign = (plain[63] ?? 0) & 0x80;
  plain[63] = (plain[63] ?? 0) & 0x7f;
  const der = Buffer.concat([ED25519_SPKI, edwardsKey(publicKey, sign)]);
  return verify(null, message, createPublicKey({ key: der, format: 'der', type: 'spki' }), plain);
}
